import { digestOf } from "../../kernel/digest.ts";
import { type CodeTable, failuresOf } from "../../kernel/failure.ts";
import { canonicalJson } from "../../kernel/json.ts";
import { shown } from "../../kernel/text.ts";
import type { Issue } from "../../rules/intake/issue.ts";
import { type IssueFile, issueFileOf } from "../../rules/intake/issue-file.ts";
import { approve, fileIssue } from "../../stations/intake/file.ts";
import type { StoryPorts } from "../../stations/story/ports.ts";
import type { Inbox } from "../../world/inbox/port.ts";

export const SOURCE_CODES = {
  "issue.malformed": { kind: "usage", says: "An issue file does not read. All problems are named." },
  "issue.missing": { kind: "missing", says: "The forge has no issue of that number." },
} as const satisfies CodeTable;

const sourceFailure = failuresOf(SOURCE_CODES);

interface Opening {
  readonly ports: StoryPorts & { readonly inbox: Inbox };
  readonly stdin: AsyncIterable<string>;
  readonly approval: string | undefined;
}

/**
 * The issue that a run is about, to be read as often as somebody asks: a file is looked at again each time, so that an
 * edit on the way is met.
 *
 * @returns reads the issue as it stands now
 * @throws  `issue.malformed`, `issue.missing`, what the inbox and the forge throw
 */
export async function openSource(
  asked: string,
  { ports, stdin, approval }: Opening,
): Promise<() => Promise<Issue>> {
  const read = /^#?[1-9]\d{0,8}$/.test(asked)
    ? byNumber(Number(asked.replace("#", "")), ports)
    : await byFile(asked, ports, stdin);
  const issue = await read();
  if (approval !== undefined) await approve(issue, approval, ports);
  return read;
}

const byNumber =
  (number: number, { forge }: StoryPorts) =>
  async (): Promise<Issue> => {
    const issue = await forge.issues.read(number);
    if (issue) return issue;
    throw sourceFailure("issue.missing", `The local forge has no issue ${number}.`, {
      hint: "Give a file: it is filed, and told its number.",
    });
  };

async function byFile(
  asked: string,
  ports: Opening["ports"],
  stdin: AsyncIterable<string>,
): Promise<() => Promise<Issue>> {
  if (asked !== "-")
    return async () => {
      const { bytes, key } = await ports.inbox.read(asked);
      return fileIssue(await fileIn(bytes, shown(asked), ports), `file:${key}`, ports);
    };
  const pieces: string[] = [];
  for await (const piece of stdin) pieces.push(piece);
  const bytes = Buffer.from(pieces.join(""));
  const file = await fileIn(bytes, "Standard input", ports);
  const key = digestOf(canonicalJson({ title: file.title, body: file.body }));
  return async () => fileIssue(file, `text:${key}`, ports);
}

async function fileIn(bytes: Uint8Array, name: string, { yaml }: StoryPorts): Promise<IssueFile> {
  const read = await issueFileOf(bytes, (text) => yaml.read(text));
  if (read.ok) return read.file;
  const problems = read.problems.map(({ path, line, message }) =>
    [line === null ? "" : `line ${line}: `, path === "" ? "" : `${path} `, message].join(""),
  );
  throw sourceFailure("issue.malformed", `${name} is no issue: ${problems.join("; ")}`, {
    hint: "Markdown with optional front matter (title, labels, author, number), or the JSON that GitHub's API gives.",
  });
}
