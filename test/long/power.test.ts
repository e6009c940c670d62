import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dice } from "../support/faults/chance.ts";
import { type Cut, cutAll, type Run, recordedRun } from "../support/faults/cuts.ts";
import { FURTHER, SCENARIOS } from "../support/faults/scenarios.ts";

describe.each([...SCENARIOS, ...FURTHER])("the power fails during $name", (scenario) => {
  let run: Run;
  beforeAll(async () => {
    run = await recordedRun(scenario);
  });
  afterAll(() => run.before.discard());

  test.each(["nothing", "names", "some"] as const)(
    "%s of what was not synced is left, after every call",
    async (left) => {
      const cuts = run.record.map((_, i): Cut => {
        const throwDie = dice(i);
        return { calls: i + 1, luck: left === "some" ? () => throwDie() < 0.5 : left };
      });
      expect(await cutAll(run, cuts)).toEqual([]);
    },
  );
});
