import type { CueGroup } from "../cue-table.ts";
import type { IntakePolicy } from "../policy.ts";
import type { Place } from "../routing.ts";
import { type CueIndex, cueIndexOf, eachToken, type Form, folded } from "./cue-index.ts";
import type { LineKind } from "./page.ts";

/** A line to be searched. */
export interface CueLine {
  readonly in: Place["in"];
  readonly number: number;
  readonly kind: LineKind;
  readonly text: string;
  /** Whether what stands here is a thing not to do. */
  readonly isMustNot: boolean;
}

/** The first of each: wherever risk is read, and where it is meant: in the writer's own words and not negated. */
export interface Hits {
  readonly read: ReadonlyMap<string, Place>;
  readonly meant: ReadonlyMap<string, Place>;
  /** Lines that name what they are about: `repo`, `target`. */
  readonly hinted: ReadonlySet<CueLine>;
}

interface Found {
  readonly read: Map<string, Place>;
  readonly meant: Map<string, Place>;
  readonly hinted: Set<CueLine>;
}

/** Groups in which a negation before or behind, or a section of things not to do, turns the cue into none. */
const NEGATED: ReadonlySet<string> = new Set<CueGroup>(["implement", "confirm"]);
/** So many words before a cue may hold its negation: "do not open a pull request". Ours. */
const WORDS_BEFORE = 4;

/** Finds every group's first cue in one pass over the lines. Linear in the text. */
export function findCues(lines: Iterable<CueLine>, policy: IntakePolicy): Hits {
  const index = cueIndexOf(policy);
  const reads: ReadonlySet<string> = new Set(policy.riskReads);
  const found: Found = { read: new Map(), meant: new Map(), hinted: new Set() };
  for (const line of lines) searchLine(line, index, reads.has(line.kind), found);
  return found;
}

/** One line while it is searched. */
interface Search {
  readonly line: CueLine;
  readonly text: string;
  readonly index: CueIndex;
  readonly isRead: boolean;
  /** Whether the line is the writer's own words. */
  readonly isOwn: boolean;
  /** Its words before the cue. */
  readonly before: string[];
  /** Edges of its code spans, once they are wanted. */
  spans: readonly number[] | undefined;
}

const NONE: readonly Form[] = [];

function searchLine(line: CueLine, index: CueIndex, isRead: boolean, found: Found): void {
  const isOwn = line.kind === "text" || line.kind === "heading";
  if (!isRead && !isOwn) return;
  const text = folded(line.text);
  const search: Search = { line, text, index, isRead, isOwn, before: [], spans: undefined };
  eachToken(text, (token, start) => {
    for (const form of index.forms.get(token) ?? NONE) take(form, start, search, found);
    search.before.push(token);
  });
}

/** Notes a form where it stands, and where it is meant. */
function take(form: Form, start: number, search: Search, { read, meant, hinted }: Found): void {
  const { line, text, isRead, isOwn } = search;
  const { group } = form;
  const end = endOf(form, text, start);
  if (end < 0) return;
  if (isRead && !read.has(group)) read.set(group, placeOf(line, text, start, end));
  if (!isOwn) return;
  if (group === "target-hint") hinted.add(line);
  if (meant.has(group)) return;
  search.spans ??= spansIn(text);
  if (isInside(search.spans, start) || (NEGATED.has(group) && isNegated(search, end))) return;
  meant.set(group, placeOf(line, text, start, end));
}

const WORDISH = /[\p{Script=Latin}\p{M}\p{Nd}]/u;
const BETWEEN = " \t-_/";

/** Where a form that begins at `start` ends; -1 where it does not stand there. */
function endOf({ rest, text: form }: Form, text: string, start: number): number {
  if (rest === null) return endOfLiteral(form, text, start);
  let end = start + (form.split(/[ -]/, 1)[0] ?? "").length;
  for (const word of rest) {
    const gap = end;
    while (BETWEEN.includes(text[end] ?? "?")) end++;
    if (end === gap || !text.startsWith(word, end)) return -1;
    end += word.length;
    if (WORDISH.test(text[end] ?? "")) return -1;
  }
  return end;
}

/** A sigil stands alone: neither in an address (`/#manual`) nor as the head of a longer word (`#implementation`). */
const BEFORE_SIGIL = /[a-z0-9_/&#=?%]/;
const AFTER_SIGIL = /[\p{Script=Latin}\p{M}\p{Nd}_-]/u;

function endOfLiteral(form: string, text: string, start: number): number {
  if (!text.startsWith(form, start)) return -1;
  const end = start + form.length;
  const next = text[end] ?? "";
  if (form.startsWith("#"))
    return BEFORE_SIGIL.test(text[start - 1] ?? "") || AFTER_SIGIL.test(next) ? -1 : end;
  return WORDISH.test(form.at(-1) ?? "") && WORDISH.test(next) ? -1 : end;
}

function isNegated({ line, text, before, index }: Search, end: number): boolean {
  if (line.isMustNot) return true;
  if (before.slice(-WORDS_BEFORE).some((word) => index.isNegation.has(word))) return true;
  const behind = text.slice(end, end + 16).trimStart();
  return /^[?？]/.test(behind) || index.endings.some((ending) => behind.startsWith(ending));
}

/** Begins and ends of the code spans of a line, in turn. A last backtick without partner opens none. */
function spansIn(text: string): readonly number[] {
  const edges: number[] = [];
  for (let at = text.indexOf("`"); at >= 0; at = text.indexOf("`", at + 1)) edges.push(at);
  return edges.length % 2 === 0 ? edges : edges.slice(0, -1);
}

/** Spans are few on a line that holds a cue, and the cues of a group end with its first. */
function isInside(edges: readonly number[], at: number): boolean {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edges[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low % 2 === 1;
}

/** The words as written; folded where folding changed the length of the line, and with it the places. */
function placeOf(
  { in: text, number, text: written }: CueLine,
  line: string,
  start: number,
  end: number,
): Place {
  const from = written.length === line.length ? written : line;
  return { in: text, line: number, quote: from.slice(start, end).slice(0, 200).toWellFormed() };
}
