/**
 * What a runner of GitHub Actions takes from a step: commands in its log and the files it writes to. Written anew
 * from the documented behaviour, independently of the program.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

const KNOWN = new Set(
  "add-mask add-path add-matcher remove-matcher debug echo endgroup error group notice save-state set-env set-output stop-commands warning".split(
    " ",
  ),
);

const UNESCAPED: readonly (readonly [string, string])[] = [
  ["%0D", "\r"],
  ["%0A", "\n"],
];
const IN_PROPERTY: readonly (readonly [string, string])[] = [
  ["%3A", ":"],
  ["%2C", ","],
];

function unescaped(text: string, more: readonly (readonly [string, string])[] = []): string {
  let plain = text;
  for (const [from, to] of [...UNESCAPED, ...more]) plain = plain.replaceAll(from, to);
  return plain.replaceAll("%25", "%");
}

/** Every line that the runner would obey: `::name …::data` after any blank, `##[name …]data` anywhere. */
export function commandsIn(stream: string): Command[] {
  return stream.split(/\r\n|\r|\n/).flatMap((line) => newForm(line) ?? oldForm(line) ?? []);
}

function newForm(line: string): Command | undefined {
  const text = line.replace(/^[\s\u0085\u180e\ufeff]+/u, "");
  if (!text.startsWith("::")) return undefined;
  const end = text.indexOf("::", 2);
  if (end < 0) return undefined;
  const info = text.slice(2, end);
  const blank = info.indexOf(" ");
  const name = (blank < 0 ? info : info.slice(0, blank)).toLowerCase();
  if (!KNOWN.has(name)) return undefined;
  const properties: Record<string, string> = {};
  for (const each of blank < 0 ? [] : info.slice(blank + 1).split(",")) {
    const [key = "", ...value] = each.trim().split("=");
    if (key !== "") properties[key] = unescaped(value.join("="), IN_PROPERTY);
  }
  return { name, properties, data: unescaped(text.slice(end + 2)) };
}

function oldForm(line: string): Command | undefined {
  const [, info = "", data = ""] = /##\[([^\]]*)\](.*)$/.exec(line) ?? [];
  const name = (info.split(" ")[0] ?? "").toLowerCase();
  return KNOWN.has(name) ? { name, properties: {}, data } : undefined;
}

/** The step outputs in a `GITHUB_OUTPUT` file. @throws where the runner would fail the step */
export function outputsIn(text: string): ReadonlyMap<string, string> {
  const outputs = new Map<string, string>();
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (line === "") continue;
    const equals = line.indexOf("=");
    const heredoc = line.indexOf("<<");
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      outputs.set(line.slice(0, equals), line.slice(equals + 1));
      continue;
    }
    if (heredoc <= 0) throw new Error(`Invalid format: ${line}`);
    const delimiter = line.slice(heredoc + 2);
    const end = lines.indexOf(delimiter, at + 1);
    if (delimiter === "" || end < 0) throw new Error(`Matching delimiter not found: ${delimiter}`);
    outputs.set(line.slice(0, heredoc), lines.slice(at + 1, end).join("\n"));
    at = end;
  }
  return outputs;
}

/** Markdown outside of fenced code: what a summary would render as something else than text. */
export function outsideFences(markdown: string): string {
  const outside: string[] = [];
  let fence = "";
  for (const line of markdown.split("\n")) {
    const mark = /^ {0,3}(`{3,})/.exec(line)?.[1];
    if (fence === "" && mark !== undefined) fence = mark;
    else if (fence === "") outside.push(line);
    else if (mark !== undefined && mark.length >= fence.length && line.trim() === mark) fence = "";
  }
  return fence === "" ? outside.join("\n") : `${outside.join("\n")}\nUNCLOSED FENCE`;
}
