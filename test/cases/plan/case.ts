import { dirname, join } from "node:path";
import { expect } from "vitest";
import { must, quick } from "../../support/blackbox/door.ts";
import { passing } from "../../support/blackbox/folder.ts";
import { itemFiles, type StepSpec } from "../../support/blackbox/item.ts";
import type { Ended, RunOptions, Workshop } from "../../support/cli.ts";
import { seedFiles, WORK_ITEM } from "../../support/seed-item.ts";

/** One case of a plan: what there is, what is done, what must come of it, and how that is seen. */
export interface Case {
  readonly area: string;
  readonly name: string;
  readonly given: string;
  readonly when: string;
  readonly outcome: string;
  readonly run: () => Promise<void>;
}

export const W = WORK_ITEM;

/** A fresh copy of the sample, offline, with an empty home and nothing of CI in the environment. */
export const sample = (): Workshop => quick(inProcesses());

/** The same, each command in a process of its own. */
export const inProcesses = (): Workshop => passing(seedFiles());

/** A folder with the work item `wi` on the given steps. */
export const plain = (
  steps: string | readonly StepSpec[],
  change: Readonly<Record<string, unknown>> = {},
): Workshop => quick(passing(itemFiles(steps, change)));

export const DELEGATE = (item: string): string[] => [
  "delegate",
  "--non-interactive",
  "--quiet",
  "--prompt",
  "Generate schedule",
  "--structured-work-item",
  item,
];

export const at = (step: string, item = W): string[] => ["--work-item", item, "--step", step];

/** Sets a step to completed, quietly: the stage, not the play. */
export const done = (shop: Workshop, step: string, item = "wi", attempt = `${step.toLowerCase()}-done`) =>
  must(shop, ["complete", ...at(step, item), "--attempt", attempt]);

export async function ends(
  shop: Workshop,
  words: readonly string[],
  exitCode: number,
  options?: RunOptions,
): Promise<Ended> {
  const ended = await shop.run(words, options);
  expect({ words: words.join(" "), ...ended }).toMatchObject({ exitCode });
  return ended;
}

export interface Schedule {
  readonly launchOrder: readonly string[];
  readonly readySteps: readonly { key: string; order: number; parallelizable: boolean; attempt: string }[];
  readonly blockedSteps: readonly { key: string; blockedBy: readonly string[]; cause: string }[];
}

export const keys = (steps: readonly { key: string }[]): string[] => steps.map(({ key }) => key);

export const canary = (shop: Workshop): string => join(dirname(shop.root), "canary");
