import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect } from "vitest";
import { besides, PROJECT } from "../../../src/stations/demo/sample.ts";
import { asked, must } from "../blackbox/door.ts";
import { copyOf, filesIn, ORIGIN, passing } from "../blackbox/folder.ts";
import { commitAll, git } from "../blackbox/repository.ts";
import type { Workshop } from "../cli.ts";
import { textOf } from "./bench.ts";
import { assertWhole } from "./oracle.ts";

/** The request's number is in its file: the same wherever a copy of the folder lies. */
const NUMBER = 7;
export const REQUEST = `issue-${NUMBER}`;
export const PROOF = `artifacts/proofs/${REQUEST}-1.continuo.json`;

/** A test command that costs no process of node's; what it says goes by the same change. */
const CHECK =
  '#!/bin/sh\necho "$$" >> "$1/checks"\nwhile [ -e "$1/wait-check" ]; do sleep 0.02; done\n' +
  "grep -q 'replace(/ +/g' slug.js || { echo 'two dashes'; exit 1; }\n";

/** Says that it began, works as long as it is told to, and makes the one change that it knows. */
const AGENT = `#!/bin/sh
echo "$$" >> "$1/starts"
cat > /dev/null
while [ -e "$1/wait" ]; do sleep 0.02; done
sed 's/replaceAll(" ", "-")/trim().replace(\\/ +\\/g, "-")/' slug.js > slug.new && mv slug.new slug.js
echo "slug.js: runs of blanks become one dash"
`;

const beside = (shop: Workshop, name: string): string => join(shop.home, name);

let template: Promise<{ readonly shop: Workshop; readonly content: string }> | undefined;

async function built(): Promise<{ readonly shop: Workshop; readonly content: string }> {
  const shop = passing({ ...PROJECT, "check.sh": CHECK, ...ORIGIN });
  for (const [name, text] of Object.entries(besides("acme/plans"))) writeFileSync(beside(shop, name), text);
  const issue = readFileSync(beside(shop, "issue.md"), "utf8");
  writeFileSync(beside(shop, "issue.md"), `---\nnumber: ${NUMBER}\n---\n${issue}`);
  writeFileSync(beside(shop, "agent.sh"), AGENT);
  commitAll(shop);
  await must(shop, ["keys", "trust", "--role", "operator"]);
  commitAll(shop, "Trust this machine's key");
  const content = await contentNamed(copyOf(shop));
  return { shop, content };
}

/** The digits that a person would copy from what the run has said. */
async function contentNamed(shop: Workshop): Promise<string> {
  const words = ["run", beside(shop, "issue.md"), "--answers", beside(shop, "answers.json")];
  const { document } = await asked<{ next: string }>(shop, words);
  const [, content] = /--approve ([0-9a-f]{12})/.exec(document.next) ?? [];
  if (content === undefined) throw new Error(`No content to agree to: ${JSON.stringify(document)}`);
  return content;
}

/** A repository with an issue beside it that the whole story carries out, and nothing done yet. */
export async function untold(): Promise<Workshop> {
  template ??= built();
  return copyOf((await template).shop);
}

/** The one command that carries it out from the issue to the pull request. */
export async function telling(shop: Workshop): Promise<string[]> {
  template ??= built();
  const { content } = await template;
  const said = ["run", beside(shop, "issue.md"), "--answers", beside(shop, "answers.json")];
  const agent = `sh ${beside(shop, "agent.sh")} ${shop.home}`;
  return [
    ...said,
    "--approve",
    content,
    "--test-command",
    `sh check.sh ${shop.home}`,
    "--agent-command",
    agent,
  ];
}

/** The processes of the agent program, or of the tests, that were ever started, oldest first. */
export function started(shop: Workshop, what: "starts" | "checks" = "starts"): readonly number[] {
  const said = textOf(beside(shop, what)) ?? "";
  return said.split("\n").filter(Boolean).map(Number);
}

/** Makes the agent, or the tests, work until they are told to go on. */
export const halt = (shop: Workshop, what: "wait" | "wait-check" = "wait"): void =>
  writeFileSync(beside(shop, what), "");
export const goOn = (shop: Workshop, what: "wait" | "wait-check" = "wait"): void =>
  rmSync(beside(shop, what), { force: true });

export interface Recorded {
  readonly seq: number;
  readonly station: string;
  readonly input: { readonly lane?: string };
  readonly output: { readonly outcome?: string };
}

/** The decisions about the request, in order, as the disk has them. */
export function decisionsOf(shop: Workshop, request = REQUEST): readonly Recorded[] {
  const folder = join(shop.root, "artifacts/decisions", request);
  const count = existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith(".")).length : 0;
  return Array.from({ length: count }, (_, i) =>
    JSON.parse(readFileSync(join(folder, `${i + 1}.json`), "utf8")),
  );
}

/** One line a decision: what was decided, not when. */
export const linesOf = (decisions: readonly Recorded[]): string[] =>
  decisions.map(({ station, input, output }) => `${station} ${input.lane ?? output.outcome ?? ""}`.trim());

/** Files that bear their names: a draft of a process that has ended is none. */
const written = (shop: Workshop, folder: string): string[] =>
  filesIn(shop.root, folder).filter((path) => !basename(path).startsWith("."));

const namesIn = (shop: Workshop, folder: string): string[] => {
  const at = join(shop.root, folder);
  return existsSync(at) ? readdirSync(at).filter((name) => !name.startsWith(".")) : [];
};

export const branchesOf = (shop: Workshop): string[] =>
  git(shop.root, "for-each-ref", "--format=%(refname:short)", "refs/heads/continuo")
    .split("\n")
    .filter(Boolean);

/** What is there once the story was told, however often it was begun: everything once. */
export async function assertToldOnce(shop: Workshop): Promise<void> {
  assertWhole(shop);
  const [branch = "", ...more] = branchesOf(shop);
  expect(more, "one branch").toEqual([]);
  expect(git(shop.root, "rev-list", "--count", `main..${branch}`), "one commit on it").toBe("1");
  expect(namesIn(shop, ".continuo/forge/issues")).toEqual([String(NUMBER)]);
  expect(written(shop, ".continuo/forge/pulls"), "one pull, written once").toHaveLength(1);
  expect(statusesOf(shop), "one comment says where it stands").toHaveLength(1);
  expect(namesIn(shop, "artifacts/work-items")).toHaveLength(1);
  expect(namesIn(shop, "artifacts/proofs")).toHaveLength(1);
  expect(written(shop, ".continuo/staged"), "no draft of a handoff").toEqual([]);
  expect(
    linesOf(decisionsOf(shop)).filter((line, at, all) => all.indexOf(line) < at),
    "nothing decided twice",
  ).toEqual([]);
  const proof = await asked<{ findings?: unknown[] }>(shop, ["verify", PROOF]);
  expect(proof.exitCode, JSON.stringify(proof.document)).toBe(0);
  const whole = await asked(shop, ["verify"]);
  expect(whole.exitCode, JSON.stringify(whole.document)).toBe(0);
  const replayed = await asked(shop, ["replay", REQUEST]);
  expect(replayed.exitCode, JSON.stringify(replayed.document)).toBe(0);
}

/** Comments that bear the story's own mark, as they were first written. */
function statusesOf(shop: Workshop): string[] {
  const folder = `.continuo/forge/comments/${NUMBER}`;
  return written(shop, folder).filter((path) => textOf(join(shop.root, path))?.includes("continuo:status"));
}

/** The labels that the forge shows in the end. */
export function labelsOf(shop: Workshop): string[] {
  const labels = new Set<string>();
  const folder = `.continuo/forge/issues/${NUMBER}`;
  const seqs = written(shop, folder).map((path) => Number(basename(path, ".json")));
  for (const seq of seqs.sort((a, b) => a - b)) {
    const event = JSON.parse(readFileSync(join(shop.root, folder, `${seq}.json`), "utf8"));
    if (event.event === "labeled") labels.add(event.label);
    if (event.event === "unlabeled") labels.delete(event.label);
  }
  return [...labels].sort();
}
