import { canonical, type Mark } from "./canonical.ts";
import { closes, type Fence, indentOf, opened } from "./fence.ts";

/**
 * What a line is. `text` and `heading` are the writer's own words; `quote` and `code` stand there, but are not said by
 * the writer; `generated` is a block that we wrote; `blank` says nothing.
 */
export type LineKind = "text" | "heading" | "quote" | "code" | "generated" | "blank";

export interface Line {
  /** 1-based, as in the text before it was made canonical. */
  readonly number: number;
  readonly kind: LineKind;
  readonly text: string;
  /** The heading in plain words, and its depth; null where the line is none. */
  readonly heading: { readonly name: string; readonly depth: number } | null;
}

/** A text of the request, line by line, and canonical. */
export interface Page {
  readonly lines: readonly Line[];
}

/**
 * Reads a text of an issue into lines. Linear; never throws.
 *
 * @param ours  what stands in the blocks that we are known to have written; marks around anything else are anybody's
 */
export function readPage(raw: string, ours: readonly string[] = []): Page {
  const { text, marks } = canonical(raw);
  const written = text.split("\n");
  const generated = ours.length > 0 && marks.length > 0 ? blocksOf(marks, written, ours) : NONE;
  let fence: Fence | null = null;
  const lines = written.map((line, index): Line => {
    const number = index + 1;
    if (generated.has(number)) return { number, kind: "generated", text: line, heading: null };
    const open: Fence | null = fence ?? opened(line);
    if (open === null) return plainLine(number, line);
    fence = fence !== null && closes(line, fence) ? null : open;
    return { number, kind: "code", text: line, heading: null };
  });
  return { lines };
}

function plainLine(number: number, text: string): Line {
  const heading = headingIn(text);
  return { number, text, heading, kind: heading ? "heading" : kindOf(text) };
}

function kindOf(text: string): LineKind {
  if (text.trim() === "") return "blank";
  return text[indentOf(text)] === ">" && indentOf(text) <= 3 ? "quote" : "text";
}

/** `## Goal ##` is "Goal" of depth 2. */
function headingIn(text: string): Line["heading"] {
  const start = indentOf(text);
  if (start > 3 || text[start] !== "#") return null;
  let end = start;
  while (text[end] === "#") end++;
  const depth = end - start;
  const next = text[end];
  if (depth > 6 || (next !== undefined && next !== " " && next !== "\t")) return null;
  const name = text.slice(end).trim();
  let last = name.length;
  while (name[last - 1] === "#") last--;
  const isClosed = last === 0 || name[last - 1] === " ";
  return { name: isClosed ? name.slice(0, last).trim() : name, depth };
}

const NONE: ReadonlySet<number> = new Set();

/**
 * Numbers of the lines of our blocks, their marks included. Anybody can write our marks around the words that should
 * not count: a block is ours only when what stands in it is known to be.
 */
function blocksOf(
  marks: readonly Mark[],
  lines: readonly string[],
  ours: readonly string[],
): ReadonlySet<number> {
  const known = new Set(ours.map((text) => canonical(text).text.trim()));
  const numbers = new Set<number>();
  let open: Mark | null = null;
  for (const mark of marks) {
    if (mark.edge === "start") open = mark;
    else if (open?.name === mark.name) {
      const block = lines
        .slice(open.line, mark.line - 1)
        .join("\n")
        .trim();
      for (let number = open.line; known.has(block) && number <= mark.line; number++) numbers.add(number);
      open = null;
    }
  }
  return numbers;
}
