import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Ended, Workshop } from "../cli.ts";
import { throughDoor } from "./door.ts";
import { type Command, commandsIn, outputsIn, outsideFences } from "./runner.ts";

/** What a runner of GitHub Actions made of one command. */
export interface JobStep extends Ended {
  readonly commands: readonly Command[];
  readonly outputs: ReadonlyMap<string, string>;
  readonly summary: string;
  /** What of the summary is rendered as Markdown, not shown as it is. */
  readonly rendered: string;
}

let steps = 0;

/** What every job of one run attempt is told. */
export const JOB = {
  CI: "true",
  GITHUB_ACTIONS: "true",
  GITHUB_REPOSITORY: "acme/plans",
  CONTINUO_HOLDER_KEY: "the repository's own secret",
  GITHUB_RUN_ID: "777",
  GITHUB_RUN_ATTEMPT: "1",
  GITHUB_JOB: "execute",
  GITHUB_ACTOR: "octo",
} as const;

interface StepOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Through the same door in this process: for sweeps of hundreds of calls. There are no log lines then. */
  readonly throughDoor?: boolean;
}

/** Runs a command as a step of a job: its environment, its files, and both streams in one log. */
export async function inJob(
  shop: Workshop,
  words: readonly string[],
  { env = {}, input = "", throughDoor: isQuick = false }: StepOptions = {},
): Promise<JobStep> {
  steps++;
  const [summaryFile, outputFile] = [join(shop.home, `summary-${steps}`), join(shop.home, `output-${steps}`)];
  const run = isQuick ? throughDoor.bind(null, shop) : shop.run;
  const ended = await run(words, {
    input,
    env: {
      ...JOB,
      GITHUB_STEP_SUMMARY: summaryFile,
      GITHUB_OUTPUT: outputFile,
      ...env,
    },
  });
  const read = (path: string) => (existsSync(path) ? readFileSync(path, "utf8") : "");
  const summary = read(summaryFile);
  return {
    ...ended,
    commands: commandsIn(`${ended.stdout}\n${ended.stderr}`),
    outputs: outputsIn(read(outputFile)),
    summary,
    rendered: outsideFences(summary),
  };
}
