import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Bench } from "../support/faults/bench.ts";
import { SCENARIOS } from "../support/faults/scenarios.ts";
import { assertStrace, type Point, pointsOf, sweepPoints } from "../support/faults/strace.ts";

// A sample of the points; test/long has them all.
describe.each(SCENARIOS)("$name, by system calls", (scenario) => {
  let ready: Bench;
  let points: readonly Point[];
  beforeAll(async () => {
    assertStrace();
    ready = await scenario.ready();
    points = await pointsOf(scenario, ready);
  });
  afterAll(() => ready.discard());

  /** Every `every`-th point from `start` on, and one at least. */
  const sample = (start: number, every: number) =>
    points.filter((_, i) => i % Math.min(every, points.length) === start % points.length);

  test("makes the calls that the faults can be put into", () => {
    const names = new Set(points.map(({ syscall }) => syscall.replace(/at2?$/, "")));
    expect([...names]).toEqual(expect.arrayContaining(["open", "write", "fsync"]));
    expect(names.has("link") || names.has("rename"), "documents get their names whole").toBe(true);
  });

  test("is killed, and recovers", { timeout: 120_000 }, async () => {
    expect(await sweepPoints(scenario, ready, "KILL", sample(3, 13))).toEqual([]);
  });

  test("meets an I/O error, and recovers", { timeout: 120_000 }, async () => {
    expect(await sweepPoints(scenario, ready, "EIO", sample(5, 23))).toEqual([]);
  });

  test("meets a full disk, and recovers", { timeout: 120_000 }, async () => {
    expect(await sweepPoints(scenario, ready, "ENOSPC", sample(7, 23))).toEqual([]);
  });
});
