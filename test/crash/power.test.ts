import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  acknowledgedAt,
  type Cut,
  cutAll,
  diskAfter,
  mustLast,
  type Run,
  recordedRun,
} from "../support/faults/cuts.ts";
import { SCENARIOS } from "../support/faults/scenarios.ts";

// The laws hold for every call; the images are a sample, and test/long has them all.
describe.each(SCENARIOS)("the power fails during $name", (scenario) => {
  let run: Run;
  beforeAll(async () => {
    run = await recordedRun(scenario);
  });
  afterAll(() => run.before.discard());

  test("no document gets its name before its bytes are on the disk", () => {
    expect(diskAfter(run, run.record.length).hasty).toEqual([]);
  });

  test("nothing is acknowledged before it is on the disk, its names and folders too", () => {
    const told = acknowledgedAt(run);
    expect(told, "the command has answered").toBeGreaterThan(0);
    const disk = diskAfter(run, told - 1);
    const durable = disk.durable();
    const lost = [...disk.now()].filter(
      ([path, bytes]) => mustLast(path) && !durable.get(path)?.equals(bytes),
    );
    expect(lost.map(([path]) => path)).toEqual([]);
  });

  test("it recovers from what is left", { timeout: 60_000 }, async () => {
    const told = acknowledgedAt(run);
    const cuts: Cut[] = [
      { calls: told, luck: "nothing" },
      { calls: Math.floor(told * 0.9), luck: "names" },
      { calls: Math.floor(told * 0.6), luck: "nothing" },
    ];
    expect(await cutAll(run, cuts)).toEqual([]);
  });
});
