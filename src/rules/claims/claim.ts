import * as v from "valibot";
import { Instant } from "../../kernel/clock.ts";
import { Id, Key } from "../../kernel/name.ts";
import { Executor } from "./event.ts";
import type { Attempt, StepState } from "./state.ts";

export const CLAIM_STATUS = ["running", "completed", "failed", "released", "expired", "rejected"] as const;

/**
 * The seed's view of one attempt, `artifacts/claims/<attempt>.json`: folded from the step log and replaced with it.
 * It decides nothing; the log does.
 */
export const Claim = v.strictObject({
  schemaVersion: v.literal("1.0"),
  attemptId: Id,
  workItemId: Id,
  stepKey: Key,
  claimedAt: Instant,
  executor: Executor,
  status: v.picklist(CLAIM_STATUS),
  /** The fencing token: the seq of the take in the step log. */
  token: v.pipe(v.number(), v.integer(), v.minValue(1)),
  leaseUntil: v.optional(Instant),
  endedAt: v.optional(Instant),
  previousAttemptId: v.optional(Id),
});
export type Claim = v.InferOutput<typeof Claim>;

export const CLAIMS_FOLDER = "artifacts/claims";
export const claimPath = (attempt: string): string => `${CLAIMS_FOLDER}/${attempt}.json`;

/** The view of an attempt as its step's state tells it; adopted attempts keep the view that they came with. */
export function claimOf(
  address: { workItem: string; step: string },
  state: StepState,
  attempt: Attempt,
): Claim {
  const at = state.attempts.indexOf(attempt);
  const previous = state.attempts[at - 1];
  const runs = attempt.end === "running";
  return {
    schemaVersion: "1.0",
    attemptId: attempt.id,
    workItemId: address.workItem,
    stepKey: address.step,
    claimedAt: attempt.startedAt,
    executor: attempt.by,
    status: attempt.withdrawn ? "rejected" : attempt.end,
    token: attempt.token,
    ...(runs && state.lease ? { leaseUntil: state.lease.until } : {}),
    ...(attempt.endedAt ? { endedAt: attempt.endedAt } : {}),
    ...(previous ? { previousAttemptId: previous.id } : {}),
  };
}
