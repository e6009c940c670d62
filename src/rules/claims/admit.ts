import { type Instant, isBefore } from "../../kernel/clock.ts";
import type { Entry } from "./entry.ts";
import { failuresAt, hasExpired, isAtBaseline, lastAttempt, type StepState } from "./state.ts";

/** Why an entry may not follow a log. Each word has its sentence and its exit code in `denial.ts`. */
export type Denial =
  | "held"
  | "done"
  | "baseline"
  | "retries"
  | "attempt-used"
  | "stale"
  | "late"
  | "not-completed"
  | "other-attempt"
  | "integrated"
  | "nothing-to-revert"
  | "adopt-after-start"
  | "clock";

/**
 * Whether a new attempt of the step may begin at a moment.
 *
 * Fails closed: a running attempt holds the step until its lease is over, a completed one until it is withdrawn,
 * a baseline boundary until a revert, and each revert opens it once.
 *
 * @param retries  how many attempts may follow a failed or expired one; null for no limit (the seed names none)
 * @returns        null when it may begin, else the nearest reason; never throws
 * @see            seed 002, "Failure and Retry Semantics"; specs rule 6: one revert unlocks one attempt
 */
export function takeDenied(state: StepState, now: Instant, retries: number | null): Denial | null {
  if (state.phase === "running" && !hasExpired(state, now)) return "held";
  if (state.unlocked) return null;
  if (state.completion && !isAtBaseline(state)) return "done";
  if (state.integratedAt > 0) return "baseline";
  if (retries !== null && failuresAt(state, now) > retries) return "retries";
  return null;
}

/**
 * Whether an entry may follow a log: the one gate that every writer asks before it appends and every reader asks
 * again. Time never runs back inside a log.
 *
 * @param retries  see `takeDenied`
 * @returns        null when it may; never throws
 */
export function admit(state: StepState, entry: Entry, retries: number | null): Denial | null {
  if (state.at !== null && isBefore(entry.at, state.at)) return "clock";
  switch (entry.kind) {
    case "adopt":
      return state.seq === state.adoptions ? null : "adopt-after-start";
    case "take":
      return beginDenied(state, entry, retries);
    case "complete":
    case "fail":
      if (!entry.implicit) return holderDenied(state, entry);
      return entry.token === entry.seq ? beginDenied(state, entry, retries) : "stale";
    case "release":
      return holderDenied(state, entry);
    case "renew":
      return holderDenied(state, entry) ?? (hasExpired(state, entry.at) ? "late" : null);
    case "reject":
      return rejectDenied(state, entry);
    case "integrate":
      return completionDenied(state, entry.attempt) ?? (isAtBaseline(state) ? "integrated" : null);
    case "revert":
      return revertDenied(state, entry.at, retries);
  }
}

function beginDenied(state: StepState, entry: Entry, retries: number | null): Denial | null {
  return takeDenied(state, entry.at, retries) ?? (isUsed(state, entry.attempt) ? "attempt-used" : null);
}

/** An attempt id is taken once: a retry is a new attempt. */
export const isUsed = (state: StepState, attempt: string): boolean =>
  state.attempts.some(({ id }) => id === attempt);

/** A gate's rejection stops a running attempt as well. */
function rejectDenied(
  state: StepState,
  { attempt, gate }: { readonly attempt: string; readonly gate?: unknown },
): Denial | null {
  const isStopped = gate !== undefined && state.phase === "running" && lastAttempt(state)?.id === attempt;
  return isStopped ? null : completionDenied(state, attempt);
}

/** An effect lands only with the current fencing token; lateness alone does not refuse it, a successor does. */
function holderDenied(
  state: StepState,
  entry: { readonly attempt: string; readonly token: number },
): Denial | null {
  const last = lastAttempt(state);
  if (state.phase !== "running" || last?.token !== entry.token || last.id !== entry.attempt) return "stale";
  return null;
}

function completionDenied(state: StepState, attempt: string): Denial | null {
  if (!state.completion) return "not-completed";
  return state.completion.attempt === attempt ? null : "other-attempt";
}

/** A revert lifts what only an operator can lift: a completion, a baseline boundary, used-up retries. */
function revertDenied(state: StepState, now: Instant, retries: number | null): Denial | null {
  if (state.unlocked) return "nothing-to-revert";
  const denied = takeDenied(state, now, retries);
  if (denied === "held") return "held";
  return denied === null ? "nothing-to-revert" : null;
}
