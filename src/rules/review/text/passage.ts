import type { IssueText } from "../../intake/issue.ts";
import type { Place } from "../review.ts";
import { type PassageKind, type Row, rowsOf } from "./rows.ts";
import { withoutSecret } from "./secrets.ts";
import { type Section, type SectionCues, sectionOf } from "./section.ts";
import { folded, type Word, wordsOf } from "./words.ts";

/** A paragraph, a list item, a heading, a fenced block or a comment: what is read in one go. */
export interface Passage {
  readonly kind: PassageKind;
  readonly section: Section;
  readonly text: string;
  readonly folded: string;
  /** 1-based line of the body where it begins; 1 for the title. */
  readonly line: number;
  /** Offsets at which its lines begin. */
  readonly lineStarts: readonly number[];
  readonly words: readonly Word[];
  /** Whether it holds no script without blanks, so that no cue of one need be looked for. */
  readonly isLatin: boolean;
  /** What stands before it and may say what it is for: "The script runs:" before a block. */
  readonly before: Passage | undefined;
}

export type Reading = readonly Passage[];

const QUOTE_MAX = 200;

/** The title and the body in passages, in reading order; the title is always the first. */
export function readingOf({ title, body }: IssueText, sections: SectionCues): Reading {
  const passages: Passage[] = [
    passageOf("title", "other", [{ kind: "title", text: title, line: 1 }], undefined),
  ];
  let heading: Section = "other";
  let label: Section | undefined;
  let held: Row[] = [];
  const flush = (): void => {
    const [first] = held;
    if (first && first.kind !== "blank")
      passages.push(passageOf(first.kind, label ?? heading, held, passages.at(-1)));
    held = [];
  };
  for (const row of rowsOf(body)) {
    const labelled = row.kind === "prose" ? sectionOf(row.text, sections, true) : undefined;
    if (row.kind !== held[0]?.kind || row.kind === "item" || row.kind === "heading" || labelled) flush();
    if (row.kind === "heading") {
      heading = sectionOf(row.text, sections, false) ?? "other";
      label = undefined;
    } else if (row.kind === "blank") label = undefined;
    else if (labelled) label = labelled;
    held.push(row);
  }
  flush();
  return passages;
}

function passageOf(
  kind: PassageKind,
  section: Section,
  rows: readonly Row[],
  before: Passage | undefined,
): Passage {
  const text = rows.map((row) => row.text).join("\n");
  const lineStarts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lineStarts.push(at + 1);
  return {
    kind,
    section,
    text,
    folded: folded(text),
    line: rows[0]?.line ?? 1,
    lineStarts,
    words: wordsOf(text, kind === "code"),
    isLatin: isLatin(text),
    before,
  };
}

export const isLatin = (text: string): boolean => !/[\u2e80-\uffff]/.test(text);

/** Where something in a passage stands: its line, and the words as written, up to the end of that line. */
export function placeOf(passage: Passage, start: number, end: number): Place {
  const line = passage.line + Math.max(0, lastAtMost(passage.lineStarts, start));
  const stop = passage.text.indexOf("\n", start);
  const most = start + 2 * QUOTE_MAX;
  // Before it is cut, so that no half of a secret is left.
  const quote = withoutSecret(passage.text.slice(start, Math.min(end, most, stop < 0 ? end : stop)));
  return { in: passage.kind === "title" ? "title" : "body", line, quote: cut(quote) };
}

/** Index of the last of ascending numbers that is at most `limit`; -1 when there is none. */
export function lastAtMost(ascending: readonly number[], limit: number): number {
  let low = -1;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((ascending[middle] ?? 0) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** At most 200 characters, and no half of a surrogate pair at the end. */
export function cut(text: string): string {
  if (text.length <= QUOTE_MAX) return text;
  const head = text.slice(0, QUOTE_MAX);
  return head.isWellFormed() ? head : head.slice(0, -1);
}

/** A whole passage, quoted: what is said about all of it. */
export const wholePlace = (passage: Passage): Place => placeOf(passage, 0, passage.text.length);
