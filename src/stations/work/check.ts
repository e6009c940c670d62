import { digestOf } from "../../kernel/digest.ts";
import { printable } from "../../kernel/text.ts";
import { judgeTests } from "../../rules/story/judge.ts";
import { STORY_POLICY } from "../../rules/story/policy.ts";
import { CheckResult, type OwnAttempt, type RanFacts } from "../../rules/story/result.ts";
import type { Round } from "../../rules/story/round.ts";
import type { Checked, Ran } from "../../world/workspace/port.ts";
import { keep, ownResult } from "../story/attempt-file.ts";
import type { StoryPorts } from "../story/ports.ts";
import { argvOf, isUnstarted } from "./argv.ts";
import { patchOf } from "./patch.ts";
import { doneOf, settleResult, type WorkDone } from "./result.ts";

const BEFORE = "before.txt";
const AFTER = "after.txt";
const FILES = [BEFORE, AFTER];

/**
 * Runs the repository's own tests in clean checkouts of the base commit, without and with the patch: what counts is
 * what the tests say, not what the agent says of them.
 */
export async function check(
  round: Round,
  attempt: OwnAttempt,
  { implemented, signal }: { readonly implemented: string; readonly signal: AbortSignal },
  ports: StoryPorts,
): Promise<WorkDone> {
  const earlier = ownResult(CheckResult, attempt, ports);
  if (earlier) return doneOf(earlier, FILES);
  const plan = round.propose?.output.plan;
  const argv = argvOf(plan?.testCommand ?? null);
  if (!plan || !argv) throw new TypeError("A plan has a test command.");
  const patch = patchOf(implemented, ports);
  const outside: string[] = [];
  const tested = async (name: string, applied: Uint8Array | null): Promise<RanFacts> => {
    const asked = {
      commit: plan.base.commit,
      prepare: argvOf(plan.prepareCommand),
      patch: applied,
      argv,
      timeoutMs: round.propose?.input.checkTimeoutMs ?? STORY_POLICY.checkTimeoutMs,
      maxOutputBytes: STORY_POLICY.maxOutputBytes,
      signal,
    };
    const ran = await ports.workspace.check(asked).catch((thrown: unknown) => {
      if (isUnstarted(thrown, argv[0])) return notStarted(thrown.message);
      throw thrown;
    });
    outside.push(...ran.outside.map(printable));
    return factsOf(ran, argv, keep(attempt.id, name, printable(ran.output), ports));
  };
  const before = await tested(BEFORE, null);
  const after = await tested(AFTER, patch);
  const result: CheckResult = {
    schemaVersion: "1.0",
    kind: "check",
    attempt: attempt.id,
    mark: attempt.mark,
    base: plan.base.commit,
    patch: digestOf(patch),
    before,
    after,
    outside,
    judged: judgeTests({ before, after, outside }),
  };
  return settleResult(result, FILES, ports);
}

/** As a shell says it of a program that it does not find: nothing was tested. POSIX, 2.8.2. */
const notStarted = (output: string): Checked => ({
  exitCode: 127,
  timedOut: false,
  output,
  cut: false,
  ms: 0,
  outside: [],
});

const factsOf = (
  { exitCode, timedOut, cut, ms }: Ran,
  argv: readonly string[],
  output: RanFacts["output"],
): RanFacts => ({ argv: [...argv], exitCode, timedOut, cut, ms, output });
