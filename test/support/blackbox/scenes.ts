import type { VerbName } from "../../../src/commands/index.ts";
import type { Workshop } from "../cli.ts";
import { seedFiles, WORK_ITEM } from "../seed-item.ts";
import { must } from "./door.ts";
import { copyOf, ORIGIN, passing } from "./folder.ts";
import { stepsOf, workflowOf } from "./item.ts";
import { commitAll } from "./repository.ts";

export type Stage = "fresh" | "claimed" | "completed" | "asked" | "reviewed";

const ITEM = ["--work-item", WORK_ITEM];
const TESTS = [...ITEM, "--step", "phase-tests"];
const LOCAL = [...TESTS, "--attempt", "phase-tests-local"];

type Env = Readonly<Record<string, string>>;

const BUILD: Readonly<Record<Stage, (shop: Workshop, env: Env) => Promise<unknown>>> = {
  fresh: async () => undefined,
  claimed: (shop, env) => must(shop, ["claim", ...LOCAL], env),
  completed: (shop) => must(shop, ["complete", ...LOCAL]),
  async asked(shop) {
    commitAll(shop);
    // A job's forge is nobody's: who may start work there is written down.
    shop.write(
      ".continuo/forge/permissions.json",
      JSON.stringify({ schemaVersion: "1.0", permissions: { octo: "write" } }),
    );
  },
  async reviewed(shop) {
    commitAll(shop);
    await must(shop, ["run", "-"], {}, REVIEW);
  },
};

/** A request that asks for a review and gives every reviewer what it looks for. */
export const REVIEW = `# The list of steps shows the same step twice

A step that was taken twice stands twice in the list of \`status\`; it should stand there once.

## Goal
Every step stands in the list once.

## Acceptance criteria
- \`status\` of a work item with two attempts at one step shows one line for it.

## Rollback
Revert the commit.
`;

const templates = new Map<string, Promise<Workshop>>();

async function built(stage: Stage, env: Env): Promise<Workshop> {
  const shop = passing({ ...seedFiles(), ...ORIGIN });
  await BUILD[stage](shop, env);
  return shop;
}

/**
 * A workshop of its own in which the sample work item stands so far; each stage is built once a test file.
 *
 * @param env  who claimed it: an attempt that a job claims is another holder's than this machine's
 */
export async function on(stage: Stage, env: Env = {}): Promise<Workshop> {
  const name = `${stage} ${JSON.stringify(env)}`;
  const template = templates.get(name) ?? built(stage, env);
  templates.set(name, template);
  return copyOf(await template);
}

/** What `decide schedule` may be asked. */
export const REQUEST = {
  workItemId: "wi",
  workflow: workflowOf(stepsOf("a/1 b/2/par c/2/par")),
  now: "2026-01-02T03:04:05.000Z",
};

/** One call of a verb that works, and where. */
export interface Scene {
  readonly stage: Stage;
  readonly words: readonly string[];
  readonly input?: string;
  /** How it ends; 0 unless said. */
  readonly ends?: number;
}

/** All verbs but the demonstration, which is a scene of its own. */
export type Scened = Exclude<VerbName, "demo">;

/** Every verb once, working. A verb without its scene does not compile. */
export const SCENES: Readonly<Record<Scened, Scene>> = {
  run: { stage: "asked", words: ["run", "-", "--test-timeout", "1m"], input: REVIEW },
  why: { stage: "reviewed", words: ["why", "issue-1"] },
  replay: { stage: "reviewed", words: ["replay", "issue-1"] },
  delegate: { stage: "fresh", words: ["delegate", "--structured-work-item", WORK_ITEM] },
  claim: { stage: "fresh", words: ["claim", ...TESTS] },
  renew: { stage: "claimed", words: ["renew", ...LOCAL, "--lease", "30m"] },
  release: { stage: "claimed", words: ["release", ...LOCAL, "--reason", "wrong machine"] },
  complete: { stage: "claimed", words: ["complete", ...LOCAL, "--outcome", "Tests authored"] },
  gate: { stage: "completed", words: ["gate", ...ITEM, "--gate", "quality", "--decision", "approve"] },
  revert: { stage: "completed", words: ["revert", ...TESTS, "--reason", "another branch"] },
  export: { stage: "completed", words: ["export", "--now", "2026-11-20T23:57:57.000Z"] },
  collect: { stage: "completed", words: ["collect", "--no-commit"] },
  status: { stage: "claimed", words: ["status", ...ITEM] },
  // Open work and a key that nobody vouches for: it could not be established.
  verify: { stage: "completed", words: ["verify", ...ITEM], ends: 7 },
  keys: { stage: "fresh", words: ["keys", "--action", "trust"] },
  decide: { stage: "fresh", words: ["decide", "--rule", "schedule"], input: JSON.stringify(REQUEST) },
};
