import { JSON_LIMITS, type Parsed, parseJsonText } from "../../kernel/json.ts";
import type { Issue, Login } from "./issue.ts";
import { type FieldChecks, fieldChecks, type IssueFileProblem } from "./issue-file-field.ts";
import { frontFields, lineOfKey, splitFrontMatter } from "./issue-file-front.ts";
import { gitHubFields } from "./issue-file-github.ts";
import { titleIn, withoutBlankStart } from "./issue-file-title.ts";

/** A request as it came in a file: Markdown that a person wrote, or JSON as GitHub's API gives an issue. */
export interface IssueFile {
  readonly title: string;
  readonly body: string;
  /** As listed; none twice but for case, none with a comma. */
  readonly labels: readonly string[];
  /** Null where the file does not say. */
  readonly author: Login | null;
  readonly number: number | null;
  /** A Markdown file is open. */
  readonly state: Issue["state"];
  readonly form: "markdown" | "json";
  /** Whether the labels are the author's word. An export does not say who set them. */
  readonly labelsByAuthor: boolean;
}

export type IssueFileRead = Readonly<
  { ok: true; file: IssueFile } | { ok: false; problems: readonly IssueFileProblem[] }
>;

/** Reads YAML: `YamlReader.read` of `world/yaml`, which refuses foreign tags, keys that are there twice, many aliases. */
export type ReadYaml = (bytes: Uint8Array) => Promise<Parsed>;

/** Largest issue file, in bytes: what a document may be at most. An issue of GitHub's limits has a third of it. */
const { maxBytes: MAX_BYTES } = JSON_LIMITS;

/**
 * Reads an issue file: JSON when it begins with a brace, Markdown otherwise.
 *
 * Markdown may have front matter with `title`, `labels`, `author` and `number`. Its title is that of the front
 * matter, else the first `# heading`, else the first line that says something; the line that became the title is taken
 * out of the body. The rest of the body stays as it was written, line ends and all; blank lines at its start go.
 *
 * @returns the file, or every problem at once; never throws unless `readYaml` does
 */
export async function issueFileOf(bytes: Uint8Array, readYaml: ReadYaml): Promise<IssueFileRead> {
  const decoded = textOf(bytes);
  if (!decoded.ok) return wrong([{ path: "", line: null, message: decoded.problem }]);
  const { text } = decoded;
  return looksLikeJson(text) ? readGitHub(text) : readMarkdown(text, readYaml);
}

/** Longest front matter, in characters: 100 labels of 50 have a fifth of it, and YAML costs more than text. Ours. */
const FRONT_MAX = 32_768;

type Decoded = Readonly<{ ok: true; text: string } | { ok: false; problem: string }>;

/** The bytes as text, without a byte order mark. */
function textOf(bytes: Uint8Array): Decoded {
  const allowed = `must be Markdown or JSON in UTF-8, 1 to ${MAX_BYTES} bytes`;
  const unlike = (what: string): Decoded => ({ ok: false, problem: `${allowed}, found ${what}` });
  if (bytes.byteLength > MAX_BYTES) return unlike(`${bytes.byteLength} bytes`);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return unlike("bytes that are no UTF-8");
  }
  if (text.includes("\0")) return unlike("a NUL character");
  return text.trim() === "" ? unlike("nothing") : { ok: true, text };
}

/** A list of objects counts as JSON, so that it is refused as one: as Markdown its source would become the title. */
function looksLikeJson(text: string): boolean {
  const start = text.trimStart();
  return start.startsWith("{") || (start.startsWith("[") && start.slice(1).trimStart().startsWith("{"));
}

function readGitHub(text: string): IssueFileRead {
  const parsed = parseJsonText(text);
  if (!parsed.ok) return wrong([{ path: "", line: null, message: parsed.problem }]);
  const checks = fieldChecks();
  const fields = gitHubFields(parsed.value, checks);
  return ended(checks, fields && { ...fields, form: "json", labelsByAuthor: false });
}

async function readMarkdown(text: string, readYaml: ReadYaml): Promise<IssueFileRead> {
  const split = splitFrontMatter(text);
  if (!split.ok) return wrong([split.problem]);
  const { front } = split;
  const checks = fieldChecks((path) => lineOfKey(front, path));
  if (front !== null && front.length > FRONT_MAX) {
    const message = `must have front matter of at most ${FRONT_MAX} characters, found ${front.length}`;
    return wrong([{ path: "", line: 1, message }]);
  }
  // A line break for the rule above it: so YAML counts the lines as the file does.
  const parsed: Parsed =
    front === null ? { ok: true, value: null } : await readYaml(new TextEncoder().encode(`\n${front}`));
  if (!parsed.ok) checks.say("", `has front matter that ${parsed.problem}`, null);
  const { title, ...fields } = frontFields(parsed.ok ? parsed.value : null, checks);
  // What cannot be read may have held the title: nothing is made up in its place.
  const words =
    parsed.ok && title === null
      ? wordsOf(split, checks)
      : { title: title ?? "", body: bodyAsIs(split, checks) };
  return ended(checks, { ...fields, ...words, state: "open", form: "markdown", labelsByAuthor: true });
}

interface TextFrom {
  readonly text: string;
  readonly line: number;
}

const bodyAsIs = ({ text }: TextFrom, checks: FieldChecks) => checks.body(withoutBlankStart(text));

/** Title and body of a text whose front matter has no title. */
function wordsOf({ text, line }: TextFrom, checks: FieldChecks): Pick<IssueFile, "title" | "body"> {
  const found = titleIn(text);
  if (found === null) {
    checks.say("title", "is missing: give it in the front matter, as a # heading or in the first line", line);
    return { title: "", body: text };
  }
  const at = line + found.line - 1;
  return { title: checks.title(found.title, "title", at), body: checks.body(found.body) };
}

const wrong = (problems: readonly IssueFileProblem[]): IssueFileRead => ({ ok: false, problems });

function ended({ problems }: FieldChecks, file: IssueFile | null): IssueFileRead {
  return problems.length === 0 && file !== null ? { ok: true, file } : wrong(problems);
}
