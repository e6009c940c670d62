import type { Place } from "../review.ts";
import { type Passage, placeOf } from "./passage.ts";

/** A path or a pattern as a request names it. */
export interface Named {
  readonly path: string;
  readonly isPattern: boolean;
  readonly passage: Passage;
  readonly start: number;
  readonly end: number;
}

const PATH_MARK = /[A-Za-z0-9_.\-/*@]/;
/** Longer than any path that is meant; what is longer is not looked at. Ours. */
const LONGEST = 200;

/** Paths and patterns that a passage names, in order. A web address is none, nor is a path from the root. */
export function pathsIn(passage: Passage): readonly Named[] {
  const { text } = passage;
  const named: Named[] = [];
  for (let at = 0; at < text.length; at++) {
    if (!PATH_MARK.test(text[at] ?? "")) continue;
    let end = at;
    while (end < text.length && PATH_MARK.test(text[end] ?? "")) end++;
    const path = trimmed(text.slice(at, end));
    if (isPath(path) && text[at - 1] !== "~")
      named.push({ path, isPattern: path.includes("*"), passage, start: at, end: at + path.length });
    at = end;
  }
  return named;
}

/** Without what belongs to the sentence: a full stop, a dash, the second of two bold marks. */
function trimmed(run: string): string {
  let end = run.length;
  while (end > 0 && (run[end - 1] === "." || run[end - 1] === "-")) end--;
  return run.slice(0, end);
}

function isPath(run: string): boolean {
  if (run.length > LONGEST || run.startsWith("/") || run.includes("//") || run.includes("@")) return false;
  if (!run.includes("/"))
    return /^[A-Za-z0-9_-]*\.?[A-Za-z][A-Za-z0-9_-]*\.[A-Za-z][A-Za-z0-9]{0,4}$/.test(run);
  if (run.includes("*")) return /[A-Za-z]/.test(run) && !run.startsWith("*/") ? true : run.startsWith("**/");
  return run.endsWith("/") || /\.[A-Za-z][A-Za-z0-9]{0,9}$/.test(run) || run.startsWith(".github/");
}

export const placeOfPath = ({ passage, start, end }: Named): Place => placeOf(passage, start, end);

/** Most parts of a pattern between its first and its last star: each is one bit of a number. Ours. */
const PARTS = 30;
const DEEP = "**";
const FLAT = "*";

/**
 * Whether more than `most` of the paths fit a pattern: `*` is anything within a segment, `**` anything. No regular
 * expression is made of it; all ways to read it are followed at once, so that a path costs its length and no more.
 */
export function moreThan(
  most: number,
  pattern: string,
  paths: readonly string[],
): "within" | "beyond" | "unreadable" {
  const head = pattern.slice(0, pattern.indexOf("*"));
  const tail = pattern.slice(pattern.lastIndexOf("*") + 1);
  const parts = partsOf(pattern.slice(head.length, pattern.length - tail.length), tail);
  // The slash behind "**" belongs to it, so that it also stands for no folder at all.
  const end = parts.at(-1) === DEEP && tail.startsWith("/") ? tail.slice(1) : tail;
  if (parts.length > PARTS) return "unreadable";
  let count = 0;
  for (const path of paths) {
    if (path.length < head.length + end.length || !path.startsWith(head) || !path.endsWith(end)) continue;
    if (fits(parts, path.slice(head.length, path.length - end.length))) count++;
    if (count > most) return "beyond";
  }
  return "within";
}

/** What stands between the first and the last star, both with it: a star each, or one character. */
function partsOf(middle: string, tail: string): readonly string[] {
  const parts: string[] = [];
  const text = middle + tail;
  for (let at = 0; at < middle.length; at++) {
    if (text[at] !== "*") parts.push(text[at] ?? "");
    else if (text[at + 1] !== "*") parts.push(FLAT);
    else {
      parts.push(DEEP);
      at += text[at + 2] === "/" ? 2 : 1;
    }
  }
  return parts;
}

function fits(parts: readonly string[], path: string): boolean {
  let open = beyondStars(parts, 1);
  for (let at = 0; at < path.length && open !== 0; at++) {
    const mark = path[at];
    let next = 0;
    for (let nth = 0; nth < parts.length; nth++) {
      if ((open & (1 << nth)) === 0) continue;
      const part = parts[nth];
      if (part === DEEP || (part === FLAT && mark !== "/")) next |= 1 << nth;
      else if (part === mark) next |= 1 << (nth + 1);
    }
    open = beyondStars(parts, next);
  }
  return (open & (1 << parts.length)) !== 0;
}

/** A star may stand for nothing. */
function beyondStars(parts: readonly string[], open: number): number {
  let all = open;
  for (let nth = 0; nth < parts.length; nth++)
    if ((all & (1 << nth)) !== 0 && (parts[nth] === DEEP || parts[nth] === FLAT)) all |= 1 << (nth + 1);
  return all;
}
