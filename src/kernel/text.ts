/** What a terminal, a log viewer or a reader's eye could take for something else than text. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]/gu;

/**
 * Text from outside as it may be shown in a message: in quotes, cut, with every control, invisible and
 * direction-changing character written as its code point.
 *
 * @param max  characters shown before the cut; 120 is ours
 * @example    shown("a\u001b[2Jb") // "\"a\\u{1b}[2Jb\""
 */
export function shown(text: string, max = 120): string {
  const cut = text.length > max ? `${text.slice(0, max)}…` : text;
  return `"${plain(cut)}"`;
}

/** The same without quotes and cut: for whole lines that hold text from outside. */
export function plain(text: string): string {
  return text.replace(UNSAFE, (mark) => `\\u{${(mark.codePointAt(0) ?? 0).toString(16)}}`);
}

/**
 * Lines as they may be printed where somebody or something reads along: `plain`, line by line, and in no line one of
 * the two forms that a runner of GitHub Actions obeys: `::name::` after any blank at its start, `##[name]` anywhere.
 *
 * @see https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export function printable(text: string): string {
  const inert = (line: string) =>
    plain(line)
      .replaceAll("##[", "#\\u{23}[")
      .replace(/^(\s*):(?=:)/, "$1\\u{3a}");
  return text.split("\n").map(inert).join("\n");
}

/** The same for JSON, whose value stays what it was: no line of it begins with a colon, and strings have escapes. */
export function inertJson(json: string): string {
  if (/^[\n\x20-\x22\x24-\x7e]*$/.test(json)) return json;
  return json
    .replaceAll("##[", "#\\u0023[")
    .replace(UNSAFE, (mark) => (mark === "\n" ? mark : codeUnitsOf(mark)));
}

/** A character as JSON writes it by its code units. */
const codeUnitsOf = (mark: string): string =>
  [...Array(mark.length).keys()]
    .map((at) => `\\u${mark.charCodeAt(at).toString(16).padStart(4, "0")}`)
    .join("");

/** Text of one line as a Markdown code span: in it neither Markdown nor HTML nor a mention means anything. Behind more backticks than it holds in a row. */
export function codeSpan(text: string): string {
  const runs = text.match(/`+/g) ?? [];
  const fence = "`".repeat(1 + Math.max(0, ...runs.map(({ length }) => length)));
  return `${fence} ${text} ${fence}`;
}

/** Several things in one sentence: the first `most`, then how many more. `most` = 8 is ours. */
export function listed(things: readonly string[], most = 8): string {
  const rest = things.length - most;
  return rest > 0 ? `${things.slice(0, most).join(", ")} and ${rest} more` : things.join(", ");
}

/** The nearest of `known` to a mistyped word, when it is near enough to be meant. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let best: { name: string; distance: number } | undefined;
  for (const name of known) {
    const distance = editDistance(word, name);
    if (distance <= Math.max(1, Math.floor(name.length / 3)) && distance < (best?.distance ?? Infinity))
      best = { name, distance };
  }
  return best?.name;
}

/** Levenshtein distance, one row at a time; both words are cut to 64 characters. */
function editDistance(left: string, right: string): number {
  const a = left.slice(0, 64);
  const b = right.slice(0, 64);
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
