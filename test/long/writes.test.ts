import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Bench, onCopy } from "../support/faults/bench.ts";
import { dice, oneTo } from "../support/faults/chance.ts";
import type { Recorded } from "../support/faults/plan.ts";
import { assertRecovers, FURTHER, SCENARIOS } from "../support/faults/scenarios.ts";
import { hitsOf, recordOf, strikeOnce, sweep } from "../support/faults/sweep.ts";

describe.each([...SCENARIOS, ...FURTHER])("$name", (scenario) => {
  let ready: Bench;
  let record: readonly Recorded[];
  beforeAll(async () => {
    ready = await scenario.ready();
    record = await recordOf(scenario, ready);
  });
  afterAll(() => ready.discard());

  test.each([
    { how: "kill", stays: false },
    { how: "torn", stays: false },
    { how: "EIO", stays: false },
    { how: "ENOSPC", stays: false },
    { how: "EIO", stays: true },
    { how: "ENOSPC", stays: true },
  ] as const)("$how at every call (stays: $stays), and recovers", async ({ how, stays }) => {
    expect(await sweep(scenario, ready, hitsOf(how, record, stays))).toEqual([]);
  });

  test("is killed twice, 40 times over, and recovers", async () => {
    const throwDie = dice(record.length);
    for (let round = 0; round < 40; round++) {
      const [one, two] = [oneTo(record.length, throwDie), oneTo(record.length, throwDie)];
      await onCopy(ready, async (shop) => {
        await strikeOnce(scenario, shop, { nth: one, how: "kill" });
        const ended = await strikeOnce(scenario, shop, { nth: two, how: "torn" });
        await assertRecovers(scenario, shop, ended).catch((cause: unknown) => {
          throw new Error(`killed at call ${one}, and again at ${two}`, { cause });
        });
      });
    }
  });
});
