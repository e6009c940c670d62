import { printable, shown } from "../../kernel/text.ts";
import { judgeWork } from "../../rules/story/judge.ts";
import { STORY_POLICY } from "../../rules/story/policy.ts";
import { ImplementResult, type OwnAttempt } from "../../rules/story/result.ts";
import type { Round } from "../../rules/story/round.ts";
import { taskOf } from "../../rules/story/task.ts";
import type { ChangedFile } from "../../world/workspace/port.ts";
import { keep, ownResult } from "../story/attempt-file.ts";
import { storyFailure } from "../story/failure.ts";
import type { StoryPorts } from "../story/ports.ts";
import { argvOf, isUnstarted } from "./argv.ts";
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
  attempt: OwnAttempt,
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
  const earlier = ownResult(ImplementResult, attempt, ports);
  if (earlier) return doneOf(earlier, FILES);
  const plan = round.propose?.output.plan;
  if (!plan) throw new TypeError("A round without a plan has nothing to implement.");
  const asked = {
    commit: plan.base.commit,
    prepare: argvOf(plan.prepareCommand),
    argv: agent,
    task: taskOf(round),
    timeoutMs: plan.steps.find(({ key }) => key === "implement")?.timeoutMs ?? STORY_POLICY.agentTimeoutMs,
    maxOutputBytes: STORY_POLICY.maxOutputBytes,
    signal,
    onOutput,
  };
  const labour = await ports.workspace.labour(asked).catch((thrown: unknown) => {
    throw isUnstarted(thrown, agent[0]) ? noAgent(agent[0], thrown) : thrown;
  });
  const { ran, changes, outside, untaken } = labour;
  const output = keep(attempt.id, OUTPUT, printable(ran.output), ports);
  const patch = keep(attempt.id, PATCH, labour.patch, ports);
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
    attempt: attempt.id,
    mark: attempt.mark,
    base: plan.base.commit,
    ...facts,
    patch,
    judged: judgeWork(facts, round),
  };
  return settleResult(result, FILES, ports);
}

const noAgent = (program: string, cause: unknown) =>
  storyFailure("agent.missing", `The agent program ${shown(program)} could not be started.`, {
    hint: "Run it by hand: it must be on the PATH, or a whole path to a program that may be executed. It is started in the clone, not where you stand.",
    cause,
  });

function changeFacts({
  path,
  status,
  modes: [before, after],
  lines,
}: ChangedFile): ImplementResult["changes"][number] {
  return { path, status, modes: [before, after], lines: lines && [lines[0], lines[1]] };
}
