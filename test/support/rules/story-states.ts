import { digestOf } from "../../../src/kernel/digest.ts";
import {
  type Next,
  next,
  type StepStanding,
  type StoryFacts,
  type WorkStanding,
} from "../../../src/rules/story/next.ts";
import type { Round } from "../../../src/rules/story/round.ts";
import { lastRound, STORIES } from "./stories.ts";

/** How far a round came; each holds what those before it hold. */
export const STAGES = [
  "none",
  "routed",
  "proposed",
  "seated",
  "half heard",
  "heard",
  "counted",
  "asked for consent",
  "enlisted",
  "ended",
] as const;
export type Stage = (typeof STAGES)[number];
export const has = (stage: Stage, least: Stage): boolean => STAGES.indexOf(stage) >= STAGES.indexOf(least);

export const CONSENTS = ["consented", "missing", "void", "not-required"] as const;
export type Outcome = (typeof CONSENTS)[number];

/** A state of the story by its own words, from which the facts are made. */
export interface State {
  readonly stage: Stage;
  readonly isSkipped: boolean;
  readonly hasPlan: boolean;
  readonly isApproved: boolean;
  /** As recorded, and as it would be decided now. */
  readonly recorded: Outcome;
  readonly now: Outcome | null;
  readonly work: WorkStanding | null;
  readonly isChanged: boolean;
  readonly hasAgent: boolean;
  readonly again: boolean;
}

export const GOOD: State = {
  stage: "none",
  isSkipped: false,
  hasPlan: true,
  isApproved: true,
  recorded: "consented",
  now: "consented",
  work: null,
  isChanged: false,
  hasAgent: true,
  again: false,
};

const whole = lastRound(STORIES["published"] ?? []);
const missing = lastRound(STORIES["not agreed to"] ?? []).consent;
const skipped = lastRound(STORIES["left-alone"] ?? []).route;
const review = lastRound(STORIES["reviewed"] ?? []).propose;
const rejected = lastRound(STORIES["rejected"] ?? []).tally;
const changed = digestOf("another text");

/** A decision of consent with another outcome; `next` reads no more of it. */
function consentOf(outcome: Outcome): Round["consent"] {
  if (outcome === "consented") return whole.consent;
  if (!missing || outcome === "missing") return missing;
  if (outcome === "not-required") return { ...missing, output: { outcome } };
  return {
    ...missing,
    output: { outcome, why: "edited", notCounted: [], since: "vote", was: changed, is: changed },
  };
}

function roundOf(state: State): Round | null {
  const { stage } = state;
  if (stage === "none") return null;
  const first = [...whole.ballots].slice(0, 3);
  const ignored = { ...skipped, output: { ...skipped.output, text: whole.route.output.text } };
  const plan = state.hasPlan ? whole.propose : review;
  const count = state.isApproved ? whole.tally : rejected;
  return {
    number: 1,
    route: state.isSkipped ? ignored : whole.route,
    propose: has(stage, "proposed") ? plan : null,
    seat: has(stage, "seated") ? whole.seat : null,
    ballots: has(stage, "heard") ? whole.ballots : new Map(has(stage, "half heard") ? first : []),
    tally: has(stage, "counted") ? count : null,
    consent: has(stage, "asked for consent") ? consentOf(state.recorded) : null,
    enlist: has(stage, "enlisted") ? whole.enlist : null,
    end: stage === "ended" ? whole.end : null,
  };
}

export const factsOf = (state: State): StoryFacts => ({
  round: roundOf(state),
  text: state.isChanged ? changed : whole.route.output.text,
  consent: state.now,
  work: state.work,
  hasAgent: state.hasAgent,
  again: state.again,
});

/** One word for what comes next: the act, with the step; `done`; what blocks. */
export function said(what: Next): string {
  if ("done" in what) return "done";
  if ("blocked" in what) return `blocked: ${what.blocked}${"step" in what ? ` ${what.step.key}` : ""}`;
  return "step" in what ? `work ${what.step.key}` : what.do;
}
export const asked = (state: State): string => said(next(factsOf(state)));

export const PLACES: readonly StepStanding["at"][] = [
  "waiting",
  "open",
  "held",
  "resumable",
  "failed",
  "done",
];
export const standing = (...places: StepStanding["at"][]): WorkStanding => ({
  hasSchedule: true,
  isClosed: false,
  steps: places.map((place, index) => ({
    key: ["implement", "check", "publish"][index] ?? "",
    at: place,
    attempt: place === "waiting" || place === "open" ? null : `a-${index}`,
  })),
});
export const UNSCHEDULED: WorkStanding = { hasSchedule: false, isClosed: false, steps: [] };

export const BOTH = [false, true];

/** All combinations of the members given, over a state. */
export function every(state: State, ways: { readonly [K in keyof State]?: readonly State[K][] }): State[] {
  let states = [state];
  for (const [name, values] of Object.entries(ways))
    states = states.flatMap((each) => values.map((value) => ({ ...each, [name]: value })));
  return states;
}
