import { SECRET_CUES, SECRET_FORMS } from "../cues/secrets.ts";
import { folded } from "./words.ts";

/** A secret in a text. Only what stands before it is ever quoted. */
export interface Secret {
  readonly name: string;
  /** Where the secret begins, and where it becomes one: up to there it may be quoted. */
  readonly start: number;
  readonly shownTo: number;
}

const ALPHABETS = { word: /[A-Za-z0-9_-]/, upper: /[A-Z0-9]/ } as const;
/** Bits a character of a value that nobody can remember; a word has about 2.8. Ours. */
const ENTROPY = 3;
/** The same for what has the form of a key: enough to tell it from `ghp_xxxxxxxx`. Ours. */
const VARIETY = 2;
/** Shortest value that is taken for a secret, and the most of it that is looked at. Ours. */
const LEAST = 10;
const LOOKED_AT = 64;

/** Secrets of a text in reading order: forms that tell themselves, key blocks, and values with the name of a secret. */
export function secretsIn(text: string): readonly Secret[] {
  const found = [...formsIn(text), ...blocksIn(text), ...assignmentsIn(text)];
  return found.sort((a, b) => a.start - b.start);
}

/** The text up to its first secret. */
export function withoutSecret(text: string): string {
  const [first] = secretsIn(text);
  return first ? text.slice(0, first.shownTo) : text;
}

/** Every place where a piece of text stands. */
function* placesOf(text: string, piece: string): Generator<number> {
  for (let at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + piece.length)) yield at;
}

function* formsIn(text: string): Generator<Secret> {
  for (const { name, heads, least, alphabet } of SECRET_FORMS)
    for (const head of heads)
      for (const start of placesOf(text, head)) {
        const from = start + head.length;
        // A letter before it makes it the middle of some other word.
        const isWord =
          !/[A-Za-z0-9]/.test(text[start - 1] ?? " ") && runOf(text, from, least, ALPHABETS[alphabet]);
        if (isWord && variety(text.slice(from, from + least)) >= VARIETY)
          yield { name, start, shownTo: from };
      }
}

function runOf(text: string, from: number, least: number, alphabet: RegExp): boolean {
  for (let at = from; at < from + least; at++) if (!alphabet.test(text[at] ?? " ")) return false;
  return true;
}

function* blocksIn(text: string): Generator<Secret> {
  const head = "-----BEGIN ";
  for (const start of placesOf(text, head)) {
    const line = text.slice(start, start + 60);
    if (line.includes("PRIVATE KEY")) yield { name: "a private key", start, shownTo: start + head.length };
  }
}

/** `password = …` where the value looks made by a machine. */
function* assignmentsIn(text: string): Generator<Secret> {
  const lower = folded(text);
  for (const name of SECRET_CUES.assigned)
    for (const at of placesOf(lower, name)) {
      const from = valueAfter(text, at + name.length);
      if (from < 0) continue;
      const value = valueAt(text, from);
      if (looksSecret(value)) yield { name: `the value of ${name}`, start: from, shownTo: from };
    }
}

/** Where the value of an assignment begins: after `=` or `:`, blanks and a quote; -1 where nothing is assigned. */
function valueAfter(text: string, end: number): number {
  let at = end;
  while (at < end + 4 && /["'` ]/.test(text[at] ?? "")) at++;
  if (!/[=:：＝]/.test(text[at] ?? "")) return -1;
  at++;
  const first = at;
  while (at < first + 4 && /["'` ]/.test(text[at] ?? "")) at++;
  return at;
}

function valueAt(text: string, from: number): string {
  let to = from;
  while (to < from + LOOKED_AT && to < text.length && !/[\s"'`,;)]/.test(text[to] ?? " ")) to++;
  return text.slice(from, to);
}

function looksSecret(value: string): boolean {
  if (value.length < LEAST || /^[<$%{[(]/.test(value) || value.includes("/") || value.includes("("))
    return false;
  const lower = value.toLowerCase();
  if (SECRET_CUES.standIns.some((standIn) => lower.includes(standIn))) return false;
  return /[0-9]/.test(value) && /[A-Za-z]/.test(value) && variety(value) >= ENTROPY;
}

/** Shannon entropy in bits a character. */
function variety(value: string): number {
  const counts = new Map<string, number>();
  for (const mark of value) counts.set(mark, (counts.get(mark) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}
