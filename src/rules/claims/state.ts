import { type Instant, isBefore } from "../../kernel/clock.ts";
import type { Digest } from "../../kernel/digest.ts";
import type { DocumentRef } from "./entry.ts";
import type { Executor } from "./event.ts";

/** How an attempt ended; `running` while it has not. `expired` is told by the take or revert after it. */
export type AttemptEnd = "running" | "completed" | "failed" | "released" | "expired";

/** One try of a step, as the log tells it. */
export interface Attempt {
  readonly id: string;
  /** The seq of its take: the fencing token. */
  readonly token: number;
  readonly by: Executor;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly end: AttemptEnd;
  /** Its result was taken back by a reject or a revert. */
  readonly withdrawn: boolean;
  readonly adopted: boolean;
}

export type Phase = "open" | "running" | "completed" | "failed" | "released" | "rejected" | "reverted";

/** What a step log amounts to after its last entry; a pure fold of it (`fold.ts`). */
export interface StepState {
  readonly phase: Phase;
  /** Seq and digest of the last entry; 0 and null for an empty log. */
  readonly seq: number;
  readonly digest: Digest | null;
  readonly at: Instant | null;
  readonly attempts: readonly Attempt[];
  /** How many entries adopted something: they can only be the first ones. */
  readonly adoptions: number;
  /** The running attempt's lease and holder; null when none runs. */
  readonly lease: { readonly until: Instant; readonly holder: Digest } | null;
  /** The completion that stands: its handoff and the seq of its entry. */
  readonly completion: {
    readonly attempt: string;
    readonly seq: number;
    readonly document: DocumentRef;
  } | null;
  /** Attempts that failed or expired since the last completion. */
  readonly failures: number;
  /** Seq of the last integration: from there on the baseline boundary stands. 0 when there is none. */
  readonly integratedAt: number;
  /** A revert has unlocked one attempt that nobody has taken yet. */
  readonly unlocked: boolean;
}

export const EMPTY: StepState = {
  phase: "open",
  seq: 0,
  digest: null,
  at: null,
  attempts: [],
  adoptions: 0,
  lease: null,
  completion: null,
  failures: 0,
  integratedAt: 0,
  unlocked: false,
};

/** The attempt that the log spoke of last, running or not. */
export const lastAttempt = (state: StepState): Attempt | undefined => state.attempts.at(-1);

/** Whether the running attempt's lease has run out at a moment. A lease ends at its `until`, not after it. */
export function hasExpired(state: StepState, now: Instant): boolean {
  return state.phase === "running" && state.lease !== null && !isBefore(now, state.lease.until);
}

/** Failures as they count for the retries at a moment: an expired attempt has failed without saying so. */
export function failuresAt(state: StepState, now: Instant): number {
  return state.failures + (hasExpired(state, now) ? 1 : 0);
}

/** Whether the completion that stands is the one that reached the base branch. */
export function isAtBaseline(state: StepState): boolean {
  return state.completion !== null && state.completion.seq <= state.integratedAt;
}
