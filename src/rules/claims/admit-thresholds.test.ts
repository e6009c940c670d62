import { describe, expect, test } from "vitest";
import {
  adopt,
  answerTo,
  at,
  complete,
  completeAtOnce,
  fail,
  failAtOnce,
  integrate,
  type Move,
  reject,
  release,
  renew,
  revert,
  stateAfter,
  take,
} from "../../../test/support/rules/logs.ts";
import { takeDenied } from "./admit.ts";
import { failuresAt, hasExpired, isAtBaseline } from "./state.ts";

const MS = 0.001;

describe("a lease ends at its `until`, not after it", () => {
  const running = stateAfter([take("a1", 0, 100)]);
  const renewed = stateAfter([take("a1", 0, 100), renew(10, 200)]);
  const shortened = stateAfter([take("a1", 0, 100), renew(10, 50)]);
  const rows = [
    { state: running, now: 100 - MS, take: "held", renew: null, because: "one millisecond before it holds" },
    { state: running, now: 100, take: null, renew: "late", because: "at `until` it is over" },
    { state: running, now: 100 + MS, take: null, renew: "late", because: "one millisecond after, too" },
    { state: renewed, now: 100, take: "held", renew: null, because: "a renewal moves the end" },
    { state: renewed, now: 200 - MS, take: "held", renew: null, because: "to its own `until`" },
    { state: renewed, now: 200, take: null, renew: "late", because: "and no further" },
    { state: shortened, now: 50 - MS, take: "held", renew: null, because: "a renewal may shorten" },
    { state: shortened, now: 50, take: null, renew: "late", because: "the last renewal counts" },
  ];

  test.each(rows)("at $now s, $because", ({ state, now, take: taken, renew: renewal }) => {
    expect(takeDenied(state, at(now), null)).toBe(taken);
    expect(answerTo(state, take("a2", now))).toBe(taken);
    expect(answerTo(state, renew(now, now + 100))).toBe(renewal);
    expect(hasExpired(state, at(now))).toBe(taken === null);
    expect(failuresAt(state, at(now))).toBe(taken === null ? 1 : 0);
  });

  test.each([
    { moves: [], because: "nothing began" },
    { moves: [take("a1", 0, 10), complete(5)], because: "it was completed" },
    { moves: [take("a1", 0, 10), fail(5)], because: "it failed" },
    { moves: [take("a1", 0, 10), release(5)], because: "it was given back" },
  ])("no lease runs out later when $because", ({ moves }) => {
    expect(hasExpired(stateAfter(moves), at(99))).toBe(false);
  });
});

describe("retries", () => {
  const failing = (times: number): Move[] =>
    Array.from({ length: times }, (_, n) => [take(`f${n}`, n), fail(n)]).flat();
  const rows: { because: string; moves: Move[]; retries: number | null; says: string | null }[] = [
    { retries: 0, moves: [], says: null, because: "the first attempt is no retry" },
    { retries: 0, moves: failing(1), says: "retries", because: "none after the first failure" },
    { retries: 2, moves: failing(1), says: null, because: "one failure is below two" },
    { retries: 2, moves: failing(2), says: null, because: "the second retry is allowed" },
    { retries: 2, moves: failing(3), says: "retries", because: "a third is not" },
    { retries: null, moves: failing(60), says: null, because: "without a number there is no limit" },
    {
      retries: 1,
      moves: [...failing(1), take("x", 5, 10)],
      says: "retries",
      because: "running out counts as a failure",
    },
    {
      retries: 2,
      moves: [...failing(1), take("x", 5, 10)],
      says: null,
      because: "but as one only",
    },
    {
      retries: 1,
      moves: [take("x", 0, 1), take("y", 2, 3)],
      says: "retries",
      because: "what ran out stays counted after the next one began",
    },
    {
      retries: 1,
      moves: [take("x", 0, 1), failAtOnce("y", 2)],
      says: "retries",
      because: "also when the next one fails at once",
    },
    {
      retries: 0,
      moves: [take("x", 0), release(1)],
      says: null,
      because: "giving back is no failure",
    },
    {
      retries: 1,
      moves: [...failing(1), take("x", 5), complete(6), reject("x", 7)],
      says: null,
      because: "a completion forgets the failures before it",
    },
    {
      retries: 0,
      moves: [take("x", 0), complete(1), reject("x", 2)],
      says: null,
      because: "a rejection is no failure of the attempt",
    },
    {
      retries: 1,
      moves: [...failing(2), revert(5), take("x", 6), fail(7)],
      says: "retries",
      because: "a revert opens one attempt, and forgets no failure",
    },
    {
      retries: 1,
      moves: [...failing(2), revert(5), take("x", 6), complete(7), reject("x", 8)],
      says: null,
      because: "but a completion after it does",
    },
    {
      retries: 1,
      moves: [adopt("f0", "attempt-failed"), adopt("f1", "attempt-failed")],
      says: "retries",
      because: "adopted failures count",
    },
  ];

  test.each(rows)("$retries: $because", ({ moves, retries, says }) => {
    const state = stateAfter(moves, retries);
    expect(takeDenied(state, at(500), retries)).toBe(says);
    expect(answerTo(state, take("new", 500), retries)).toBe(says);
    expect(answerTo(state, completeAtOnce("new", 500), retries)).toBe(says);
    const reverting = says === "retries" ? null : "nothing-to-revert";
    expect(answerTo(state, revert(500), retries)).toBe(reverting);
  });
});

describe("of several reasons the nearest is told", () => {
  const integrated = [take("a1", 0), complete(1), integrate("a1", 2)];
  test.each([
    { moves: [take("a1", 0)], next: take("a1", 1), says: "held", because: "before that its id is used" },
    { moves: [take("a1", 0), complete(1)], next: take("a1", 2), says: "done", because: "before its id" },
    {
      moves: [...integrated, revert(3), take("a2", 4), fail(5)],
      next: take("a3", 6),
      says: "baseline",
      because: "before the retries: a boundary is the harder reason",
    },
    {
      moves: [...integrated, revert(3), take("a2", 4), complete(5)],
      next: take("a3", 6),
      says: "done",
      because: "before the boundary that a rejection would show again",
    },
    { moves: [take("a1", 0, 5)], next: renew(6, 9, { token: 7 }), says: "stale", because: "before lateness" },
    { moves: integrated, next: integrate("a9", 3), says: "other-attempt", because: "before integrated" },
  ])("$says, $because", ({ moves, next, says }) => {
    expect(answerTo(stateAfter(moves), next, 0)).toBe(says);
  });
});

describe("time never runs back inside a log", () => {
  const tries: Record<string, (second: number) => { moves: Move[]; next: Move }> = {
    adopt: (s) => ({
      moves: [{ ...adopt("a1", "attempt-failed"), at: 10 }],
      next: { ...adopt("a2", "attempt-failed"), at: s },
    }),
    take: (s) => ({ moves: [take("a1", 5), fail(10)], next: take("a2", s) }),
    renew: (s) => ({ moves: [take("a1", 10)], next: renew(s, 99) }),
    release: (s) => ({ moves: [take("a1", 10)], next: release(s) }),
    complete: (s) => ({ moves: [take("a1", 10)], next: complete(s) }),
    "complete at once": (s) => ({ moves: [take("a1", 5), fail(10)], next: completeAtOnce("a2", s) }),
    fail: (s) => ({ moves: [take("a1", 10)], next: fail(s) }),
    reject: (s) => ({ moves: [take("a1", 5), complete(10)], next: reject("a1", s) }),
    integrate: (s) => ({ moves: [take("a1", 5), complete(10)], next: integrate("a1", s) }),
    revert: (s) => ({ moves: [take("a1", 5), complete(10)], next: revert(s) }),
  };
  const rows = Object.entries(tries).flatMap(([kind, make]) => [
    { kind, ...make(10 - MS), says: "clock", because: "one millisecond before the entry before" },
    { kind, ...make(10), says: null, because: "in the same millisecond" },
    { kind, ...make(10 + MS), says: null, because: "one millisecond after" },
  ]);

  test.each(rows)("$kind $because: $says", ({ moves, next, says }) => {
    expect(answerTo(stateAfter(moves), next)).toBe(says);
  });

  test("the clock is asked before anything else", () => {
    expect(answerTo(stateAfter([take("a1", 10)]), take("a2", 9))).toBe("clock");
  });
});

describe("zombies: an effect lands only with the current token", () => {
  const taken = stateAfter([take("a1", 0, 10), take("a2", 20)]); // tokens 1 and 2
  const effects = {
    complete: (holder: { attempt?: string; token?: number }) => complete(30, holder),
    fail: (holder: { attempt?: string; token?: number }) => fail(30, holder),
    release: (holder: { attempt?: string; token?: number }) => release(30, holder),
    renew: (holder: { attempt?: string; token?: number }) => renew(30, 99, holder),
  };
  const rows = [
    { attempt: "a2", token: 2, says: null, because: "it is the one that runs" },
    { attempt: "a1", token: 1, says: "stale", because: "it was taken over" },
    { attempt: "a2", token: 1, says: "stale", because: "the token is the old one" },
    { attempt: "a1", token: 2, says: "stale", because: "the token is another's" },
    { attempt: "a2", token: 3, says: "stale", because: "nobody has that token yet" },
    { attempt: "a9", token: 2, says: "stale", because: "nobody is that attempt" },
  ].flatMap((row) => Object.entries(effects).map(([kind, make]) => ({ ...row, kind, next: make(row) })));

  test.each(rows)("$kind by $attempt with token $token: $says, $because", ({ next, says }) => {
    expect(answerTo(taken, next)).toBe(says);
  });

  test.each(Object.entries(effects))("%s after the end of the same attempt is stale", (_, make) => {
    for (const end of [complete(30), fail(30), release(30)]) {
      const over = stateAfter([take("a1", 0, 10), take("a2", 20), end]);
      expect(answerTo(over, make({ attempt: "a2", token: 2 }))).toBe("stale");
    }
  });

  test.each([
    { make: completeAtOnce, token: 1, because: "complete, the token before" },
    { make: completeAtOnce, token: 3, because: "complete, the token after" },
    { make: failAtOnce, token: 1, because: "fail, the token before" },
    { make: failAtOnce, token: 3, because: "fail, the token after" },
  ])("taken and ended at once, the token is the entry's own seq ($because is stale)", ({ make, token }) => {
    const state = stateAfter([adopt("a1", "attempt-failed")]); // the next seq is 2
    expect(answerTo(state, make("a2", 5, 2))).toBe(null);
    expect(answerTo(state, make("a2", 5, token))).toBe("stale");
  });
});

describe("isAtBaseline", () => {
  const done = [take("a1", 0), complete(1)];
  test.each([
    { moves: [], is: false, because: "nothing is completed" },
    { moves: done, is: false, because: "a completion is not an integration" },
    { moves: [...done, integrate("a1", 2)], is: true, because: "the completion that stands was integrated" },
    { moves: [...done, integrate("a1", 2), reject("a1", 3)], is: false, because: "none stands any more" },
    {
      moves: [...done, integrate("a1", 2), revert(3), completeAtOnce("a2", 4)],
      is: false,
      because: "the one that stands came after the integration",
    },
    {
      moves: [adopt("a1", "baseline-integration", { baseline: "post" })],
      is: true,
      because: "an adopted integration completes and integrates in one entry",
    },
  ])("$is: $because", ({ moves, is }) => {
    expect(isAtBaseline(stateAfter(moves))).toBe(is);
  });
});
