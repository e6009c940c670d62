import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as v from "valibot";
import { expect } from "vitest";
import { RunAnswer } from "../../../src/commands/run/answer.ts";
import type { Workshop } from "../cli.ts";
import { throughDoor } from "./door.ts";
import { copyOf, ORIGIN, passing } from "./folder.ts";
import { commitAll, git } from "./repository.ts";

type Env = Readonly<Record<string, string>>;

/** A small repository that nobody made for Continuo: a makefile, a test in shell, and one thing that is wrong. */
const PROJECT: Readonly<Record<string, string>> = {
  Makefile: "test:\n\tsh check.sh\n",
  "check.sh": "grep -q hello greeting.txt\n",
  "greeting.txt": "bye\n",
};

/** What a request says when it gives every reviewer what it looks for. */
export const GREETING = `\`greeting.txt\` says bye; whoever comes is greeted with a farewell.

Execution mode: implement

## Goal
\`greeting.txt\` says hello.

## Acceptance criteria
- \`make test\` passes; it fails today.

## Rollback
Revert the change; nothing is stored.
`;

/** The same as a file, with whatever front matter. */
export const issueText = (front = "labels: [bug]", body = GREETING): string =>
  `---\ntitle: The greeting says goodbye\n${front}\n---\n${body}`;

/** A program that does it. */
export const HELLO = "echo hello > greeting.txt";

let template: Workshop | undefined;
let consented: Promise<Workshop> | undefined;

/** A fresh copy of the repository, with one commit. */
export function project(): Workshop {
  if (!template) {
    template = passing({ ...PROJECT, ...ORIGIN });
    commitAll(template);
  }
  return copyOf(template);
}

/** The same, with request 1 consented to and scheduled: `run 1` and an agent program go on from there. */
export async function scheduled(): Promise<Workshop> {
  consented ??= (async () => {
    const shop = project();
    const { exitCode, answer } = await story(shop, [beside(shop, "issue.md", issueText())]);
    expect({ exitCode, code: answer.code }).toEqual({ exitCode: 78, code: "agent.none" });
    return shop;
  })();
  return copyOf(await consented);
}

/** Puts a file beside the repository, where a person has it. */
export function beside(shop: Workshop, name: string, text: string): string {
  writeFileSync(join(dirname(shop.root), name), text);
  return `../${name}`;
}

/** A shell script as an agent program. */
export const agent = (script: string): readonly string[] => [
  "--agent-command",
  JSON.stringify(["sh", "-c", script]),
];

export interface Told {
  readonly exitCode: number | null;
  readonly answer: RunAnswer;
  readonly stderr: string;
}

/**
 * `continuo run` as somebody calls it who agrees: once more, with the digits of the content that it named, where that
 * is all that it stopped for.
 */
export async function story(
  shop: Workshop,
  words: readonly string[],
  env: Env = {},
  input = "",
): Promise<Told> {
  const told = await runAsIs(shop, words, env, input);
  const [, content] = /--approve ([0-9a-f]{12})/.exec(told.answer.next) ?? [];
  if (told.answer.code !== "consent.missing" || content === undefined) return told;
  return runAsIs(shop, [...words.filter((word) => word !== "--again"), "--approve", content], env, input);
}

/** `continuo run` in this process, and its answer, which must be what its schema says. */
export async function runAsIs(
  shop: Workshop,
  words: readonly string[],
  env: Env = {},
  input = "",
): Promise<Told> {
  const { exitCode, stdout, stderr } = await throughDoor(shop, ["run", ...words, "--json"], { env, input });
  const document: unknown = JSON.parse(stdout);
  if (typeof document === "object" && document !== null && "error" in document)
    throw new Error(`run ${words.join(" ")}: ${stderr}`);
  return { exitCode, answer: v.parse(RunAnswer, document), stderr };
}

/** What a verb prints for a person. */
export async function words(shop: Workshop, line: string): Promise<string> {
  const { stdout, stderr } = await throughDoor(shop, line.split(" "));
  return stdout + stderr;
}

/** Nothing came of it: no branch but the one that was there, no pull request. */
export function expectNothingPublished(shop: Workshop): void {
  expect(git(shop.root, "branch", "--all", "--format=%(refname:short)")).toBe("main");
  expect(existsSync(join(shop.root, ".continuo/forge/pulls"))).toBe(false);
}

/** How often something was started that adds a line to a file outside of everything. */
export const startsIn = (path: string): number =>
  existsSync(path) ? readFileSync(path, "utf8").split("\n").length - 1 : 0;

/** Waits until the process whose number a file holds has ended; a test that waits in vain fails by its time. */
export async function goneSoon(path: string): Promise<void> {
  const stat = `/proc/${readFileSync(path, "utf8").trim()}/stat`;
  const state = () => (existsSync(stat) ? readFileSync(stat, "utf8").split(") ")[1]?.[0] : undefined);
  while (![undefined, "Z", "X"].includes(state())) await new Promise((done) => setTimeout(done, 20));
}
