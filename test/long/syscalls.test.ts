import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Bench } from "../support/faults/bench.ts";
import { FURTHER, SCENARIOS } from "../support/faults/scenarios.ts";
import { assertStrace, type Point, pointsOf, sweepPoints, sweepToEnd } from "../support/faults/strace.ts";

describe.each([...SCENARIOS, ...FURTHER])("$name, by system calls", (scenario) => {
  let ready: Bench;
  let points: readonly Point[];
  beforeAll(async () => {
    assertStrace();
    ready = await scenario.ready();
    points = await pointsOf(scenario, ready);
  });
  afterAll(() => ready.discard());

  test.each(["KILL", "EIO", "ENOSPC"] as const)("%s at every call that changes a disk", async (fault) => {
    expect(points.length).toBeGreaterThan(0);
    expect(await sweepPoints(scenario, ready, fault, points)).toEqual([]);
  });

  // Node's own start opens and writes much that is no business of ours: those two begin at our first call.
  test.each(["fsync", "link", "rename", "unlink", "mkdir", "write", "openat"])(
    "killed at %s after %s until it runs through",
    async (syscall) => {
      const first = points.find((point) => point.syscall === syscall)?.nth ?? 1;
      const { wrong, killed } = await sweepToEnd(scenario, ready, syscall, first);
      expect(wrong).toEqual([]);
      expect(killed).toBeGreaterThanOrEqual(
        points.filter((point) => point.syscall === syscall).length > 0 ? 1 : 0,
      );
    },
  );
});
