import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import {
  ADDRESS,
  adopt,
  at,
  complete,
  completeAtOnce,
  fail,
  integrate,
  type Move,
  reject,
  release,
  renew,
  revert,
  stateAfter,
  take,
  WHO,
} from "../../../test/support/rules/logs.ts";
import { walksWithAdopted } from "../../../test/support/rules/walks.ts";
import { Id, Key } from "../../kernel/name.ts";
import { nextAttemptId } from "./attempt.ts";
import { Claim, claimOf, claimPath } from "./claim.ts";
import { CLAIM_POLICY } from "./policy.ts";
import type { Attempt } from "./state.ts";

const base = { schemaVersion: "1.0", workItemId: "item-1", stepKey: "phase-tests", executor: WHO };

describe("claimOf, the seed's view of an attempt", () => {
  const rows: { because: string; moves: Move[]; which: number; is: object }[] = [
    {
      because: "one that runs has a lease and no end",
      moves: [take("a1", 0, 10)],
      which: 0,
      is: { attemptId: "a1", claimedAt: at(0), status: "running", token: 1, leaseUntil: at(10) },
    },
    {
      because: "a renewed one has the new lease",
      moves: [take("a1", 0, 10), renew(5, 90)],
      which: 0,
      is: { attemptId: "a1", claimedAt: at(0), status: "running", token: 1, leaseUntil: at(90) },
    },
    {
      because: "a completed one has an end and no lease",
      moves: [take("a1", 0), complete(5)],
      which: 0,
      is: { attemptId: "a1", claimedAt: at(0), status: "completed", token: 1, endedAt: at(5) },
    },
    {
      because: "an integrated one is completed",
      moves: [take("a1", 0), complete(5), integrate("a1", 6)],
      which: 0,
      is: { attemptId: "a1", claimedAt: at(0), status: "completed", token: 1, endedAt: at(5) },
    },
    {
      because: "a failed one",
      moves: [take("a1", 0), fail(5)],
      which: 0,
      is: { attemptId: "a1", claimedAt: at(0), status: "failed", token: 1, endedAt: at(5) },
    },
    {
      because: "a released one",
      moves: [take("a1", 0), release(5)],
      which: 0,
      is: { attemptId: "a1", claimedAt: at(0), status: "released", token: 1, endedAt: at(5) },
    },
    {
      because: "one that was taken over expired when its lease ended, not when the next one came",
      moves: [take("a1", 0, 10), take("a2", 30, 60)],
      which: 0,
      is: { attemptId: "a1", claimedAt: at(0), status: "expired", token: 1, endedAt: at(10) },
    },
    {
      because: "its successor names it, and has the lease",
      moves: [take("a1", 0, 10), take("a2", 30, 60)],
      which: 1,
      is: {
        attemptId: "a2",
        claimedAt: at(30),
        status: "running",
        token: 2,
        leaseUntil: at(60),
        previousAttemptId: "a1",
      },
    },
    {
      because: "one that was withdrawn by a rejection",
      moves: [take("a1", 0), complete(5), reject("a1", 6)],
      which: 0,
      is: { attemptId: "a1", claimedAt: at(0), status: "rejected", token: 1, endedAt: at(5) },
    },
    {
      because: "or by a revert",
      moves: [take("a1", 0), complete(5), revert(6)],
      which: 0,
      is: { attemptId: "a1", claimedAt: at(0), status: "rejected", token: 1, endedAt: at(5) },
    },
    {
      because: "the second after a failure, taken and completed at once",
      moves: [take("a1", 0), fail(5), completeAtOnce("a2", 6)],
      which: 1,
      is: {
        attemptId: "a2",
        claimedAt: at(6),
        status: "completed",
        token: 3,
        endedAt: at(6),
        previousAttemptId: "a1",
      },
    },
    {
      because: "the previous one may have been adopted",
      moves: [adopt("a0", "attempt-failed"), take("a1", 1, 10)],
      which: 1,
      is: {
        attemptId: "a1",
        claimedAt: at(1),
        status: "running",
        token: 2,
        leaseUntil: at(10),
        previousAttemptId: "a0",
      },
    },
  ];

  test.each(rows)("$because", ({ moves, which, is }) => {
    const state = stateAfter(moves);
    expect(claimOf(ADDRESS, state, state.attempts[which] as Attempt)).toEqual({ ...base, ...is });
  });

  test("of every attempt of every log it reads back, and only the one that runs has a lease", () => {
    fc.assert(
      fc.property(walksWithAdopted(30), ({ state }) => {
        for (const attempt of state.attempts) {
          const claim = claimOf(ADDRESS, state, attempt);
          expect(v.parse(Claim, claim)).toEqual(claim);
          const isRunning = state.phase === "running" && attempt === state.attempts.at(-1);
          expect([claim.status === "running", claim.leaseUntil !== undefined]).toEqual([
            isRunning,
            isRunning,
          ]);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("lies where the seed says", () => {
    expect(claimPath("phase-tests-local")).toBe("artifacts/claims/phase-tests-local.json");
  });
});

describe("nextAttemptId", () => {
  const run = { id: "777", attempt: "1" };
  const step = { key: "phase-tests", order: 2 };
  const free = () => true;
  const used =
    (...ids: string[]) =>
    (id: string) =>
      !ids.includes(id);
  const rows = [
    { step, run: null, isFree: free, id: "phase-tests-local", because: "the seed's smoke test names it so" },
    {
      step,
      run: null,
      isFree: used("phase-tests-local"),
      id: "phase-tests-local-2",
      because: "the second one counts from 2",
    },
    {
      step,
      run: null,
      isFree: used("phase-tests-local", "phase-tests-local-2", "phase-tests-local-3"),
      id: "phase-tests-local-4",
      because: "it is the first that is free",
    },
    {
      step,
      run: null,
      isFree: used("phase-tests-local-2"),
      id: "phase-tests-local",
      because: "a gap is filled",
    },
    { step, run, isFree: free, id: "phase-tests-2-777-1", because: "order, run and its attempt in Actions" },
    {
      step,
      run: { id: "777", attempt: "2" },
      isFree: used("phase-tests-2-777-1"),
      id: "phase-tests-2-777-2",
      because: "a re-run of failed jobs keeps the run id and is another attempt",
    },
    {
      step,
      run,
      isFree: used("phase-tests-2-777-1"),
      id: "phase-tests-2-777-1-2",
      because: "a second claim within one run counts on",
    },
    {
      step: { key: "Phase.Tests", order: 2 },
      run: null,
      isFree: free,
      id: "phase.tests-local",
      because: "lower case: attempts are file names",
    },
    {
      step: { key: "k".repeat(114), order: 1 },
      run: null,
      isFree: free,
      id: `${"k".repeat(114)}-local`,
      because: "120 characters are kept whole",
    },
    {
      step: { key: "k".repeat(115), order: 1 },
      run: null,
      isFree: free,
      id: `${"k".repeat(114)}-local`,
      because: "of a longer key the front is kept",
    },
  ];

  test.each(rows)("$id: $because", ({ step: of, run: by, isFree, id }) => {
    expect(nextAttemptId(of, by, isFree)).toBe(id);
  });

  test("of any key, in any run, it is an id and not one that is used", () => {
    const key = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/).filter((text) => v.is(Key, text));
    const runs = fc.option(
      fc.record({
        id: fc.nat(99_999_999_999).map(String),
        attempt: fc.integer({ min: 1, max: 999 }).map(String),
      }),
    );
    fc.assert(
      fc.property(key, fc.integer({ min: 1, max: 1_000_000 }), runs, fc.nat(40), (text, order, by, count) => {
        const taken = new Set<string>();
        for (let n = 0; n <= count; n++) {
          const id = nextAttemptId({ key: text, order }, by, (each) => !taken.has(each));
          expect(v.is(Id, id) && !taken.has(id)).toBe(true);
          taken.add(id);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

test("the claim policy: one hour, five minutes' grace, one second to seven days, sixteen tries", () => {
  const minute = 60_000;
  expect(CLAIM_POLICY).toEqual({
    leaseMs: 60 * minute,
    graceMs: 5 * minute,
    minLeaseMs: 1_000,
    maxLeaseMs: 7 * 24 * 60 * minute,
    tries: 16,
  });
});
