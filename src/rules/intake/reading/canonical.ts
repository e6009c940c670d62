import { closes, type Fence, opened } from "./fence.ts";

/** A line that says where a block that we wrote ourselves begins or ends: `<!-- continuo:spec:start -->`. */
export interface Mark {
  /** 1-based. */
  readonly line: number;
  readonly name: string;
  readonly edge: "start" | "end";
}

export interface Canonical {
  /** As many lines as the text had. */
  readonly text: string;
  readonly marks: readonly Mark[];
}

const UNSEEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]/gu;
/** Text that is as it should be, but for comments and entities: most is. */
const PLAIN = /^[\n\t\x20-\x7e]*$/;
/** Among them, those that a page shows as a gap: what they part stays two words. */
const GAPS = "\u000b\u000c\u0085\u2028\u2029";
const MARK = /^<!-- (\/)?((?:continuo:|fugue-)[a-z0-9-]+)(?::(start|end))? -->[ \t]*$/;

/**
 * Text as a reader of the page sees it: one kind of line end, comments gone (an unclosed one to the end), numeric
 * entities decoded until none is left, nothing that has no shape on the page, NFC. What scores and what models read
 * is this text, so that nobody is told what nobody sees.
 *
 * The enemy nests: entities in entities, comments that appear once a comment or a zero-width mark is gone. So the text
 * is built mark by mark, and what a new mark completes is resolved at once: linear, and a second pass changes nothing.
 * What becomes `<!--` only by decoding is visible on the page; it loses its bracket and stays.
 */
export function canonical(raw: string): Canonical {
  const lined = raw.includes("\r") ? raw.replace(/\r\n?/g, "\n") : raw;
  const isPlain = PLAIN.test(lined);
  const seen = isPlain ? lined : withoutUnseen(lined.toWellFormed().normalize("NFC"));
  const { text, marks } = seen.includes("<!--") ? withoutComments(seen) : { text: seen, marks: [] };
  const isCoded = text.includes("&#") || text.includes("<!");
  const decoded = isCoded ? resolved(text) : text;
  // What was taken away may have parted a letter from its accent.
  return { text: isPlain && !isCoded ? decoded : decoded.normalize("NFC"), marks };
}

const withoutUnseen = (text: string): string =>
  text.replace(UNSEEN, (mark) => (GAPS.includes(mark) ? " " : ""));

/** Comments leave their line ends behind: places stay true. In a fence nothing is a comment. */
function withoutComments(text: string): Canonical {
  const marks: Mark[] = [];
  let fence: Fence | null = null;
  let isHidden = false;
  const kept = text.split("\n").map((line, index) => {
    if (fence !== null) {
      if (closes(line, fence)) fence = null;
      return line;
    }
    if (!isHidden) {
      const mark = markIn(line, index + 1);
      if (mark) marks.push(mark);
      fence = opened(line);
      if (fence !== null) return line;
    }
    const seen = seenOf(line, isHidden);
    isHidden = seen.isHidden;
    return seen.text;
  });
  return { text: kept.join("\n"), marks };
}

function markIn(line: string, number: number): Mark | undefined {
  const [isMark, slash, name = "", edge] = line.startsWith("<!-- ") ? (MARK.exec(line) ?? []) : [];
  if (isMark === undefined) return undefined;
  return { line: number, name, edge: slash !== undefined || edge === "end" ? "end" : "start" };
}

/** What is seen of a line, and whether a comment is open at its end. */
function seenOf(line: string, wasHidden: boolean): { text: string; isHidden: boolean } {
  let text = "";
  let isHidden = wasHidden;
  for (let at = 0; at < line.length; ) {
    const next = line.indexOf(isHidden ? "-->" : "<!--", at);
    if (next < 0) return { text: isHidden ? text : text + line.slice(at), isHidden };
    if (!isHidden) text += line.slice(at, next);
    // `<!-->` opens and closes: the two dashes count twice, as browsers read it.
    at = next + (isHidden ? 3 : 2);
    isHidden = !isHidden;
  }
  return { text, isHidden };
}

const ENTITY = /^&#(?:x[0-9a-f]{1,6}|[0-9]{1,7});$/i;
/** Marks of the longest entity that CommonMark knows: `&#1234567;` and `&#x10ffff;`. */
const LONGEST = 10;

function resolved(text: string): string {
  const out: string[] = [];
  for (const mark of text) {
    let next: string | undefined = mark;
    while (next !== undefined && next !== "") {
      out.push(next);
      if (next === ";") next = takeEntity(out);
      else {
        if (next === "-") dropOpener(out);
        next = undefined;
      }
    }
  }
  return out.join("");
}

/** Takes an entity off the end, if one ends there, and answers with what it stands for. */
function takeEntity(out: string[]): string | undefined {
  let start = out.length - 1;
  const first = Math.max(0, out.length - LONGEST);
  while (start >= first && out[start] !== "&") start--;
  if (start < first) return undefined;
  const entity = out.slice(start).join("");
  if (!ENTITY.test(entity)) return undefined;
  out.length = start;
  const digits = entity.slice(2, -1);
  const code = /^x/i.test(digits) ? Number.parseInt(digits.slice(1), 16) : Number.parseInt(digits, 10);
  const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  const mark = isCharacter ? String.fromCodePoint(code) : "\ufffd";
  // An entity never makes a line: a page shows it as a gap, and places stay true.
  return mark === "\n" || mark === "\r" ? " " : withoutUnseen(mark.normalize("NFC"));
}

function dropOpener(out: string[]): void {
  if (out.slice(-4).join("") === "<!--") out.length -= 4;
}
