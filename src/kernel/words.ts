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

function split(text: string): readonly string[] | string {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let at = 0; at < text.length; at++) {
    const mark = text.charAt(at);
    if (mark === "\\" && quote !== "'" && at + 1 < text.length) word = (word ?? "") + text.charAt(++at);
    else if (quote !== "") {
      if (mark === quote) quote = "";
      else word = (word ?? "") + mark;
    } else if (mark === "'" || mark === '"') {
      quote = mark;
      word ??= "";
    } else if (/\s/.test(mark)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? "") + mark;
  }
  if (quote !== "") return `has no closing ${quote}`;
  return word === undefined ? words : [...words, word];
}
