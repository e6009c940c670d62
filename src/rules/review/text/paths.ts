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
  if (!run.includes("/")) return /^\.?[A-Za-z][A-Za-z0-9_-]{1,99}\.[A-Za-z][A-Za-z0-9]{0,4}$/.test(run);
  if (run.includes("*")) return /[A-Za-z]/.test(run) && !run.startsWith("*/") ? true : run.startsWith("**/");
  return run.endsWith("/") || /\.[A-Za-z][A-Za-z0-9]{0,9}$/.test(run) || run.startsWith(".github/");
}

export const placeOfPath = ({ passage, start, end }: Named): Place => placeOf(passage, start, end);

/** Most parts of a pattern between its first and its last star: each is one bit of a number. Ours. */
const PARTS = 30;
const DEEP = "**";
const FLAT = "*";
const SLASH = 47;

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
  const masks = masksOf(parts);
  let count = 0;
  for (const path of paths) {
    if (path.length < head.length + end.length || !path.startsWith(head) || !path.endsWith(end)) continue;
    if (fits(masks, path.slice(head.length, path.length - end.length))) count++;
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

/** Which parts are stars of which kind, and which stand for a character: one bit a part. */
interface Masks {
  readonly deep: number;
  readonly flat: number;
  /** By code unit; a pattern is ASCII. */
  readonly marks: Int32Array;
  readonly whole: number;
}

function masksOf(parts: readonly string[]): Masks {
  const marks = new Int32Array(128);
  let deep = 0;
  let flat = 0;
  for (const [nth, part] of parts.entries()) {
    const code = part.charCodeAt(0);
    if (part === DEEP) deep |= 1 << nth;
    else if (part === FLAT) flat |= 1 << nth;
    else marks[code] = (marks[code] ?? 0) | (1 << nth);
  }
  return { deep, flat, marks, whole: 1 << parts.length };
}

function fits({ deep, flat, marks, whole }: Masks, path: string): boolean {
  const stars = deep | flat;
  let open = beyondStars(stars, 1);
  for (let at = 0; at < path.length && open !== 0; at++) {
    const code = path.charCodeAt(at);
    const stays = open & (code === SLASH ? deep : stars);
    open = beyondStars(stars, stays | ((open & (marks[code] ?? 0)) << 1));
  }
  return (open & whole) !== 0;
}

/** A star may stand for nothing. */
function beyondStars(stars: number, open: number): number {
  let all = open;
  for (let more = (all & stars) << 1; (more & ~all) !== 0; more = (all & stars) << 1) all |= more;
  return all;
}
