import type { Digest } from "../../kernel/digest.ts";
import type { Round } from "./round.ts";

/** Where one step of the round's work item stands. */
export interface StepStanding {
  readonly key: string;
  /**
   * `open`: ready to be claimed. `held`: somebody else works on it. `resumable`: it is ours, and its process is gone.
   * `failed`: a guard stopped it, or no retry is left. `waiting`: a step before it is not done.
   */
  readonly at: "waiting" | "open" | "held" | "resumable" | "failed" | "done";
  readonly attempt: string | null;
}

export interface WorkStanding {
  readonly hasSchedule: boolean;
  readonly steps: readonly StepStanding[];
  readonly isClosed: boolean;
}

/** Everything that says what comes next, read anew each time. */
export interface StoryFacts {
  readonly round: Round | null;
  /** The digest of the text as it stands now. */
  readonly text: Digest;
  /** Consent as it would be decided now; null before it was decided at all. */
  readonly consent: "consented" | "missing" | "void" | "not-required" | null;
  /** Null before the plan was enlisted. */
  readonly work: WorkStanding | null;
  /** Whether an agent program is configured. */
  readonly hasAgent: boolean;
  /** The caller wants a request decided again that came to an end. */
  readonly again: boolean;
}

export type Act =
  | "route"
  | "propose"
  | "seat"
  | "ask"
  | "tally"
  | "consent"
  | "enlist"
  | "delegate"
  | "close"
  | "end";

export type Next = Readonly<
  | { do: Act }
  | { do: "work"; step: StepStanding }
  | { done: true }
  | { blocked: "no-agent" }
  | { blocked: "held"; step: StepStanding }
>;

/**
 * Which station comes next: the whole order of the story, asked again after every act and after every crash. It
 * never names an act whose result is recorded.
 */
export function next(facts: StoryFacts): Next {
  const { round, text } = facts;
  if (!round) return { do: "route" };
  const isChanged = text !== round.route.output.text;
  if (round.end) return facts.again || isChanged ? { do: "route" } : { done: true };
  // What is published is published: nobody takes it back by an edit or a withdrawal.
  if (round.enlist && isDone(facts.work)) return work(facts);
  // Nothing was voted on yet: an edit is no more than a better request.
  if (isChanged) return { do: round.tally ? "end" : "route" };
  return beforeWork(facts, round) ?? work(facts);
}

function beforeWork({ consent }: StoryFacts, round: Round): Next | null {
  if (round.route.output.routing.outcome === "skipped") return { do: "end" };
  if (!round.propose) return { do: "propose" };
  if (!round.seat) return { do: "seat" };
  if (round.seat.output.seats.some(({ lane }) => !round.ballots.has(lane))) return { do: "ask" };
  if (!round.tally) return { do: "tally" };
  if (round.tally.output.outcome !== "approved" || !round.propose.output.plan) return { do: "end" };
  if (round.consent?.output.outcome !== "consented") return { do: "consent" };
  // Taken back, or overtaken, since it was given.
  if (consent !== "consented") return { do: "end" };
  return round.enlist ? null : { do: "enlist" };
}

const isDone = (standing: WorkStanding | null): boolean =>
  standing?.hasSchedule === true && standing.steps.every(({ at }) => at === "done");

function work({ work: standing, hasAgent }: StoryFacts): Next {
  if (!standing?.hasSchedule) return { do: "delegate" };
  const step = standing.steps.find(({ at }) => at !== "done");
  if (!step) return { do: standing.isClosed ? "end" : "close" };
  if (step.at === "failed") return { do: "end" };
  if (step.at === "held" || step.at === "waiting") return { blocked: "held", step };
  if (step.key === "implement" && !hasAgent) return { blocked: "no-agent" };
  return { do: "work", step };
}
