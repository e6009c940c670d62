import { KINDS } from "../../kernel/failure.ts";

const OK = 0;
const { refused, conflict, config, evidence } = KINDS;

/** One call in a scene and how it must end. */
export interface Call {
  readonly words: readonly string[];
  readonly ends: number;
}

export interface Scene {
  readonly title: string;
  /** What the scene shows, once it went as it must. */
  readonly shows: string;
  readonly calls: readonly Call[];
}

export const REQUEST = "issue-1";
export const WORK_ITEM = "issue-1-1";
export const PROOF = `artifacts/proofs/${WORK_ITEM}.continuo.json`;
/** The request that the council does not pass, and its proof. */
export const REJECTED_PROOF = "artifacts/proofs/issue-3-1.continuo.json";

const ANSWERS = ["--answers", "../answers.json"];
const run = (more: readonly string[], ends: number): Call => ({
  words: ["run", "../issue.md", ...ANSWERS, ...more],
  ends,
});

export const PREPARE: Scene = {
  title: "A key, trusted by the repository",
  shows: "this machine signs; the committed trust file says that its signatures count",
  calls: [{ words: ["keys", "trust", "--role", "operator"], ends: OK }],
};

export const ASKED: Scene = {
  title: "A request: a test that fails, and a person who wants it fixed",
  shows: "routed, planned, voted on by two families; and stopped, since nobody has agreed to it yet",
  calls: [run([], refused.exit)],
};

/** @param content  the first 12 digits that the run has named */
export const agreed = (content: string): Scene => ({
  title: "Consent to exactly this content",
  shows:
    "the plan is a work item with a schedule; without an agent program it stops there, and says how to name one",
  calls: [run(["--approve", content], config.exit)],
});

export const RACE = {
  title: "8 processes claim the same step at once",
  shows: "one got it, 7 were told who holds it; it gives the step back",
  racers: 8,
  claim: { words: ["claim", WORK_ITEM, "--step", "implement"], ends: OK },
  loses: conflict.exit,
  release: {
    words: ["release", WORK_ITEM, "--step", "implement", "--attempt", "implement-local", "--reason", "Shown"],
    ends: OK,
  },
} as const;

/** @param agent  where the agent program lies: it is run in a clone, far from here */
export const worked = (agent: string): Scene => ({
  title: "An agent program does the work",
  shows: "in a clone of its own; the tests failed before and pass now; said twice, it is done once",
  calls: [run(["--agent-command", `node ${agent}`], OK), run(["--agent-command", `node ${agent}`], OK)],
});

export const PROVEN: Scene = {
  title: "The proof",
  shows: "one file: every decision follows again from its inputs, every signature is that of a trusted key",
  calls: [
    { words: ["verify", PROOF], ends: OK },
    { words: ["replay", REQUEST], ends: OK },
  ],
};

export const REFUSED: Scene = {
  title: "A request that nobody should carry out",
  shows: "a reviewer finds what it asks for, and its veto stands whatever the others say",
  calls: [{ words: ["run", "../dangerous.md"], ends: refused.exit }],
};

export const verifyCopy = (path: string): Call => ({ words: ["verify", path], ends: evidence.exit });
