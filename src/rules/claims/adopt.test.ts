import { describe, expect, test } from "vitest";
import {
  adopt,
  answerTo,
  at,
  complete,
  documentOf,
  type Move,
  stateAfter,
  take,
  WHO,
} from "../../../test/support/rules/logs.ts";
import { takeDenied } from "./admit.ts";
import { EVENT_TYPES } from "./event.ts";
import { type Attempt, EMPTY, type StepState } from "./state.ts";

const old = (id: string, token: number, end: Attempt["end"], more: Partial<Attempt> = {}): Attempt => ({
  ...{ id, token, end, by: WHO, startedAt: at(-10), endedAt: at(-10), withdrawn: false, adopted: true },
  ...more,
});
const standing = (attempt: string, seq: number, event = "attempt-completed") => ({
  ...{ attempt, seq, document: documentOf(`${attempt}-${event}`) },
});
const done = adopt("a1", "attempt-completed");
const merged = adopt("a1", "baseline-integration", { baseline: "post" });

/** Each row: handoffs of the seed's own tool in order, what they amount to, and whether the step may begin. */
const rows: { because: string; moves: Move[]; is: Partial<StepState>; take: string | null }[] = [
  {
    because: "a completed one completes the step",
    moves: [done],
    is: { phase: "completed", attempts: [old("a1", 1, "completed")], completion: standing("a1", 1) },
    take: "done",
  },
  {
    because: "of two completed ones the later stands",
    moves: [done, adopt("a2", "attempt-completed")],
    is: {
      phase: "completed",
      attempts: [old("a1", 1, "completed"), old("a2", 2, "completed")],
      completion: standing("a2", 2),
    },
    take: "done",
  },
  {
    because: "a second completed handoff of one attempt replaces the first",
    moves: [done, adopt("a1", "attempt-completed")],
    is: { phase: "completed", attempts: [old("a1", 2, "completed")], completion: standing("a1", 2) },
    take: "done",
  },
  {
    because: "a failed one leaves the step free, its attempt counted",
    moves: [adopt("a1", "attempt-failed")],
    is: { phase: "failed", attempts: [old("a1", 1, "failed")], failures: 1 },
    take: null,
  },
  {
    because: "a completed one forgets the failures before it",
    moves: [adopt("a0", "attempt-failed"), done],
    is: {
      phase: "completed",
      attempts: [old("a0", 1, "failed"), old("a1", 2, "completed")],
      completion: standing("a1", 2),
    },
    take: "done",
  },
  {
    because: "a failure after a completion takes nothing back: the completion stands",
    moves: [done, adopt("a2", "attempt-failed")],
    is: {
      phase: "completed",
      attempts: [old("a1", 1, "completed"), old("a2", 2, "failed")],
      completion: standing("a1", 1),
      failures: 1,
    },
    take: "done",
  },
  {
    because: "a rejection of the completion that stands withdraws it",
    moves: [done, adopt("a1", "attempt-rejected")],
    is: { phase: "rejected", attempts: [old("a1", 1, "completed", { withdrawn: true })] },
    take: null,
  },
  {
    because: "one that says post without an integration is a plain rejection",
    moves: [done, adopt("a1", "attempt-rejected", { baseline: "post" })],
    is: { phase: "rejected", attempts: [old("a1", 1, "completed", { withdrawn: true })] },
    take: null,
  },
  {
    because: "a rejection of another attempt does nothing",
    moves: [done, adopt("a2", "attempt-rejected")],
    is: { phase: "completed", attempts: [old("a1", 1, "completed")], completion: standing("a1", 1) },
    take: "done",
  },
  {
    because: "a rejection of nothing does nothing",
    moves: [adopt("a1", "attempt-rejected")],
    is: {},
    take: null,
  },
  {
    because: "an integration of the completion that stands draws the boundary",
    moves: [done, merged],
    is: {
      phase: "completed",
      attempts: [old("a1", 1, "completed")],
      completion: standing("a1", 1),
      integratedAt: 2,
    },
    take: "baseline",
  },
  {
    because: "an integration alone completes and draws the boundary (the seed counts it as complete)",
    moves: [merged],
    is: {
      phase: "completed",
      attempts: [old("a1", 1, "completed")],
      completion: standing("a1", 1, "baseline-integration"),
      integratedAt: 1,
    },
    take: "baseline",
  },
  {
    because: "an integration of another attempt than the one that stands completes by that one",
    moves: [done, adopt("a2", "baseline-integration", { baseline: "post" })],
    is: {
      phase: "completed",
      attempts: [old("a1", 1, "completed"), old("a2", 2, "completed")],
      completion: standing("a2", 2, "baseline-integration"),
      integratedAt: 2,
    },
    take: "baseline",
  },
  {
    because: "after an integration a rejection that says post is the seed's revert",
    moves: [done, merged, adopt("a1", "attempt-rejected", { baseline: "post" })],
    is: {
      phase: "reverted",
      attempts: [old("a1", 1, "completed", { withdrawn: true })],
      integratedAt: 2,
      unlocked: true,
    },
    take: null,
  },
  {
    because: "so is a failure that says post (spec section 7)",
    moves: [done, merged, adopt("a1", "attempt-failed", { baseline: "post" })],
    is: {
      phase: "reverted",
      attempts: [old("a1", 1, "completed", { withdrawn: true })],
      integratedAt: 2,
      unlocked: true,
    },
    take: null,
  },
  {
    because: "one that says pre unlocks nothing: the boundary stands",
    moves: [done, merged, adopt("a1", "attempt-rejected", { baseline: "pre" })],
    is: { phase: "rejected", attempts: [old("a1", 1, "completed", { withdrawn: true })], integratedAt: 2 },
    take: "baseline",
  },
  {
    because: "a failure that says pre neither unlocks nor withdraws",
    moves: [done, merged, adopt("a2", "attempt-failed", { baseline: "pre" })],
    is: {
      phase: "completed",
      attempts: [old("a1", 1, "completed"), old("a2", 3, "failed")],
      completion: standing("a1", 1),
      integratedAt: 2,
      failures: 1,
    },
    take: "baseline",
  },
  {
    because: "a completion after the seed's revert uses it up",
    moves: [
      done,
      merged,
      adopt("a1", "attempt-rejected", { baseline: "post" }),
      adopt("a2", "attempt-completed"),
    ],
    is: {
      phase: "completed",
      attempts: [old("a1", 1, "completed", { withdrawn: true }), old("a2", 4, "completed")],
      completion: standing("a2", 4),
      integratedAt: 2,
    },
    take: "done",
  },
  ...(["attempt-started", "gate-approved", "gate-rejected"] as const).map((event) => ({
    because: `${event} changes nothing`,
    moves: [adopt("a1", event)],
    is: {},
    take: null,
  })),
  {
    because: "an attempt that began before it ended keeps both times",
    moves: [adopt("a1", "attempt-completed", { startedAt: at(-20) })],
    is: {
      phase: "completed",
      attempts: [old("a1", 1, "completed", { startedAt: at(-20) })],
      completion: standing("a1", 1),
    },
    take: "done",
  },
  ...[-10, -9].map((second) => ({
    because: `one that says to have begun at ${second} and ended at -10 lasted no time`,
    moves: [adopt("a1", "attempt-completed", { startedAt: at(second) })],
    is: { phase: "completed" as const, attempts: [old("a1", 1, "completed")], completion: standing("a1", 1) },
    take: "done",
  })),
];

describe("adopted handoffs are read as the seed's own tool would have", () => {
  test.each(rows)("$because", ({ moves, is, take: says }) => {
    const state = stateAfter(moves);
    const { seq: _, digest, at: last, ...empty } = EMPTY;
    expect(state).toMatchObject({ ...empty, adoptions: moves.length, ...is });
    expect(takeDenied(state, at(50), null)).toBe(says);
  });

  test("every one of the seed's seven events has its row", () => {
    const tried = rows.flatMap(({ moves }) => moves.map(({ draft }) => draft(EMPTY)));
    const events = tried.flatMap((draft) => (draft.kind === "adopt" ? draft.event : []));
    expect([...new Set(events)].sort()).toEqual([...EVENT_TYPES].sort());
  });

  test("an adopted attempt's id is used, and the next attempt follows it", () => {
    const state = stateAfter([adopt("a1", "attempt-failed")]);
    expect(answerTo(state, take("a1", 5))).toBe("attempt-used");
    const { attempts } = stateAfter([adopt("a1", "attempt-failed"), take("a2", 5), complete(9)]);
    expect(attempts.map(({ id, adopted, end }) => [id, adopted, end])).toEqual([
      ["a1", true, "failed"],
      ["a2", false, "completed"],
    ]);
  });
});
