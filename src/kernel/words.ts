export type Words = Readonly<
  { ok: true; words: readonly [string, ...string[]] } | { ok: false; problem: string }
>;

/**
 * A program and its arguments as a person writes them on one line: split at blanks, `'…'` and `"…"` keep theirs, a
 * backslash takes the next character as it is. Or a JSON list of strings, where that is easier. No shell reads it:
 * `$`, `;`, `|` and `*` are characters.
 *
 * @example wordsOf("node 'my agent.mjs' --fast") // ["node", "my agent.mjs", "--fast"]
 */
export function wordsOf(text: string): Words {
  const words = text.trimStart().startsWith("[") ? listed(text) : split(text);
  if (typeof words === "string") return { ok: false, problem: words };
  const [program, ...rest] = words;
  if (program === undefined || program === "") return { ok: false, problem: "names no program" };
  if (words.some((word) => word.includes("\0"))) return { ok: false, problem: "holds a NUL character" };
  return { ok: true, words: [program, ...rest] };
}

function listed(text: string): readonly string[] | string {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value) && value.every((each): each is string => typeof each === "string")) return value;
  } catch {
    // Said below: what stands there is no list of strings.
  }
  return "begins with [ and is no JSON list of strings";
}

/** One piece of a line: a run of blanks, a quoted text, an escaped character, or one plain character. */
const PIECE = /(\s+)|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|(.)/gs;

function split(text: string): readonly string[] | string {
  const words: string[] = [];
  let word: string | undefined;
  for (const [, blank, single, double, escaped, plain = ""] of text.matchAll(PIECE)) {
    if (blank !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (plain === "'" || plain === '"') return `has no closing ${plain}`;
    else word = (word ?? "") + (single ?? double?.replace(/\\(.)/gs, "$1") ?? escaped ?? plain);
  }
  return word === undefined ? words : [...words, word];
}
