import type { CodeTable } from "../../kernel/failure.ts";
import type { Denial } from "./admit.ts";
import type { StepAddress } from "./entry.ts";
import { lastAttempt, type StepState } from "./state.ts";

/** The codes of the claims room: whether a "no" is a rule's (3) or somebody else's (4), and when it is said. */
export const CLAIM_CODES = {
  "claims.held": {
    kind: "conflict",
    says: "Another attempt of the step is running and its lease is not over.",
  },
  "claims.done": { kind: "refused", says: "The step is completed." },
  "claims.baseline": {
    kind: "refused",
    says: "The step is integrated into the base branch and no revert unlocks it.",
  },
  "claims.retries": { kind: "refused", says: "The step has failed more often than its `retries` allow." },
  "claims.attempt-used": {
    kind: "conflict",
    says: "The attempt id was taken before; a retry is a new attempt.",
  },
  "claims.stale": {
    kind: "conflict",
    says: "The attempt is not the one that runs: its fencing token is not current.",
  },
  "claims.late": { kind: "conflict", says: "The lease was over before it was renewed." },
  "claims.not-completed": {
    kind: "refused",
    says: "The step has no completed attempt that could be taken further.",
  },
  "claims.other-attempt": { kind: "refused", says: "Another attempt than the named one completed the step." },
  "claims.integrated": { kind: "conflict", says: "The completed attempt is integrated already." },
  "claims.nothing-to-revert": { kind: "refused", says: "Nothing keeps the step from a new attempt." },
  "claims.adopt-after-start": { kind: "evidence", says: "A handoff was adopted after the log had begun." },
  "claims.clock": { kind: "evidence", says: "An entry is dated before the one that it follows." },
  "claims.secret": { kind: "conflict", says: "The caller is not the holder of the attempt." },
  "claims.blocked": {
    kind: "refused",
    says: "The step waits for something else; the nearest cause is named.",
  },
  "claims.contended": {
    kind: "unavailable",
    says: "Others kept writing to the step log; nothing was changed.",
  },
  "claims.in-actions": {
    kind: "refused",
    says: "In Actions an attempt is completed only after it was claimed.",
  },
  "claims.differs": { kind: "conflict", says: "The attempt has ended already, in another way." },
  "claims.back-dated": {
    kind: "refused",
    says: "The given time lies before that of the record which this one follows.",
  },
} as const satisfies CodeTable;

/** The sentence for a denial, with the ids, and what to do next. */
export function denialText(
  denial: Denial,
  { workItem, step }: StepAddress,
  state: StepState,
): { message: string; hint: string } {
  const last = lastAttempt(state);
  const attempt = last?.id ?? "none";
  const at = `Step ${step} of work item ${workItem}`;
  switch (denial) {
    case "held":
      return {
        message: `${at} is held by attempt ${attempt} (${last?.by.displayName ?? ""}) until ${state.lease?.until ?? ""}.`,
        hint: "Take another ready step, or wait until the lease is over.",
      };
    case "done":
      return {
        message: `${at} is completed by attempt ${state.completion?.attempt ?? attempt}.`,
        hint: "To have it done again, withdraw the result: continuo revert.",
      };
    case "baseline":
      return {
        message: `Baseline integration boundary: step ${step} for work item ${workItem} requires explicit revert before re-execution.`,
        hint: "Record the revert: continuo revert. It unlocks one attempt.",
      };
    case "retries":
      return {
        message: `${at} has failed ${state.failures} times and has no retries left.`,
        hint: "Find the cause, then unlock one more attempt: continuo revert.",
      };
    case "attempt-used":
      return {
        message: `${at} has had this attempt id before.`,
        hint: "Leave --attempt out, or give a new id.",
      };
    case "stale":
      return {
        message: `${at}: the attempt is not the one that runs (that is ${attempt}, ${last?.end ?? "not begun"}).`,
        hint: "Stop the work of this attempt; its result cannot land. See continuo status.",
      };
    case "late":
      return {
        message: `${at}: the lease of attempt ${attempt} was over at ${state.lease?.until ?? ""}.`,
        hint: "Complete at once, while nobody has taken the step over, or claim it again.",
      };
    case "not-completed":
      return { message: `${at} has no completed attempt.`, hint: "See continuo status for where it stands." };
    case "other-attempt":
      return {
        message: `${at} was completed by attempt ${state.completion?.attempt ?? ""}, not by the named one.`,
        hint: "Name that attempt.",
      };
    case "integrated":
      return { message: `${at} is integrated already.`, hint: "Nothing is left to do." };
    case "nothing-to-revert":
      return { message: `${at} is free for a new attempt already.`, hint: "Claim it: continuo claim." };
    case "adopt-after-start":
      return { message: `${at} adopts a handoff after its log had begun.`, hint: "Run continuo verify." };
    case "clock":
      return {
        message: `${at} holds an entry dated before the one that it follows.`,
        hint: "Run continuo verify.",
      };
  }
}
