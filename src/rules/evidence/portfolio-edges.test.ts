import { describe, expect, test } from "vitest";
import { hour, measured } from "../../../test/support/rules/items.ts";
import {
  adopt,
  at,
  complete,
  fail,
  integrate,
  type Move,
  reject,
  release,
  revert,
  take,
} from "../../../test/support/rules/logs.ts";
import type { StepWords } from "../../../test/support/rules/plans.ts";
import type { ItemMetrics } from "./portfolio.ts";

const ONE: StepWords[] = [{ key: "only" }];
const TWO: StepWords[] = [{ key: "a" }, { key: "b", order: 2 }];
const SECOND = 1 / 3_600;

describe("measure, at its edges", () => {
  const rows: {
    because: string;
    steps?: StepWords[];
    logs: Record<string, Move[]>;
    item?: Parameters<typeof measured>[2];
    is: Partial<ItemMetrics>;
  }[] = [
    {
      because: "no attempts: nothing but the time since creation",
      logs: {},
      item: { updatedAt: hour(36) },
      is: { leadTimeDays: 1.5, attempts: 0, wip: 0, reworkRate: 0, throughputPerDay: 0, cycleTimeByStep: {} },
    },
    {
      because: "nothing happened at all",
      logs: {},
      is: { leadTimeDays: 0, throughputPerDay: 0, completedSteps: 0, currentStepKey: "only" },
    },
    {
      because: "a clock set back before the creation: no time, and no throughput",
      logs: { only: [take("a1", -2, 0), complete(-1)] },
      is: { leadTimeDays: 0, throughputPerDay: 0, completedSteps: 1, cycleTimeByStep: { only: 0.0417 } },
    },
    {
      because: "an update dated before the creation counts as none",
      logs: {},
      item: { updatedAt: hour(-5) },
      is: { leadTimeDays: 0 },
    },
    {
      because: "a completion that is dated before the first attempt began took no time",
      logs: {
        only: [
          adopt("a1", "attempt-failed", { endedAt: hour(10) }),
          adopt("a2", "attempt-completed", { endedAt: hour(5) }),
        ],
      },
      is: { cycleTimeByStep: { only: 0 } },
    },
    {
      because: "a zero span: taken and completed in the moment of creation",
      logs: { only: [take("a1", 0, 9), complete(0)] },
      is: { leadTimeDays: 0, throughputPerDay: 0, cycleTimeByStep: { only: 0 }, status: "completed" },
    },
    {
      because: "lead time has two decimals, cycle time four",
      logs: { only: [take("a1", 1, 9), complete(2)] }, // 2 h = 0.08333 days, 1 h = 0.041666 days
      is: { leadTimeDays: 0.08, cycleTimeByStep: { only: 0.0417 } },
    },
    {
      because: "throughput is counted from the whole lead time, not from the rounded one",
      logs: { only: [take("a1", 0, 9), complete(2)] }, // 1 / (2/24) = 12; 1 / 0.08 were 12.5
      is: { throughputPerDay: 12 },
    },
    {
      because: "a released attempt is neither failed nor completed, its step is begun",
      logs: { only: [take("a1", 0, 9), release(1)] },
      is: { attempts: 1, failedAttempts: 0, wip: 1, completedSteps: 0 },
    },
    {
      because: "a failed one is begun and open",
      logs: { only: [take("a1", 0, 9), fail(1)] },
      is: { attempts: 1, failedAttempts: 1, wip: 1 },
    },
    {
      because: "a step that was taken back is begun and open, all of its completions rework",
      logs: { only: [take("a1", 0, 9), complete(1), reject("a1", 2)] },
      is: { wip: 1, completedSteps: 0, reworkRate: 1, cycleTimeByStep: {} },
    },
    {
      because: "a revert takes back, too",
      logs: { only: [take("a1", 0, 9), complete(1), integrate("a1", 2), revert(3)] },
      is: { wip: 1, completedSteps: 0, reworkRate: 1 },
    },
    {
      because: "an integrated step is complete",
      logs: { only: [take("a1", 0, 9), complete(1), integrate("a1", 2)] },
      is: { wip: 0, completedSteps: 1, reworkRate: 0, status: "completed" },
    },
    {
      because: "steps whose logs are empty have not begun",
      steps: TWO,
      logs: { a: [take("a1", 0, 9), complete(1)] },
      is: { wip: 0, completedSteps: 1, currentStepKey: "b", status: "in-progress" },
    },
    {
      because: "an item that calls itself completed while a step is open is in progress",
      logs: {},
      item: { status: "completed" },
      is: { status: "in-progress" },
    },
    ...(["queued", "blocked", "rework"] as const).map((status) => ({
      because: `an open item keeps the word ${status}`,
      logs: {},
      item: { status },
      is: { status },
    })),
    ...(
      [
        { status: "queued", is: "in-progress" },
        { status: "blocked", is: "blocked" },
        { status: "rework", is: "rework" },
      ] as const
    ).map(({ status, is }) => ({
      because: `an item that has begun and says ${status} is ${is}`,
      steps: TWO,
      logs: { a: [take("a1", 0, 9)] },
      item: { status },
      is: { status: is },
    })),
    {
      because: "all of its steps complete, it is, whatever word it has",
      logs: { only: [take("a1", 0, 9), complete(1)] },
      item: { status: "blocked" },
      is: { status: "completed" },
    },
    {
      because: "adopted attempts are attempts",
      logs: { only: [adopt("a1", "attempt-completed", { startedAt: hour(-3), endedAt: hour(3) })] },
      is: { attempts: 1, completedSteps: 1, leadTimeDays: 0.13, cycleTimeByStep: { only: 0.25 } }, // 3 h, 6 h
    },
  ];

  test.each(rows)("$because", ({ steps = ONE, logs, item, is }) => {
    expect(measured(steps, logs, item).metrics).toMatchObject(is);
  });

  // "Completed steps a day of lead time; 0 while the lead time rounds to nothing" (ItemMetrics). 0.005 days are 432 s.
  test.each([
    { seconds: 0, days: 0, perDay: 0, because: "no time at all" },
    { seconds: 431, days: 0, perDay: 0, because: "431 s round to nothing" },
    { seconds: 432, days: 0.01, perDay: 200, because: "432 s are 0.005 days, which round to 0.01" },
    { seconds: 433, days: 0.01, perDay: 199.5381, because: "433 s: 86400 / 433" },
  ])("throughput while the lead time rounds to nothing: $because", ({ seconds, days, perDay }) => {
    const { metrics } = measured(ONE, { only: [take("a1", 0, 9), complete(seconds * SECOND)] });
    expect([metrics.leadTimeDays, metrics.throughputPerDay]).toEqual([days, perDay]);
  });

  test("a complete item's lead time ends with its last standing completion, not with a failure after it", () => {
    // ItemMetrics: "From creation to the last completion"; ItemMeasure: "When the last standing completion ended".
    const logs = {
      only: [
        adopt("a1", "attempt-completed", { endedAt: hour(24) }),
        adopt("a2", "attempt-failed", { endedAt: hour(72) }),
      ],
    };
    const { metrics, completedAt } = measured(ONE, logs);
    expect({ days: metrics.leadTimeDays, completedAt }).toEqual({ days: 1, completedAt: at(86_400) });
  });
});
