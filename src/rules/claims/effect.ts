import { isBefore } from "../../kernel/clock.ts";
import type { Entry, EntryOf, Recorded } from "./entry.ts";
import { type Attempt, type AttemptEnd, failuresAt, type StepState } from "./state.ts";

/** The state after one more entry that `admit` has let pass. */
export function after(state: StepState, { entry, digest }: Recorded): StepState {
  return { ...state, ...effectOf(state, entry), seq: entry.seq, digest, at: entry.at };
}

type Change = Partial<Omit<StepState, "seq" | "digest" | "at">>;

/** What each kind of entry does to the state. A new kind does not compile until it has its row. */
function effectOf(state: StepState, entry: Entry): Change {
  switch (entry.kind) {
    case "adopt":
      return { ...adoption(state, entry), adoptions: state.adoptions + 1 };
    case "take":
      return {
        phase: "running",
        attempts: [...closed(state), begun(entry)],
        lease: { until: entry.leaseUntil, holder: entry.holder },
        failures: failuresAt(state, entry.at),
        unlocked: false,
      };
    case "renew":
      return { lease: state.lease && { until: entry.leaseUntil, holder: state.lease.holder } };
    case "release":
      return { phase: "released", attempts: ending(state, entry, "released"), lease: null };
    case "complete":
      return {
        phase: "completed",
        attempts: ending(state, entry, "completed"),
        lease: null,
        failures: 0,
        unlocked: false,
        completion: { attempt: entry.attempt, seq: entry.seq, document: entry.document },
      };
    case "fail":
      return {
        phase: "failed",
        attempts: ending(state, entry, "failed"),
        lease: null,
        failures: (entry.implicit ? failuresAt(state, entry.at) : state.failures) + 1,
        unlocked: false,
      };
    case "reject":
      return state.completion
        ? { phase: "rejected", attempts: withdrawn(state), completion: null }
        : { phase: "rejected", attempts: stopped(state, entry), lease: null };
    case "integrate":
      return { integratedAt: entry.seq, unlocked: false };
    case "revert":
      return {
        phase: "reverted",
        attempts: withdrawn({ ...state, attempts: closed(state) }),
        lease: null,
        completion: null,
        // They stay used up: the revert opens one attempt, and the next one again needs a revert.
        failures: failuresAt(state, entry.at),
        unlocked: true,
      };
  }
}

/** What a handoff from before the log does, read as its own tool would have: a completion stands until withdrawn. */
function adoption(state: StepState, entry: EntryOf<"adopt">): Change {
  const { event, attempt, baseline, document } = entry;
  const standsHere = state.completion?.attempt === attempt;
  switch (event) {
    case "attempt-completed":
      return {
        phase: "completed",
        attempts: [...others(state, attempt), known(entry, "completed")],
        completion: { attempt, seq: entry.seq, document },
        failures: 0,
        unlocked: false,
      };
    case "baseline-integration":
      return {
        phase: "completed",
        attempts: standsHere ? state.attempts : [...others(state, attempt), known(entry, "completed")],
        completion: standsHere ? state.completion : { attempt, seq: entry.seq, document },
        integratedAt: entry.seq,
        unlocked: false,
      };
    case "attempt-failed":
    case "attempt-rejected":
      if (state.integratedAt > 0 && baseline === "post")
        return {
          phase: "reverted",
          attempts: withdrawn(state),
          completion: null,
          unlocked: true,
        };
      if (event === "attempt-rejected")
        return standsHere ? { phase: "rejected", attempts: withdrawn(state), completion: null } : {};
      return {
        ...(state.completion ? {} : { phase: "failed" as const }),
        attempts: [...others(state, attempt), known(entry, "failed")],
        failures: state.failures + 1,
      };
    case "attempt-started":
    case "gate-approved":
    case "gate-rejected":
      return {};
  }
}

const others = (state: StepState, attempt: string): readonly Attempt[] =>
  state.attempts.filter((each) => each.id !== attempt);

function known(entry: EntryOf<"adopt">, end: AttemptEnd): Attempt {
  const { startedAt, endedAt } = entry;
  const began = startedAt !== undefined && isBefore(startedAt, endedAt) ? startedAt : endedAt;
  return { ...begun(entry), startedAt: began, endedAt, end, adopted: true };
}

function begun(entry: Entry): Attempt {
  return {
    id: entry.attempt,
    token: entry.seq,
    by: entry.by,
    startedAt: entry.at,
    endedAt: null,
    end: "running",
    withdrawn: false,
    adopted: false,
  };
}

/** The attempts with the running one ended; one that is taken and ended in one go begins here too. */
function ending(
  state: StepState,
  entry: EntryOf<"release" | "complete" | "fail">,
  end: AttemptEnd,
): readonly Attempt[] {
  const implicit = entry.kind !== "release" && entry.implicit !== undefined;
  const all = implicit ? [...closed(state), begun(entry)] : state.attempts;
  return all.map((each, i) => (i === all.length - 1 ? { ...each, end, endedAt: entry.at } : each));
}

/** The attempts, a still running one marked as expired: it is the next take, or a revert, that tells. */
function closed(state: StepState): readonly Attempt[] {
  const endedAt = state.lease?.until ?? null;
  return state.attempts.map((each) => (each.end === "running" ? { ...each, end: "expired", endedAt } : each));
}

/** The attempts with the running one stopped by a gate: given back, and withdrawn. */
const stopped = (state: StepState, { at }: Entry): readonly Attempt[] =>
  state.attempts.map((each) =>
    each.end === "running" ? { ...each, end: "released", endedAt: at, withdrawn: true } : each,
  );

function withdrawn(state: StepState): readonly Attempt[] {
  const id = state.completion?.attempt;
  return state.attempts.map((each) => (each.id === id ? { ...each, withdrawn: true } : each));
}
