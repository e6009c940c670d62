export type PassageKind = "title" | "heading" | "item" | "prose" | "code" | "comment";

/** A line of a body, or a piece of one where a comment parts it. */
export interface Row {
  readonly kind: PassageKind | "blank";
  readonly text: string;
  readonly line: number;
}

/** The lines of a body, told apart by what Markdown makes of them; a comment inside a line is a row of its own. */
export function* rowsOf(body: string): Generator<Row> {
  let fence = "";
  let isComment = false;
  for (const [index, raw] of body.split("\n").entries()) {
    const line = index + 1;
    const text = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
    const mark = isComment ? "" : fenceOf(text);
    if (fence !== "" || mark !== "") {
      fence = fenceAfter(fence, mark);
      // The line of the fence itself is read too: something may hide behind its marks.
      yield { kind: "code", text, line };
      continue;
    }
    for (const [part, within] of commentParts(text, isComment))
      yield { kind: within ? "comment" : kindOf(part), text: part, line };
    isComment = staysComment(text, isComment);
  }
}

/** The marks that open or close a block; none where they open and close on the same line. */
function fenceOf(text: string): string {
  const bare = text.trimStart();
  const mark = bare.slice(0, 3);
  return (mark === "```" || mark === "~~~") && !bare.includes(mark, 3 + countOf(bare, mark[0] ?? ""))
    ? mark
    : "";
}

/** How often a mark stands in a row behind the third. */
function countOf(bare: string, mark: string): number {
  let at = 3;
  while (bare[at] === mark) at++;
  return at - 3;
}

function fenceAfter(fence: string, mark: string): string {
  if (fence === "") return mark;
  return mark === fence ? "" : fence;
}

/** A line cut at `<!--` and `-->`: each piece, and whether it is inside a comment. */
function commentParts(text: string, begins: boolean): readonly (readonly [string, boolean])[] {
  const parts: (readonly [string, boolean])[] = [];
  let within = begins;
  let from = 0;
  for (;;) {
    const at = text.indexOf(within ? "-->" : "<!--", from);
    if (at < 0) break;
    if (at > from) parts.push([text.slice(from, at), within]);
    from = at + (within ? 3 : 4);
    within = !within;
  }
  if (from < text.length || text === "") parts.push([text.slice(from), within]);
  return parts;
}

function staysComment(text: string, begins: boolean): boolean {
  const opened = text.lastIndexOf("<!--");
  const closed = text.lastIndexOf("-->");
  if (opened < 0 && closed < 0) return begins;
  return opened > closed;
}

function kindOf(text: string): PassageKind | "blank" {
  const bare = text.trim();
  if (bare === "") return "blank";
  if (/^#{1,6}\s/.test(bare) || isBold(bare)) return "heading";
  return /^(?:[-*+]|\d{1,9}[.)])\s/.test(bare) ? "item" : "prose";
}

const isBold = (bare: string): boolean =>
  bare.length > 4 &&
  bare.startsWith("**") &&
  bare.endsWith("**") &&
  bare.indexOf("**", 2) === bare.length - 2;
