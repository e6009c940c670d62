import fc from "fast-check";
import { isBefore } from "../../../src/kernel/clock.ts";
import { admit, type Denial } from "../../../src/rules/claims/admit.ts";
import { after } from "../../../src/rules/claims/effect.ts";
import type { Entry, Recorded } from "../../../src/rules/claims/entry.ts";
import { EMPTY, type StepState } from "../../../src/rules/claims/state.ts";
import {
  adopt,
  complete,
  completeAtOnce,
  entryOf,
  fail,
  failAtOnce,
  integrate,
  type Move,
  recorded,
  reject,
  release,
  renew,
  revert,
  take,
} from "./logs.ts";

/** One thing tried: who tries what, how long after the last try, for how long. */
interface Try {
  readonly kind: keyof typeof KINDS;
  /** 0 is the current attempt or token or a fresh id; else one from the past or of nobody. */
  readonly stray: number;
  readonly wait: number;
  readonly lease: number;
}

const pastId = (state: StepState, stray: number): string =>
  state.attempts.at(-stray)?.id ?? state.attempts.at(-1)?.id ?? "nobody";
const freshId = (state: StepState, { stray }: Try): string =>
  stray === 0 ? `n${state.seq + 1}` : pastId(state, stray);
const holder = ({ attempts }: StepState, { stray }: Try) => {
  if (stray === 0) return {};
  const past = attempts.at(-1 - stray) ?? attempts.at(-1);
  return stray === 1 ? { attempt: past?.id ?? "a1" } : { token: past?.token ?? stray };
};
const finished = (state: StepState, { stray }: Try): string =>
  stray === 0 ? (state.completion?.attempt ?? "nobody") : pastId(state, stray);

/** How each kind of entry is tried. */
const KINDS = {
  take: (s: StepState, at: number, t: Try) => take(freshId(s, t), at, at + t.lease),
  renew: (s: StepState, at: number, t: Try) => renew(at, at + t.lease, holder(s, t)),
  release: (s: StepState, at: number, t: Try) => release(at, holder(s, t)),
  complete: (s: StepState, at: number, t: Try) => complete(at, holder(s, t)),
  fail: (s: StepState, at: number, t: Try) => fail(at, holder(s, t)),
  completeAtOnce: (s: StepState, at: number, t: Try) => completeAtOnce(freshId(s, t), at, tokenOf(s, t)),
  failAtOnce: (s: StepState, at: number, t: Try) => failAtOnce(freshId(s, t), at, tokenOf(s, t)),
  reject: (s: StepState, at: number, t: Try) => reject(finished(s, t), at),
  integrate: (s: StepState, at: number, t: Try) => integrate(finished(s, t), at),
  revert: (_: StepState, at: number) => revert(at),
} as const;
const tokenOf = (state: StepState, { stray }: Try): number => (stray === 3 ? state.seq : state.seq + 1) || 1;

const someTry: fc.Arbitrary<Try> = fc.record({
  kind: fc
    .constantFrom("take", "take", "renew", "release", "complete", "complete", "fail")
    .chain((kind) =>
      fc.constantFrom<Try["kind"]>(
        kind as Try["kind"],
        "integrate",
        "revert",
        "reject",
        "completeAtOnce",
        "failAtOnce",
        kind as Try["kind"],
        kind as Try["kind"],
      ),
    ),
  stray: fc.constantFrom(0, 0, 0, 0, 1, 2, 3),
  wait: fc.constantFrom(0, 0.001, 1, 5, 20),
  lease: fc.constantFrom(1, 5, 20, 60),
});

/** What the rule said to one try, and the log as it was. */
export interface Answer {
  readonly before: readonly Recorded[];
  readonly state: StepState;
  readonly entry: Entry;
  readonly denial: Denial | null;
}

export interface Walk {
  readonly retries: number | null;
  readonly records: readonly Recorded[];
  readonly state: StepState;
  readonly moves: readonly Move[];
  readonly answers: readonly Answer[];
}

function walked(tries: readonly Try[], adopted: readonly Move[], retries: number | null): Walk {
  const records: Recorded[] = [];
  const moves: Move[] = [];
  const answers: Answer[] = [];
  let state = EMPTY;
  let now = 0;
  const attemptMove = (next: Move) => {
    const record = recorded(entryOf(state, next));
    const denial = admit(state, record.entry, retries);
    answers.push({ before: [...records], state, entry: record.entry, denial });
    if (denial) return;
    records.push(record);
    moves.push(next);
    state = after(state, record);
  };
  for (const next of adopted) attemptMove(next);
  for (const each of tries) {
    now += each.wait;
    attemptMove(KINDS[each.kind](state, now, each));
  }
  return { retries, records, state, moves, answers };
}

const someAdopted = fc.array(
  fc
    .tuple(
      fc.constantFrom("old-1", "old-2"),
      fc.constantFrom(
        "attempt-started" as const,
        "attempt-completed" as const,
        "attempt-failed" as const,
        "attempt-rejected" as const,
        "baseline-integration" as const,
      ),
      fc.constantFrom("pre" as const, "post" as const),
    )
    .map(([attempt, event, baseline]) => adopt(attempt, event, { baseline })),
  { maxLength: 3 },
);
const someRetries = fc.constantFrom(null, 0, 1, 3);
const someTries = (most: number) => fc.array(someTry, { minLength: 1, maxLength: most, size: "max" });

/** Random logs of admitted entries that begin with nothing. */
export const walks = (most = 50): fc.Arbitrary<Walk> =>
  fc.tuple(someTries(most), someRetries).map(([tries, retries]) => walked(tries, [], retries));

/** The same, some of them on top of adopted handoffs. */
export const walksWithAdopted = (most = 50): fc.Arbitrary<Walk> =>
  fc.tuple(someTries(most), someAdopted, someRetries).map((all) => walked(...all));

/**
 * The rule in the words of the spec, read off the whole history instead of folded from it: may an attempt begin?
 * For histories without adopted handoffs.
 */
export function mayBegin(history: readonly Entry[], now: string, retries: number | null): Denial | null {
  const { first, rest, isOver, until } = lastBegun(history);
  if (first && !isOver && isBefore(now, until)) return "held";
  if (rest.some(({ kind }) => kind === "revert")) return null;
  const standing = standingCompletion(history);
  if (standing && !standing.isIntegrated) return "done";
  if (history.some(({ kind }) => kind === "integrate")) return "baseline";
  return retries !== null && failuresIn(history) > retries ? "retries" : null;
}

/** Whether an entry may follow, in the same words. */
export function mayFollow(history: readonly Entry[], entry: Entry, retries: number | null): boolean {
  const begun = lastBegun(history);
  const standing = standingCompletion(history);
  const isNew = !history.some((each) => beginsIn(each) && each.attempt === entry.attempt);
  if (beginsIn(entry)) {
    const isFenced = !("token" in entry) || entry.token === entry.seq;
    return isFenced && isNew && mayBegin(history, entry.at, retries) === null;
  }
  if ("token" in entry) {
    const isHolder = begun.first?.seq === entry.token && begun.first.attempt === entry.attempt;
    const isInTime = entry.kind !== "renew" || isBefore(entry.at, begun.until);
    return isHolder && !begun.isOver && isInTime;
  }
  if (entry.kind === "reject") {
    const isRunning = begun.first?.attempt === entry.attempt && !begun.isOver;
    return standing?.attempt === entry.attempt || (entry.gate !== undefined && isRunning);
  }
  if (entry.kind === "integrate") return standing?.attempt === entry.attempt && !standing.isIntegrated;
  const keeps = mayBegin(history, entry.at, retries);
  return entry.kind === "revert" && keeps !== null && keeps !== "held";
}

/** Whether an entry begins an attempt. */
export const beginsIn = (entry: Entry): boolean =>
  entry.kind === "take" ||
  ((entry.kind === "complete" || entry.kind === "fail") && entry.implicit !== undefined);
const endsIn = (entry: Entry): boolean =>
  !beginsIn(entry) && ["complete", "fail", "release"].includes(entry.kind);

function lastBegun(history: readonly Entry[]) {
  const at = history.findLastIndex(beginsIn);
  const first = history[at];
  const rest = history.slice(at + 1);
  const isOver =
    first?.kind !== "take" ||
    rest.some((each) => endsIn(each) || each.kind === "revert" || each.kind === "reject");
  const leases = history
    .slice(Math.max(at, 0))
    .flatMap((each) => ("leaseUntil" in each ? each.leaseUntil : []));
  return { first, rest, isOver, until: leases.at(-1) ?? "" };
}

function standingCompletion(history: readonly Entry[]) {
  const at = history.findLastIndex(({ kind }) => kind === "complete");
  const entry = history[at];
  const since = history.slice(at + 1);
  if (!entry || since.some(({ kind }) => kind === "reject" || kind === "revert")) return null;
  return { attempt: entry.attempt, isIntegrated: since.some(({ kind }) => kind === "integrate") };
}

/** Failed attempts, and those that nobody ended, since the last completion. */
function failuresIn(history: readonly Entry[]): number {
  const since = history.slice(history.findLastIndex(({ kind }) => kind === "complete") + 1);
  const failed = since.filter(({ kind }) => kind === "fail").length;
  const unended = since.filter((entry, at) => {
    if (entry.kind !== "take") return false;
    const next = since.slice(at + 1).find((each) => beginsIn(each) || endsIn(each) || each.kind === "reject");
    return next === undefined || beginsIn(next);
  });
  return failed + unended.length;
}
