import type { Passage } from "./passage.ts";
import { isAscii, type Word, wordsOf } from "./words.ts";

/** Where a cue was found: words from `from` up to `to`, characters from `start` up to `end`. */
export interface Found {
  readonly cue: string;
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
}

interface Compiled {
  /** Phrases in words, by their first word. */
  readonly byFirst: ReadonlyMap<string, readonly (readonly string[])[]>;
  /** Cues in scripts without blanks: compared as they stand. */
  readonly pieces: readonly string[];
}

/** Lists of a policy never change: each is taken apart once. */
const compiled = new WeakMap<readonly string[], Compiled>();

function compile(cues: readonly string[]): Compiled {
  const known = compiled.get(cues);
  if (known) return known;
  const byFirst = new Map<string, (readonly string[])[]>();
  for (const cue of cues.filter(isAscii)) {
    const words = wordsOf(cue).map((word) => word.text);
    const [first] = words;
    if (first !== undefined) byFirst.set(first, [...(byFirst.get(first) ?? []), words]);
  }
  const made = { byFirst, pieces: cues.filter((cue) => !isAscii(cue)) };
  compiled.set(cues, made);
  return made;
}

/**
 * Every place where one of the cues stands: Latin ones as whole words, whatever is between them; others wherever
 * their characters stand. In order of their start.
 */
export function occurrences(passage: Passage, cues: readonly string[]): readonly Found[] {
  const { byFirst, pieces } = compile(cues);
  const found: Found[] = [];
  const { words } = passage;
  for (let from = 0; from < words.length; from++)
    for (const phrase of byFirst.get(words[from]?.text ?? "") ?? []) {
      if (!standsAt(words, from, phrase)) continue;
      const to = from + phrase.length;
      found.push({ cue: phrase.join(" "), from, to, ...spanOf(words, from, to) });
    }
  if (!passage.isLatin) for (const piece of pieces) found.push(...piecesIn(passage, piece));
  if (found.length < 2) return found;
  return found.sort((a, b) => a.start - b.start || b.end - a.end);
}

/** Whether any of the cues stands there at all. */
export const has = (passage: Passage, cues: readonly string[]): boolean =>
  occurrences(passage, cues).length > 0;

const standsAt = (words: readonly Word[], from: number, phrase: readonly string[]): boolean =>
  phrase.every((word, at) => words[from + at]?.text === word);

/** The characters that words cover. */
export const spanOf = (words: readonly Word[], from: number, to: number): { start: number; end: number } => ({
  start: words[from]?.start ?? 0,
  end: words[to - 1]?.end ?? 0,
});

function* piecesIn(passage: Passage, piece: string): Generator<Found> {
  for (let start = passage.folded.indexOf(piece); start >= 0; ) {
    const end = start + piece.length;
    const from = wordAt(passage.words, start);
    yield { cue: piece, from, to: wordAt(passage.words, end - 1) + 1, start, end };
    start = passage.folded.indexOf(piece, end);
  }
}

/** Index of the last word that begins at or before an offset. */
function wordAt(words: readonly Word[], offset: number): number {
  let low = 0;
  let high = words.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((words[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
