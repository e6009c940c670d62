import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Bench } from "../support/faults/bench.ts";
import type { Recorded } from "../support/faults/plan.ts";
import { SCENARIOS, type Scenario } from "../support/faults/scenarios.ts";
import { type Hit, hitsOf, recordOf, sampled, sweep } from "../support/faults/sweep.ts";

/** Calls after which the disk says something else. */
const SAYS = ["writeSync", "linkSync", "renameSync"];

/** Every write of a claim and of a completion, and a sample of all other calls; test/long has them all. */
function kills({ name }: Scenario, record: readonly Recorded[]): Hit[] {
  const hits = hitsOf("kill", record);
  const isWhole = name.startsWith("a later claim") || name === "a completion of a claimed attempt";
  const all = isWhole ? hits.filter(({ spot }) => SAYS.includes(spot?.call ?? "")) : [];
  return [...new Set([...all, ...sampled(hits, 15)])];
}

describe.each(SCENARIOS)("$name", (scenario) => {
  let ready: Bench;
  let record: readonly Recorded[];
  beforeAll(async () => {
    ready = await scenario.ready();
    record = await recordOf(scenario, ready);
  });
  afterAll(() => ready.discard());

  test("writes what the faults can be put into", () => {
    const calls = new Set(record.map(({ call }) => call));
    expect([...calls]).toEqual(expect.arrayContaining(["openSync", "writeSync", "fsyncSync"]));
    expect(record.length).toBeGreaterThan(4);
  });

  test.each([
    { what: "is killed at a call", hits: () => kills(scenario, record) },
    { what: "is killed in the middle of a write", hits: () => sampled(hitsOf("torn", record), 5) },
    { what: "meets an I/O error", hits: () => sampled(hitsOf("EIO", record), 19) },
    { what: "meets a full disk, which stays full", hits: () => sampled(hitsOf("ENOSPC", record, true), 19) },
  ])("$what, and recovers", { timeout: 120_000 }, async ({ hits }: { hits: () => Hit[] }) => {
    expect(await sweep(scenario, ready, hits())).toEqual([]);
  });
});
