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

type Part = "*" | "**" | { readonly mark: string };

/** The pattern in parts; `**` with its slash is one, so that it also stands for no folder at all. */
function partsOf(pattern: string): readonly Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < pattern.length; at++) {
    if (pattern[at] !== "*") parts.push({ mark: pattern[at] ?? "" });
    else if (pattern[at + 1] !== "*") parts.push("*");
    else {
      parts.push("**");
      at += pattern[at + 2] === "/" ? 2 : 1;
    }
  }
  return parts;
}

/**
 * The paths that fit a pattern: `*` is anything within a segment, `**` anything. No regular expression is made of it;
 * all ways to read it are followed at once, so that a path costs at most its length times the pattern's.
 */
export function fitting(pattern: string, paths: readonly string[]): readonly string[] {
  const parts = partsOf(pattern);
  const head = pattern.slice(0, pattern.indexOf("*"));
  return paths.filter((path) => path.startsWith(head) && fits(parts, path));
}

function fits(parts: readonly Part[], path: string): boolean {
  let open = beyondStars(parts, new Set([0]));
  for (const mark of path) {
    const next = new Set<number>();
    for (const at of open) {
      const part = parts[at];
      if (part === "**" || (part === "*" && mark !== "/")) next.add(at);
      else if (typeof part === "object" && part.mark === mark) next.add(at + 1);
    }
    if (next.size === 0) return false;
    open = beyondStars(parts, next);
  }
  return open.has(parts.length);
}

/** A star may stand for nothing. */
function beyondStars(parts: readonly Part[], open: Set<number>): Set<number> {
  for (const at of open) if (parts[at] === "*" || parts[at] === "**") open.add(at + 1);
  return open;
}
