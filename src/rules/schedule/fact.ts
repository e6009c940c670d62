import * as v from "valibot";
import { Instant } from "../../kernel/clock.ts";
import { Id } from "../../kernel/name.ts";
import { takeDenied } from "../claims/admit.ts";
import { lastAttempt, type StepState } from "../claims/state.ts";

/** How a step stands at a moment, in the one word that scheduling needs. */
export const STANDINGS = ["open", "running", "collecting", "done", "baseline", "retries"] as const;
export type Standing = (typeof STANDINGS)[number];

/** What scheduling knows of a step that was ever touched; an untouched one is `open` and has no fact. */
export const StepFact = v.pipe(
  v.strictObject({
    standing: v.picklist(STANDINGS, `must be one of ${STANDINGS.join(", ")}`),
    /** Ids of the attempts so far, oldest first; running and collecting are of the last one. */
    attempts: v.optional(v.array(Id), []),
    leaseUntil: v.optional(Instant),
  }),
  v.check(
    ({ standing, attempts }) => attempts.length > 0 || (standing !== "running" && standing !== "collecting"),
    "must name its attempts when it is running or collecting",
  ),
);
export type StepFact = v.InferOutput<typeof StepFact>;

export type GateState = "approved" | "rejected";

/**
 * The fact of a step's state at a moment.
 *
 * @param isHere   whether the handoff of the standing completion lies in this checkout
 * @param retries  of the step; null for no limit
 */
export function factOf(state: StepState, now: Instant, retries: number | null, isHere: boolean): StepFact {
  const attempts = state.attempts.map(({ id }) => id);
  const standing = standingOf(state, now, retries, isHere);
  if (standing !== "running" || !state.lease) return { standing, attempts };
  return { standing, attempts, leaseUntil: state.lease.until };
}

function standingOf(state: StepState, now: Instant, retries: number | null, isHere: boolean): Standing {
  if (state.completion) return isHere ? "done" : "collecting";
  switch (takeDenied(state, now, retries)) {
    case "held":
      return lastAttempt(state) ? "running" : "open";
    case "baseline":
      return "baseline";
    case "retries":
      return "retries";
    default:
      return "open";
  }
}
