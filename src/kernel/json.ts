import { shown } from "./text.ts";

/** What a document may be at most. The figures are ours; depth 64 is the cap that keeps every walker safe. */
export interface JsonLimits {
  readonly maxBytes: number;
  readonly maxDepth: number;
}

export const JSON_LIMITS: JsonLimits = { maxBytes: 1 << 20, maxDepth: 64 };

export type Parsed = Readonly<{ ok: true; value: unknown } | { ok: false; problem: string }>;

/**
 * Reads JSON as evidence is read: one document, UTF-8, no key twice, no number that overflows, no half of a
 * surrogate pair, bounded in size and depth before anything walks it. `__proto__` is a plain key. A key
 * with a quote or a backslash is refused: once V8 has met the key `\\`, it reads `"\\""` as that (Node 24.21).
 *
 * @returns the value, or in one clause what is wrong; never throws
 */
export function parseJson(bytes: Uint8Array, limits: JsonLimits = JSON_LIMITS): Parsed {
  if (bytes.byteLength > limits.maxBytes)
    return wrong(`is ${bytes.byteLength} bytes long, at most ${limits.maxBytes} are allowed`);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return wrong("is not UTF-8");
  }
  return parseJsonText(text, limits);
}

/** The same for text that is already decoded. */
export function parseJsonText(text: string, limits: JsonLimits = JSON_LIMITS): Parsed {
  const { members, depth, isQuoted } = measure(text, limits.maxDepth);
  if (depth > limits.maxDepth) return wrong(`is nested deeper than ${limits.maxDepth} levels`);
  if (isQuoted) return wrong("has a key with a quote or a backslash");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    return wrong(`is not JSON: ${cause instanceof Error ? cause.message : "unreadable"}`);
  }
  const found = inspect(value);
  if (found.problem) return wrong(found.problem);
  // JSON.parse keeps the last of two equal keys: a text with more members than the value has one twice.
  if (found.members !== members)
    return wrong(`has the key ${shown(firstDuplicate(text))} twice in one object`);
  return { ok: true, value };
}

const wrong = (problem: string): Parsed => ({ ok: false, problem });

const QUOTE = 34;
const COLON = 58;
const OPENS_LIST = 91;
const BACKSLASH = 92;
const CLOSES_LIST = 93;
const OPENS_OBJECT = 123;
const CLOSES_OBJECT = 125;

/** Index of the quote that closes the string opened at `start`, or the end of the text. */
function closing(text: string, start: number): number {
  let at = start;
  for (;;) {
    at = text.indexOf('"', at + 1);
    if (at < 0) return text.length;
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return at;
  }
}

const OPENERS = "{[";
const CLOSERS = "}]";

/** Whether a string, as JSON writes it, holds a quote or a backslash. */
const holdsQuote = (written: string): boolean => /\\(?:["\\]|u0022|u005c)/i.test(written);

interface Measure {
  readonly members: number;
  readonly depth: number;
  /** Whether a key holds a quote or a backslash, however it is written. */
  readonly isQuoted: boolean;
}

/** Members and depth of the text, without building anything; stops as soon as it is too deep. */
function measure(text: string, maxDepth: number): Measure {
  const mayEscape = text.includes("\\");
  let isQuoted = false;
  let members = 0;
  let depth = 0;
  let open = 0;
  /** The string before; looked at once, so that colons in a row cost nothing. */
  let string = "";
  for (let at = 0; at < text.length && depth <= maxDepth; at++) {
    // By code: a hundred million blanks are to be looked through in a moment.
    const mark = text.charCodeAt(at);
    if (mark === QUOTE) {
      const end = closing(text, at);
      if (mayEscape) string = text.slice(at, end);
      at = end;
    } else if (mark === COLON) {
      members++;
      isQuoted ||= holdsQuote(string);
      string = "";
    } else if (mark === OPENS_LIST || mark === OPENS_OBJECT) depth = Math.max(depth, ++open);
    else if (mark === CLOSES_LIST || mark === CLOSES_OBJECT) open--;
  }
  return { members, depth, isQuoted };
}

/** Counts members of a parsed value and looks at its scalars. Recursion is bounded by the depth already checked. */
function inspect(value: unknown): { members: number; problem: string | null } {
  let members = 0;
  let problem: string | null = null;
  const walk = (part: unknown): void => {
    problem ??= scalarProblem(part);
    if (typeof part !== "object" || part === null) return;
    if (Array.isArray(part)) {
      for (const item of part) walk(item);
      return;
    }
    for (const [key, item] of Object.entries(part)) {
      members++;
      problem ??= scalarProblem(key);
      walk(item);
    }
  };
  walk(value);
  return { members, problem };
}

/** What is wrong with a string or a number whatever its place; null for anything else. */
export function scalarProblem(part: unknown): string | null {
  if (typeof part === "string") return part.isWellFormed() ? null : "holds half of a surrogate pair";
  if (typeof part === "number") return Number.isFinite(part) ? null : "holds a number that is not finite";
  return null;
}

/** Names the duplicate for the message: slow, and run only on a text that is refused anyway. */
function firstDuplicate(text: string): string {
  const objects: Set<string>[] = [];
  let last = "";
  for (let at = 0; at < text.length; at++) {
    const mark = text[at] ?? "";
    if (mark === '"') {
      const end = closing(text, at);
      last = JSON.parse(text.slice(at, end + 1));
      at = end;
    } else if (OPENERS.includes(mark)) objects.push(new Set());
    else if (CLOSERS.includes(mark)) objects.pop();
    else if (mark === ":") {
      if (objects.at(-1)?.has(last)) return last;
      objects.at(-1)?.add(last);
    }
  }
  return last;
}

/**
 * The one form in which our documents lie on disk: keys in code-unit order, two spaces, one final newline.
 * Members that are `undefined` are left out.
 *
 * @throws TypeError for what JSON cannot say (NaN, infinities, functions)
 */
export function canonicalJson(value: unknown): string {
  return `${canonicalPart(value, "")}\n`;
}

/** Pieces are gathered to about this many characters: one call of a hash or a write for each. */
const PIECE = 1 << 14;

/**
 * The canonical form of a document in pieces, for one whose top level holds long lists: the pieces joined are
 * `canonicalJson(document)`, and little of it is held as text at a time.
 */
export function* canonicalPieces(document: object): Generator<string> {
  let text = "";
  let opening = "{";
  for (const key of Object.keys(document).sort()) {
    const value: unknown = Reflect.get(document, key);
    if (value === undefined) continue;
    text += `${opening}\n  ${JSON.stringify(key)}: `;
    opening = ",";
    if (!Array.isArray(value) || value.length === 0) {
      text += canonicalPart(value, "  ");
      continue;
    }
    let separator = "[\n    ";
    for (const item of value) {
      text += separator + canonicalPart(item, "    ");
      separator = ",\n    ";
      if (text.length < PIECE) continue;
      yield text;
      text = "";
    }
    text += "\n  ]";
  }
  yield opening === "{" ? "{}\n" : `${text}\n}\n`;
}

/** One part of a canonical document, as it stands at the given indentation. */
function canonicalPart(value: unknown, indent: string): string {
  switch (typeof value) {
    case "string":
    case "boolean":
      return JSON.stringify(value);
    case "number":
      if (Number.isFinite(value)) return JSON.stringify(value);
      throw new TypeError("A document cannot hold a number that is not finite.");
    case "object":
      if (value === null) return "null";
      return Array.isArray(value) ? canonicalList(value, indent) : canonicalObject(value, indent);
    default:
      throw new TypeError(`A document cannot hold a ${typeof value}.`);
  }
}

function canonicalList(items: readonly unknown[], indent: string): string {
  if (items.length === 0) return "[]";
  const inner = `${indent}  `;
  let text = "[\n";
  let separator = "";
  for (const item of items) {
    text += separator + inner + canonicalPart(item, inner);
    separator = ",\n";
  }
  return `${text}\n${indent}]`;
}

function canonicalObject(value: object, indent: string): string {
  const inner = `${indent}  `;
  let text = "";
  for (const key of sortedKeys(value)) {
    const item: unknown = Reflect.get(value, key);
    if (item === undefined) continue;
    text += `${text === "" ? "{" : ","}\n${inner}${JSON.stringify(key)}: ${canonicalPart(item, inner)}`;
  }
  return text === "" ? "{}" : `${text}\n${indent}}`;
}

/** The keys in code-unit order; most of our objects are made in it, and need no sorting. */
function sortedKeys(value: object): string[] {
  const keys = Object.keys(value);
  for (let i = 1; i < keys.length; i++) if ((keys[i - 1] ?? "") > (keys[i] ?? "")) return keys.sort();
  return keys;
}

/** A member of a value that nobody has given a shape yet, by the names that lead to it; undefined when there is none. */
export function memberAt(value: unknown, ...names: readonly string[]): unknown {
  let at = value;
  for (const name of names) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, name)) return undefined;
    at = Reflect.get(at, name);
  }
  return at;
}
