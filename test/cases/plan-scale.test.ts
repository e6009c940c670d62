import { statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { must } from "../support/blackbox/door.ts";
import { documentAt, passing } from "../support/blackbox/folder.ts";
import { itemFiles, longYaml, workItemOf } from "../support/blackbox/item.ts";
import { usageOf } from "../support/blackbox/usage.ts";

/** Scheduling of long workflows, written as a person's tool writes them: block YAML. */
const shopOf = (steps: number) =>
  passing({
    "artifacts/workflows/w.yaml": longYaml(steps),
    "artifacts/work-items/wi.json": JSON.stringify(workItemOf({ currentStepKey: "step-1" })),
  });

const DELEGATE = [
  "delegate",
  "--non-interactive",
  "--quiet",
  "--prompt",
  "Generate schedule",
  "--structured-work-item",
  "wi",
];
const SCHEDULE = "artifacts/schedule/wi.json";

interface Schedule {
  readonly readySteps: readonly { key: string }[];
  readonly launchOrder: readonly string[];
  readonly blockedSteps: readonly { blockedBy: readonly string[] }[];
}

describe("a long sequential workflow", () => {
  test("500 steps, the first one done: the second is ready, within a second of work", async () => {
    const shop = shopOf(500);
    await must(shop, ["complete", "--work-item", "wi", "--step", "step-1", "--attempt", "a1"]);
    const used = await usageOf(shop, DELEGATE);
    expect(used).toMatchObject({ exitCode: 0, stdout: "", stderr: "" });
    expect(documentAt<Schedule>(shop, SCHEDULE).readySteps.map(({ key }) => key)).toEqual(["step-2"]);
    expect(used.cpuMs).toBeLessThan(1_000);
  });

  test("10 000 steps: under 300 MiB, under 20 MB of schedule", async () => {
    const shop = shopOf(10_000);
    const used = await usageOf(shop, DELEGATE);
    expect(used.exitCode, used.stderr).toBe(0);
    expect(documentAt<Schedule>(shop, SCHEDULE).readySteps.map(({ key }) => key)).toEqual(["step-1"]);
    expect(used.peakMiB).toBeLessThan(300);
    expect(statSync(join(shop.root, SCHEDULE)).size).toBeLessThan(20_000_000);
  });

  test("100 000 steps: at most 300 MiB, each blocked by its nearest cause alone", async () => {
    const shop = shopOf(100_000);
    const used = await usageOf(shop, DELEGATE);
    expect(used.exitCode, used.stderr).toBe(0);
    const { launchOrder, blockedSteps } = documentAt<Schedule>(shop, SCHEDULE);
    expect(launchOrder).toHaveLength(100_000);
    expect(blockedSteps.every(({ blockedBy }) => blockedBy.length === 1)).toBe(true);
    expect(used.peakMiB).toBeLessThanOrEqual(300);
  });

  test("ten times the steps takes no more than some ten times the work", async () => {
    const [small, large] = [await usageOf(shopOf(4_000), DELEGATE), await usageOf(shopOf(40_000), DELEGATE)];
    const start = (await usageOf(shopOf(1), DELEGATE)).cpuMs;
    expect(large.cpuMs - start).toBeLessThan(20 * Math.max(small.cpuMs - start, 40));
  });

  test("two groups of 5 000 that may go together: the barrier is named once, not step by step", async () => {
    const steps = Array.from({ length: 10_000 }, (_, i) => ({
      key: `s${i}`,
      order: i < 5_000 ? 1 : 2,
      parallelizable: true,
    }));
    const shop = passing(itemFiles(steps));
    const used = await usageOf(shop, DELEGATE);
    const { readySteps, blockedSteps } = documentAt<Schedule>(shop, SCHEDULE);
    expect([readySteps.length, blockedSteps.length]).toEqual([5_000, 5_000]);
    expect(new Set(blockedSteps.flatMap(({ blockedBy }) => blockedBy))).toEqual(new Set(["order:1"]));
    expect(used.peakMiB).toBeLessThan(300);
  });
});
