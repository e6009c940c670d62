import { digestOf } from "../../../src/kernel/digest.ts";
import { canonicalJson } from "../../../src/kernel/json.ts";
import { admit, type Denial } from "../../../src/rules/claims/admit.ts";
import { after } from "../../../src/rules/claims/effect.ts";
import type { DocumentRef, Draft, DraftOf, Entry, Recorded } from "../../../src/rules/claims/entry.ts";
import { EMPTY, lastAttempt, type StepState } from "../../../src/rules/claims/state.ts";

export const ADDRESS = { workItem: "item-1", step: "phase-tests" } as const;
export const WHO = { id: "machine-1", displayName: "somebody" } as const;
export const HOLDER = digestOf("a holder's secret");

/** A moment, in seconds after the tests' own midnight. */
export const at = (seconds: number): string =>
  new Date(Date.UTC(2026, 0, 1) + Math.round(seconds * 1_000)).toISOString();

export const documentOf = (name: string): DocumentRef => ({
  path: `artifacts/handoff/${name}.json`,
  digest: digestOf(name),
});

/** Something that somebody does at a second; what it says may depend on where the log has come to. */
export interface Move {
  readonly at: number;
  readonly draft: (state: StepState) => Draft;
}

interface Holder {
  readonly attempt?: string;
  readonly token?: number;
}

/** The attempt and token that a holder names: the current ones unless the test says otherwise. */
const heldBy = (state: StepState, { attempt, token }: Holder) => ({
  attempt: attempt ?? lastAttempt(state)?.id ?? "a1",
  token: token ?? lastAttempt(state)?.token ?? 1,
  by: WHO,
});

const move = (second: number, draft: (state: StepState) => Draft): Move => ({ at: second, draft });

export const take = (attempt: string, second: number, until = second + 1_000): Move =>
  move(second, () => ({
    kind: "take",
    attempt,
    by: WHO,
    holder: HOLDER,
    leaseUntil: at(until),
    follows: [],
  }));
export const renew = (second: number, until: number, holder: Holder = {}): Move =>
  move(second, (state) => ({ kind: "renew", leaseUntil: at(until), ...heldBy(state, holder) }));
export const release = (second: number, holder: Holder = {}): Move =>
  move(second, (state) => ({ kind: "release", reason: "no time", ...heldBy(state, holder) }));

const ended =
  (kind: "complete" | "fail") =>
  (second: number, holder: Holder = {}): Move =>
    move(second, (state) => {
      const held = heldBy(state, holder);
      return { kind, document: documentOf(held.attempt), ...held };
    });
export const complete = ended("complete");
export const fail = ended("fail");

/** Taken and ended in one go; the token is the entry's own seq unless the test says otherwise. */
const implicit =
  (kind: "complete" | "fail") =>
  (attempt: string, second: number, token?: number): Move =>
    move(second, (state) => ({
      kind,
      attempt,
      by: WHO,
      token: token ?? state.seq + 1,
      document: documentOf(attempt),
      implicit: { follows: [] },
    }));
export const completeAtOnce = implicit("complete");
export const failAtOnce = implicit("fail");

export const reject = (attempt: string, second: number): Move =>
  move(second, () => ({ kind: "reject", attempt, by: WHO, reason: "not good" }));
export const integrate = (attempt: string, second: number): Move =>
  move(second, () => ({ kind: "integrate", attempt, by: WHO, document: documentOf(`${attempt}-merged`) }));
export const revert = (second: number, attempt = "a1"): Move =>
  move(second, () => ({
    kind: "revert",
    attempt,
    by: WHO,
    reason: "again",
    document: { path: "artifacts/reverts/r.json", digest: digestOf("r") },
  }));
export const adopt = (
  attempt: string,
  event: DraftOf<"adopt">["event"],
  more: Partial<Pick<DraftOf<"adopt">, "baseline" | "startedAt" | "endedAt">> = {},
): Move =>
  move(0, () => ({
    kind: "adopt",
    attempt,
    by: WHO,
    event,
    baseline: "pre",
    document: documentOf(`${attempt}-${event}`),
    endedAt: at(-10),
    ...more,
  }));

const SIGNATURE = `ed25519:${"0".repeat(32)}:${"A".repeat(86)}==`;

/** The entry that a move is, after a state. Not signed: the rules below `readLog` do not look. */
export function entryOf(state: StepState, { at: second, draft }: Move): Entry {
  return {
    schemaVersion: "1.0",
    ...ADDRESS,
    seq: state.seq + 1,
    previous: state.digest,
    at: at(second),
    nonce: "0".repeat(32),
    signature: SIGNATURE,
    ...draft(state),
  };
}

export const recorded = (entry: Entry): Recorded => ({ entry, digest: digestOf(canonicalJson(entry)) });

/** What the rule says to a move after a state; null when it lets it pass. */
export const answerTo = (state: StepState, next: Move, retries: number | null = null): Denial | null =>
  admit(state, entryOf(state, next), retries);

/** The records of moves that are all allowed; anything else is a mistake of the test. */
export function recordsOf(moves: readonly Move[], retries: number | null = null): Recorded[] {
  let state = EMPTY;
  return moves.map((next) => {
    const record = recorded(entryOf(state, next));
    const denial = admit(state, record.entry, retries);
    if (denial) throw new Error(`Move ${state.seq + 1} (${record.entry.kind}) is denied: ${denial}.`);
    state = after(state, record);
    return record;
  });
}

/** The state after moves that are all allowed. */
export const stateAfter = (moves: readonly Move[], retries: number | null = null): StepState =>
  recordsOf(moves, retries).reduce(after, EMPTY);
