import { Failure } from "../../kernel/failure.ts";
import { isRefusal } from "../../kernel/refusal.ts";
import type { StepStanding } from "../../rules/story/next.ts";
import { CheckResult, ImplementResult, type OwnAttempt, PublishResult } from "../../rules/story/result.ts";
import type { Round } from "../../rules/story/round.ts";
import { claim } from "../../stations/claim.ts";
import { complete } from "../../stations/complete/complete.ts";
import { hold } from "../../stations/hold.ts";
import { type OpenItem, openItem } from "../../stations/item/open.ts";
import { openStep } from "../../stations/item/steps.ts";
import { documentAt, keep, ownResult } from "../../stations/story/attempt-file.ts";
import { markOf } from "../../stations/story/mark.ts";
import { standingAttempt } from "../../stations/story/standing.ts";
import { check } from "../../stations/work/check.ts";
import { implement } from "../../stations/work/implement.ts";
import { publish } from "../../stations/work/publish.ts";
import type { WorkDone } from "../../stations/work/result.ts";
import { workItemOf } from "./acts.ts";
import { isStop, type Stop, type Story, stopped } from "./story.ts";

const RESULTS = { implement: ImplementResult, check: CheckResult, publish: PublishResult } as const;
/** What a step is at, for whoever watches. */
const DOING: Readonly<Record<string, string>> = {
  implement: "implement: the agent program works",
  check: "check: the tests run, without the patch and with it",
};
const isStepName = (key: string): key is keyof typeof RESULTS => Object.hasOwn(RESULTS, key);

/** What is worked on, and whether it is still wanted: asked again before each effect. */
export interface Job {
  readonly round: Round;
  readonly story: Story;
  stands(): Promise<boolean>;
}

/**
 * Does one step of the work item: claims it, does the work, hands it off. An attempt of ours whose process is gone is
 * finished if its work came to a result, and given back otherwise.
 */
export async function workOn(step: StepStanding, job: Job): Promise<Stop | undefined> {
  const { round, story } = job;
  const { ports, teller } = story;
  const open = await openItem(workItemOf(round), ports);
  const attempt = await attemptAt(step, open, story);
  if (attempt === undefined) return undefined;
  teller.begins(DOING[step.key] ?? step.key);
  const done = await workOrStop(step.key, attempt, { ...job, open });
  if (isStop(done)) return done;
  const isDone = done.outcome === "done";
  const completed = await complete(
    open,
    {
      step: step.key,
      attempt: attempt.id,
      event: isDone ? "attempt-completed" : "attempt-failed",
      outcome: isDone ? done.says : `${done.code}: ${done.says}`,
      nextAction: isDone ? "Proceed to next ready step." : "A person looks at it.",
      actor: ports.caller.actor,
      baseline: "pre",
      links: done.links,
      timestamp: undefined,
    },
    ports,
  );
  if (isRefusal(completed)) return stopped(completed);
  teller.did(step.key, isDone ? done.says : `stopped: ${done.says}`);
  return undefined;
}

/**
 * The attempt to work on: a new one, or ours that came to a result before its process ended.
 *
 * @returns undefined when somebody else was first: what comes next is asked again
 */
async function attemptAt(
  { key, at, attempt }: StepStanding,
  open: OpenItem,
  { ports }: Story,
): Promise<OwnAttempt | undefined> {
  if (at === "resumable" && attempt !== null) {
    const mark = markOf(await openStep(open, key, ports), attempt);
    if (mark === undefined) return undefined;
    ports.presence.announce(mark);
    const own = { id: attempt, mark };
    if (isStepName(key) && ownResult(RESULTS[key], own, ports)) return own;
    const reason = "Its process ended before its work came to a result.";
    const released = await hold(open, { step: key, attempt, wish: { kind: "release", reason } }, ports);
    if (isRefusal(released)) return undefined;
  }
  const own = ports.nonce();
  // Before the claim that bears it: whoever finds the claim knows whose it is, also if this process ends in between.
  ports.presence.announce(own);
  const request = { step: key, attempt: undefined, leaseMs: undefined };
  const claimed = await claim(open, request, { ...ports, nonce: () => own });
  return isRefusal(claimed) ? undefined : { id: claimed.attemptId, mark: own };
}

interface Bench extends Job {
  readonly open: OpenItem;
}

/**
 * The work, and what an attempt comes to that could not be made. A program of the plan that is not there or fails
 * before the work ends the attempt: another one needs another plan. The agent program is the caller's word alone: the
 * attempt is given back, and another call may name another program.
 */
async function workOrStop(key: string, attempt: OwnAttempt, bench: Bench): Promise<WorkDone | Stop> {
  try {
    return await work(key, attempt, bench);
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    const { code, message, hint } = thrown;
    const { open, story } = bench;
    if (code === "workspace.prepare") {
      const { path } = keep(attempt.id, "prepare.txt", message, story.ports);
      return { outcome: "stopped", code: "work.unprepared", says: message, links: [path] };
    }
    if (code !== "agent.missing") throw thrown;
    const wish = { kind: "release", reason: message } as const;
    const released = await hold(open, { step: key, attempt: attempt.id, wish }, story.ports);
    return isRefusal(released) ? stopped(released) : stopped({ code, message, hint }, "config");
  }
}

async function work(
  key: string,
  attempt: OwnAttempt,
  { round, open, story, stands }: Bench,
): Promise<WorkDone> {
  const { ports, options, signal, teller } = story;
  if (key === "implement") {
    if (!options.agent) throw new TypeError("Nobody implements without an agent.");
    const onOutput = (bytes: number) => teller.begins(`${DOING["implement"]}, ${shownBytes(bytes)} printed`);
    return implement(round, attempt, { agent: options.agent, signal, onOutput }, ports);
  }
  const implemented = await standingAttempt(open, "implement", ports);
  if (key === "check") return check(round, attempt, { implemented, signal }, ports);
  const tested = documentAt(CheckResult, await standingAttempt(open, "check", ports), ports);
  return publish(round, attempt, { implemented, tests: tested?.judged.says ?? "", stands }, ports);
}

/** In steps, so that a line is said for a change and not for a byte. */
const shownBytes = (bytes: number): string =>
  bytes < 10_240 ? "under 10 KiB" : `${Math.floor(bytes / 10_240) * 10} KiB`;
