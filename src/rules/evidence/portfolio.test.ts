import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { hour, inHours, itemOf, measured } from "../../../test/support/rules/items.ts";
import {
  complete,
  fail,
  type Move,
  reject,
  renew,
  stateAfter,
  take,
} from "../../../test/support/rules/logs.ts";
import { planFor, type StepWords } from "../../../test/support/rules/plans.ts";
import { exportPath, ItemMetrics, measure, Portfolio, portfolioOf } from "./portfolio.ts";

const STEPS: StepWords[] = [
  { key: "setup", order: 1, supportingTasks: ["T1", "T2"] },
  { key: "tests", order: 2, supportingTasks: ["T3"] },
  { key: "models", order: 3, parallelizable: true, supportingTasks: ["T4"] },
  { key: "services", order: 3, parallelizable: true },
  { key: "polish", order: 4, supportingTasks: ["T5"] },
];

/** Hours after creation. A failure, a rework, a parallel group with an attempt that ran out. Leases are long enough. */
const begun: Record<string, Move[]> = {
  // s1 fails at 2, s2 runs from 3 to 6.
  setup: [take("s1", 0, 9), fail(2), take("s2", 3, 9), complete(6)],
  // t1 is completed at 12 and taken back at 18; t2 runs from 18 to 30.
  tests: [take("t1", 6, 20), complete(12), reject("t1", 18), take("t2", 18, 40), complete(30)],
  // side by side: m1 from 30 to 36; v1 runs out at 33, v2 runs from 36 to 42.
  models: [take("m1", 30, 40), complete(36)],
  services: [take("v1", 30, 33), take("v2", 36, 50), complete(42)],
};
const open = { ...begun, polish: [take("p1", 42, 60), renew(44, 60)] };
const closed = { ...begun, polish: [take("p1", 42, 60), complete(48)] };

describe("a work item with a failure, a rework and a parallel group, counted by hand", () => {
  const cycleTimeByStep = {
    setup: 0.25, //    first begun at 0, standing completion at 6:   6 h of 24
    tests: 1, //       first begun at 6, standing completion at 30: 24 h of 24
    models: 0.25, //   30 to 36:  6 h
    services: 0.5, //  30 to 42: 12 h, the attempt that ran out included
  };

  test("complete", () => {
    const measure = measured(STEPS, closed, { updatedAt: hour(100) });
    expect(measure.metrics).toEqual({
      workItemId: "item-1",
      workflowId: "wf-1@1.0.0",
      status: "completed",
      currentStepKey: "polish", //      the last one
      leadTimeDays: 2, //               created at 0, last completion at 48: 48 h; updatedAt does not count
      cycleTimeByStep: { ...cycleTimeByStep, polish: 0.25 }, // 42 to 48
      completedSteps: 5,
      throughputPerDay: 2.5, //         5 steps in 2 days
      wip: 0,
      attempts: 8, //                   s1 s2 t1 t2 m1 v1 v2 p1
      failedAttempts: 2, //             s1 failed, v1 ran out
      reworkRate: 0.1667, //            of 6 completions (s2 t1 t2 m1 v2 p1) 1 was taken back: 0.16666…
      completedTasks: ["T1", "T2", "T3", "T4", "T5"],
      pendingTasks: [],
      lastArtifact: null,
    });
    expect(measure).toMatchObject({
      createdAt: hour(0),
      completedAt: hour(48),
      completions: 6,
      withdrawn: 1,
    });
    expect(v.parse(ItemMetrics, measure.metrics)).toEqual(measure.metrics);
  });

  test("open: the last step runs", () => {
    const measure = measured(STEPS, open, { updatedAt: hour(10) });
    expect(measure.metrics).toMatchObject({
      status: "in-progress",
      currentStepKey: "polish",
      leadTimeDays: 1.75, //       to the newest event, p1's beginning at 42: 42 h
      cycleTimeByStep,
      completedSteps: 4,
      throughputPerDay: 2.2857, // 4 / 1.75 = 2.285714…
      wip: 1, //                   polish
      attempts: 8,
      failedAttempts: 2,
      reworkRate: 0.2, //          of 5 completions 1 was taken back
      completedTasks: ["T1", "T2", "T3", "T4"],
      pendingTasks: ["T5"],
    });
    expect(measure).toMatchObject({ completedAt: null, completions: 5, withdrawn: 1 });
  });

  test("open: an update after the newest attempt is the newest event", () => {
    expect(measured(STEPS, open, { updatedAt: hour(60) }).metrics).toMatchObject({
      leadTimeDays: 2.5, //        60 h
      throughputPerDay: 1.6, //    4 / 2.5
    });
  });
});

/** Items for the totals; hours after the tests' midnight. */
const ONE: StepWords[] = [{ key: "only" }];
const single = (id: string, created: number, moves: Move[], updated = created) =>
  measured(ONE, moves.length > 0 ? { only: moves } : {}, {
    id,
    createdAt: hour(created),
    updatedAt: hour(updated),
  });

describe("portfolioOf, counted by hand", () => {
  const items = [
    measured(STEPS, closed), //                                            0 to 48: 2 days
    single("b", 24, [take("b1", 30, 99), complete(96)]), //               24 to 96: 3 days
    single("c", -24, [take("c1", 50, 99)]), //                            begun, created first of all
    single("d", 10, []), //                                               not begun
    single("e", 12, [take("e1", 13, 99), complete(14), reject("e1", 15)]), // begun, taken back
  ];

  test("totals", () => {
    const portfolio = portfolioOf(hour(200), items, []);
    expect(portfolio.totals).toEqual({
      workItems: 5,
      completed: 2,
      wip: 2, //                 c and e; d has not begun
      meanLeadTimeDays: 2.5, //  (2 + 3) / 2
      throughputPerDay: 0.4, //  2 from c's creation at -24 to b's completion at 96: 120 h, 5 days
      reworkRate: 0.25, //       completions 6 + 1 + 0 + 0 + 1 = 8; taken back 1 + 1 = 2
    });
    expect(portfolio).toMatchObject({ schemaVersion: "1.0", generatedAt: hour(200) });
    expect(portfolio.items.map(({ workItemId }) => workItemId)).toEqual(["item-1", "b", "c", "d", "e"]);
    expect(v.parse(Portfolio, portfolio)).toEqual(portfolio);
  });

  test("what could not be measured is named and not counted", () => {
    const unreadable = [{ workItemId: "x", code: "item.unreadable", problem: "is not JSON" }];
    const portfolio = portfolioOf(hour(1), [], unreadable);
    expect(portfolio).toMatchObject({ items: [], unreadable });
    expect(portfolio.totals).toEqual({
      workItems: 0,
      completed: 0,
      wip: 0,
      meanLeadTimeDays: null,
      throughputPerDay: null,
      reworkRate: 0,
    });
  });

  test("nothing completed: no mean and no throughput", () => {
    expect(portfolioOf(hour(1), items.slice(2, 4), []).totals).toMatchObject({
      completed: 0,
      meanLeadTimeDays: null,
      throughputPerDay: null,
    });
  });

  test("completed in the moment of its creation: a span of nothing has no throughput", () => {
    const now = single("n", 5, [take("n1", 5, 9), complete(5)]);
    expect(portfolioOf(hour(9), [now], []).totals).toMatchObject({
      completed: 1,
      meanLeadTimeDays: 0,
      throughputPerDay: null,
    });
  });

  test("a mean is rounded to two decimals", () => {
    const third = single("t", 0, [take("t1", 0, 99), complete(24)]); // 1 day
    expect(portfolioOf(hour(9), [third, third, items[0] ?? third], []).totals.meanLeadTimeDays).toBe(1.33);
  });
});

describe("measure: what the log does not say", () => {
  test("the last artifact is named by its path", () => {
    const lastArtifact = { path: "artifacts/handoff/a.json", at: hour(1) };
    const plan = planFor(ONE);
    const states = new Map([["only", stateAfter(inHours([take("a1", 0, 9)]))]]);
    expect(measure({ item: itemOf(), plan, states, lastArtifact }).metrics.lastArtifact).toBe(
      "artifacts/handoff/a.json",
    );
  });

  test("lies where the seed says, the time with dashes", () => {
    expect(exportPath("2026-01-01T09:30:00.000Z")).toBe(
      "artifacts/exports/portfolio-2026-01-01T09-30-00.000Z.json",
    );
  });
});
