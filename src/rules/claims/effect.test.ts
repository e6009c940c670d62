import { describe, expect, test } from "vitest";
import {
  at,
  complete,
  completeAtOnce,
  documentOf,
  entryOf,
  fail,
  failAtOnce,
  HOLDER,
  integrate,
  type Move,
  recorded,
  reject,
  release,
  renew,
  revert,
  stateAfter,
  take,
  WHO,
} from "../../../test/support/rules/logs.ts";
import { digestOf } from "../../kernel/digest.ts";
import { after } from "./effect.ts";
import { type Attempt, EMPTY, lastAttempt, type StepState } from "./state.ts";

const running = (id: string, token: number, startedAt: string): Attempt => ({
  ...{ id, token, startedAt, by: WHO, endedAt: null, end: "running", withdrawn: false, adopted: false },
});
const a1 = running("a1", 1, at(0));
const lease = (until: number) => ({ until: at(until), holder: HOLDER });
const done = { attempt: "a1", seq: 2, document: documentOf("a1") };
const completed: Attempt = { ...a1, end: "completed", endedAt: at(5) };

/** Each row: a log, and all that its state says. What a row leaves out is as in an empty log. */
const rows: { because: string; moves: Move[]; is: Partial<StepState> }[] = [
  {
    because: "a take runs, with its lease and its holder",
    moves: [take("a1", 0, 10)],
    is: { phase: "running", attempts: [a1], lease: lease(10) },
  },
  {
    because: "a renewal moves the lease and nothing else; the holder stays",
    moves: [take("a1", 0, 10), renew(5, 90)],
    is: { phase: "running", attempts: [a1], lease: lease(90) },
  },
  {
    because: "a release ends the attempt and lets the lease go",
    moves: [take("a1", 0), release(5)],
    is: { phase: "released", attempts: [{ ...a1, end: "released", endedAt: at(5) }] },
  },
  {
    because: "a completion stands, with its handoff and its seq",
    moves: [take("a1", 0), complete(5)],
    is: { phase: "completed", attempts: [completed], completion: done },
  },
  {
    because: "a failure ends the attempt and is counted",
    moves: [take("a1", 0), fail(5)],
    is: { phase: "failed", attempts: [{ ...a1, end: "failed", endedAt: at(5) }], failures: 1 },
  },
  {
    because: "taken and completed at once, the attempt began and ended there, its token is that seq",
    moves: [completeAtOnce("a1", 5)],
    is: {
      phase: "completed",
      attempts: [{ ...completed, startedAt: at(5) }],
      completion: { ...done, seq: 1 },
    },
  },
  {
    because: "taken and failed at once, too",
    moves: [failAtOnce("a1", 5)],
    is: {
      phase: "failed",
      attempts: [{ ...a1, startedAt: at(5), end: "failed", endedAt: at(5) }],
      failures: 1,
    },
  },
  {
    because: "a takeover marks what ran out, at the moment when it ran out, and counts it",
    moves: [take("a1", 0, 10), take("a2", 30, 60)],
    is: {
      phase: "running",
      attempts: [{ ...a1, end: "expired", endedAt: at(10) }, running("a2", 2, at(30))],
      lease: lease(60),
      failures: 1,
    },
  },
  {
    because: "completing at once after something ran out marks it and forgets the failure",
    moves: [take("a1", 0, 10), completeAtOnce("a2", 30)],
    is: {
      phase: "completed",
      attempts: [
        { ...a1, end: "expired", endedAt: at(10) },
        { ...running("a2", 2, at(30)), end: "completed", endedAt: at(30) },
      ],
      completion: { attempt: "a2", seq: 2, document: documentOf("a2") },
    },
  },
  {
    because: "failing at once after something ran out counts both",
    moves: [take("a1", 0, 10), failAtOnce("a2", 30)],
    is: {
      phase: "failed",
      attempts: [
        { ...a1, end: "expired", endedAt: at(10) },
        { ...running("a2", 2, at(30)), end: "failed", endedAt: at(30) },
      ],
      failures: 2,
    },
  },
  {
    because: "a late failure of the attempt itself counts once",
    moves: [take("a1", 0, 10), fail(30)],
    is: { phase: "failed", attempts: [{ ...a1, end: "failed", endedAt: at(30) }], failures: 1 },
  },
  {
    because: "a rejection withdraws the completion; its attempt stays on record",
    moves: [take("a1", 0), complete(5), reject("a1", 6)],
    is: { phase: "rejected", attempts: [{ ...completed, withdrawn: true }] },
  },
  {
    because: "an integration keeps the completion and draws the boundary at its seq",
    moves: [take("a1", 0), complete(5), integrate("a1", 6)],
    is: { phase: "completed", attempts: [completed], completion: done, integratedAt: 3 },
  },
  {
    because: "a revert withdraws, keeps the boundary and unlocks",
    moves: [failAtOnce("a0", 0), take("a1", 0), complete(5), integrate("a1", 6), revert(7)],
    is: {
      phase: "reverted",
      attempts: [
        { ...running("a0", 1, at(0)), end: "failed", endedAt: at(0) },
        { ...completed, token: 2, withdrawn: true },
      ],
      integratedAt: 4,
      unlocked: true,
    },
  },
  {
    because: "a take uses the unlocking up",
    moves: [take("a1", 0), complete(5), revert(7), take("a2", 8, 20)],
    is: {
      phase: "running",
      attempts: [{ ...completed, withdrawn: true }, running("a2", 4, at(8))],
      lease: lease(20),
    },
  },
  {
    because: "completing at once uses it up",
    moves: [completeAtOnce("a0", 0), revert(1), completeAtOnce("a1", 5)],
    is: {
      phase: "completed",
      attempts: [
        { ...running("a0", 1, at(0)), end: "completed", endedAt: at(0), withdrawn: true },
        { ...completed, token: 3, startedAt: at(5) },
      ],
      completion: { ...done, seq: 3 },
    },
  },
  {
    because: "failing at once uses it up",
    moves: [completeAtOnce("a0", 0), revert(1), failAtOnce("a1", 5)],
    is: {
      phase: "failed",
      attempts: [
        { ...running("a0", 1, at(0)), end: "completed", endedAt: at(0), withdrawn: true },
        { ...running("a1", 3, at(5)), end: "failed", endedAt: at(5) },
      ],
      failures: 1,
    },
  },
  {
    because: "a second withdrawal leaves the first one withdrawn",
    moves: [completeAtOnce("a0", 0), reject("a0", 1), take("a1", 2), complete(5), reject("a1", 6)],
    is: {
      phase: "rejected",
      attempts: [
        { ...running("a0", 1, at(0)), end: "completed", endedAt: at(0), withdrawn: true },
        { ...running("a1", 3, at(2)), end: "completed", endedAt: at(5), withdrawn: true },
      ],
    },
  },
];

describe("after", () => {
  test.each(rows)("$because", ({ moves, is }) => {
    const { seq, digest, at: last, ...state } = stateAfter(moves);
    const { seq: _, digest: __, at: ___, ...empty } = EMPTY;
    expect(state).toEqual({ ...empty, ...is });
    expect(seq).toBe(moves.length);
    expect(last).toBe(at(moves.at(-1)?.at ?? 0));
    expect(digest).toMatch(/^sha256:/);
  });

  test("the state names the digest that it was given, and the state before stays as it was", () => {
    const before = structuredClone(EMPTY);
    const { entry } = recorded(entryOf(EMPTY, take("a1", 0)));
    expect(after(EMPTY, { entry, digest: digestOf("other bytes") }).digest).toBe(digestOf("other bytes"));
    expect(EMPTY).toEqual(before);
  });

  test("a revert of what ran out leaves nobody running: no lease, and the attempt has ended", () => {
    // StepState.lease: "null when none runs"; Attempt.end: "`running` while it has not [ended]".
    const state = stateAfter([take("a1", 0, 10), revert(30)], 0);
    expect(state.phase).toBe("reverted");
    expect({ lease: state.lease, end: lastAttempt(state)?.end }).toEqual({ lease: null, end: "expired" });
  });
});
