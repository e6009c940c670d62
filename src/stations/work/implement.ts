import { printable } from "../../kernel/text.ts";
import { judgeWork } from "../../rules/story/judge.ts";
import { STORY_POLICY } from "../../rules/story/policy.ts";
import { ImplementResult } from "../../rules/story/result.ts";
import type { Round } from "../../rules/story/round.ts";
import { taskOf } from "../../rules/story/task.ts";
import type { ChangedFile } from "../../world/workspace/port.ts";
import { documentAt, keep } from "../story/attempt-file.ts";
import type { StoryPorts } from "../story/ports.ts";
import { argvOf } from "./argv.ts";
import { doneOf, settleResult, type WorkDone } from "./result.ts";

const PATCH = "patch.diff";
const OUTPUT = "output.txt";
const FILES = [PATCH, OUTPUT];

/**
 * Runs the agent program in a disposable clone of the base commit, and keeps its patch, its output and what the
 * guards say to them. Nothing of it reaches the repository.
 *
 * @throws `agent.missing`; what the workspace throws
 */
export async function implement(
  round: Round,
  attempt: string,
  {
    agent,
    signal,
    onOutput,
  }: {
    readonly agent: readonly [string, ...string[]];
    readonly signal: AbortSignal;
    onOutput(bytes: number): void;
  },
  ports: StoryPorts,
): Promise<WorkDone> {
  const earlier = documentAt(ImplementResult, attempt, ports);
  if (earlier) return doneOf(earlier, FILES);
  const plan = round.propose?.output.plan;
  if (!plan) throw new TypeError("A round without a plan has nothing to implement.");
  const labour = await ports.workspace.labour({
    commit: plan.base.commit,
    prepare: argvOf(plan.prepareCommand),
    argv: agent,
    task: taskOf(round),
    timeoutMs: plan.steps.find(({ key }) => key === "implement")?.timeoutMs ?? STORY_POLICY.agentTimeoutMs,
    maxOutputBytes: STORY_POLICY.maxOutputBytes,
    signal,
    onOutput,
  });
  const { ran, changes, outside, untaken } = labour;
  const output = keep(attempt, OUTPUT, printable(ran.output), ports);
  const patch = keep(attempt, PATCH, labour.patch, ports);
  const facts = {
    ran: {
      argv: [...agent],
      exitCode: ran.exitCode,
      timedOut: ran.timedOut,
      cut: ran.cut,
      ms: ran.ms,
      output,
    },
    changes: changes.map(changeFacts),
    outside: outside.map(printable),
    untaken: untaken.map(printable),
  };
  const result: ImplementResult = {
    schemaVersion: "1.0",
    kind: "implement",
    attempt,
    base: plan.base.commit,
    ...facts,
    patch,
    judged: judgeWork(facts, round),
  };
  return settleResult(result, FILES, ports);
}

function changeFacts({
  path,
  status,
  modes: [before, after],
  lines,
}: ChangedFile): ImplementResult["changes"][number] {
  return { path, status, modes: [before, after], lines: lines && [lines[0], lines[1]] };
}
