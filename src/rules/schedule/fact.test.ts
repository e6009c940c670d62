import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import {
  adopt,
  at,
  complete,
  fail,
  integrate,
  type Move,
  reject,
  release,
  renew,
  revert,
  stateAfter,
  take,
} from "../../../test/support/rules/logs.ts";
import { walksWithAdopted } from "../../../test/support/rules/walks.ts";
import { plusMs } from "../../kernel/clock.ts";
import { takeDenied } from "../claims/admit.ts";
import { factOf, StepFact } from "./fact.ts";

const MS = 0.001;
const done = [take("a1", 0), complete(1)];
const merged = [...done, integrate("a1", 2)];

interface Row {
  readonly because: string;
  readonly moves: readonly Move[];
  readonly now?: number;
  readonly retries?: number;
  readonly isHere?: boolean;
  readonly is: StepFact;
}

const rows: Row[] = [
  { because: "nothing has happened", moves: [], is: { standing: "open", attempts: [] } },
  {
    because: "an attempt runs until its lease is over",
    moves: [take("a1", 0, 60)],
    now: 60 - MS,
    is: { standing: "running", attempts: ["a1"], leaseUntil: at(60) },
  },
  {
    because: "then the step is open again, the attempt counted",
    moves: [take("a1", 0, 60)],
    now: 60,
    is: { standing: "open", attempts: ["a1"] },
  },
  {
    because: "and afterwards, too",
    moves: [take("a1", 0, 60)],
    now: 60 + MS,
    is: { standing: "open", attempts: ["a1"] },
  },
  {
    because: "a renewed lease is shown",
    moves: [take("a1", 0, 60), renew(10, 90)],
    now: 60,
    is: { standing: "running", attempts: ["a1"], leaseUntil: at(90) },
  },
  {
    because: "running out may use the last retry up",
    moves: [take("a1", 0, 60)],
    now: 60,
    retries: 0,
    is: { standing: "retries", attempts: ["a1"] },
  },
  {
    because: "a failed step is open again",
    moves: [take("a1", 0), fail(1)],
    is: { standing: "open", attempts: ["a1"] },
  },
  {
    because: "attempts stand oldest first",
    moves: [take("a1", 0), fail(1), take("a0", 2), release(3)],
    is: { standing: "open", attempts: ["a1", "a0"] },
  },
  {
    because: "below its retries it is open",
    moves: [take("a1", 0), fail(1)],
    retries: 1,
    is: { standing: "open", attempts: ["a1"] },
  },
  {
    because: "beyond them it is not",
    moves: [take("a1", 0), fail(1), take("a2", 2), fail(3)],
    retries: 1,
    is: { standing: "retries", attempts: ["a1", "a2"] },
  },
  {
    because: "a completed step whose handoff is here is done",
    moves: done,
    is: { standing: "done", attempts: ["a1"] },
  },
  {
    because: "one whose handoff is elsewhere is being collected",
    moves: done,
    isHere: false,
    is: { standing: "collecting", attempts: ["a1"] },
  },
  { because: "an integrated one is done", moves: merged, is: { standing: "done", attempts: ["a1"] } },
  {
    because: "an integrated one whose handoff is elsewhere is being collected",
    moves: merged,
    isHere: false,
    is: { standing: "collecting", attempts: ["a1"] },
  },
  {
    because: "integrated and rejected, it stands at the boundary",
    moves: [...merged, reject("a1", 3)],
    is: { standing: "baseline", attempts: ["a1"] },
  },
  {
    because: "reverted, it is open, once",
    moves: [...merged, revert(3)],
    is: { standing: "open", attempts: ["a1"] },
  },
  {
    because: "the one attempt runs",
    moves: [...merged, revert(3), take("a2", 4, 99)],
    is: { standing: "running", attempts: ["a1", "a2"], leaseUntil: at(99) },
  },
  {
    because: "when that runs out the boundary stands again",
    moves: [...merged, revert(3), take("a2", 4, 20)],
    is: { standing: "baseline", attempts: ["a1", "a2"] },
  },
  {
    because: "a rejected completion before the base branch leaves it open",
    moves: [...done, reject("a1", 2)],
    is: { standing: "open", attempts: ["a1"] },
  },
  {
    because: "where the handoff lies matters to a completed step only",
    moves: [take("a1", 0), fail(1)],
    isHere: false,
    is: { standing: "open", attempts: ["a1"] },
  },
  {
    because: "an adopted completion is one",
    moves: [adopt("a0", "attempt-completed")],
    is: { standing: "done", attempts: ["a0"] },
  },
];

describe("factOf", () => {
  test.each(rows)("$because", ({ moves, now = 50, retries = null, isHere = true, is }) => {
    expect(factOf(stateAfter(moves, retries), at(now), retries, isHere)).toEqual(is);
  });

  test("of any log: open exactly when a new attempt may begin, and its shape is that of a fact", () => {
    const retries = fc.constantFrom(null, 0, 1, 3);
    fc.assert(
      fc.property(
        walksWithAdopted(30),
        fc.nat(90_000),
        retries,
        fc.boolean(),
        (walk, later, most, isHere) => {
          const now = plusMs(walk.state.at ?? at(0), later);
          const fact = factOf(walk.state, now, most, isHere);
          expect(v.parse(StepFact, fact)).toEqual(fact);
          expect(fact.standing === "open").toBe(takeDenied(walk.state, now, most) === null);
          expect(fact.leaseUntil !== undefined).toBe(fact.standing === "running");
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
