import { type IssueFile, type IssueFileRead, issueFileOf } from "../../src/rules/intake/issue-file.ts";
import { jsYamlReader } from "../../src/world/yaml/js-yaml.ts";

const yaml = jsYamlReader();

/** Reads an issue file with the YAML reader that the program has: what it refuses counts too. */
export const readIssueFile = (content: string | Uint8Array): Promise<IssueFileRead> =>
  issueFileOf(typeof content === "string" ? Buffer.from(content) : content, yaml.read);

export async function fileOf(content: string | Uint8Array): Promise<IssueFile> {
  const answer = await readIssueFile(content);
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
  return answer.file;
}

/** Each problem in a line: `path@line message`. */
export async function problemsOf(content: string | Uint8Array): Promise<readonly string[]> {
  const answer = await readIssueFile(content);
  return answer.ok ? [] : answer.problems.map(({ path, line, message }) => `${path}@${line} ${message}`);
}

export const front = (...lines: readonly string[]) => `---\n${lines.join("\n")}\n---\n`;

/** An issue as GitHub's API gives it. */
export const exported = (change: object) =>
  JSON.stringify({ title: "Fix it", body: "x", labels: [], user: { login: "mona" }, number: 7, ...change });
