import { digestOf } from "../../../src/kernel/digest.ts";
import type {
  CheckResult,
  ImplementResult,
  PublishResult,
  RanFacts,
} from "../../../src/rules/story/result.ts";
import { BASE, HEAD, PATCH } from "./stories.ts";

/** A program that ended well. */
export const RAN: RanFacts = {
  argv: ["npm", "test"],
  exitCode: 0,
  timedOut: false,
  cut: false,
  ms: 120,
  output: { path: "artifacts/runs/a/output.txt", digest: digestOf("output") },
};

/** A line of a plain file changed. */
export const CHANGE: ImplementResult["changes"][number] = {
  path: "slug.js",
  status: "M",
  modes: ["100644", "100644"],
  lines: [1, 1],
};

const open = (says: string) => ({ outcome: "open", code: "work.done", says }) as const;

const MARK = "0123456789abcdef".repeat(2);

/** The results of the three steps of the sound story, each as its station writes it. */
export const implemented = (): ImplementResult => ({
  schemaVersion: "1.0",
  kind: "implement",
  attempt: "implement-1",
  mark: MARK,
  base: BASE,
  judged: open('1 file changed: "slug.js".'),
  ran: { ...RAN, argv: ["node", "agent.mjs"] },
  changes: [CHANGE],
  outside: [],
  untaken: [],
  patch: { path: "artifacts/runs/implement-1/patch.diff", digest: PATCH },
});

export const checked = (): CheckResult => ({
  schemaVersion: "1.0",
  kind: "check",
  attempt: "check-1",
  mark: MARK,
  base: BASE,
  judged: open("The tests failed before, and pass with the change."),
  patch: PATCH,
  before: { ...RAN, exitCode: 1 },
  after: RAN,
  outside: [],
});

export const published = (): PublishResult => ({
  schemaVersion: "1.0",
  kind: "publish",
  attempt: "publish-1",
  mark: MARK,
  base: BASE,
  judged: open("Pull request 8, branch continuo/issue-7-1."),
  publication: { branch: "continuo/issue-7-1", commit: HEAD, base: BASE, pull: 8, patch: PATCH },
});
