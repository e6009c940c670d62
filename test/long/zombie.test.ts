import { describe, expect, test } from "vitest";
import { about, fewAtATime } from "../support/faults/bench.ts";
import { assertOneHolder, assertVerified, assertWhole, handoffsOf, logOf } from "../support/faults/oracle.ts";
import { SCENARIOS } from "../support/faults/scenarios.ts";
import { recordOf } from "../support/faults/sweep.ts";
import { assertNoEffect, overtake, STEP } from "../support/faults/zombie.ts";

const COMPLETE = about("complete", STEP, "--attempt", "mine", "--outcome", "All written");
const WISHES = {
  complete: COMPLETE,
  "complete with a failure": [...COMPLETE, "--event-type", "attempt-failed"],
  renew: about("renew", STEP, "--attempt", "mine"),
  release: about("release", STEP, "--attempt", "mine", "--reason", "no"),
} as const;

describe.each(Object.entries(WISHES))("a holder stands still inside %s", (_, args) => {
  test("at every call in turn, and another comes when its lease is over", async () => {
    const claimed = SCENARIOS.find(({ name }) => name === "a completion of a claimed attempt");
    if (!claimed) throw new Error("There is no such scenario.");
    const ready = await claimed.ready();
    const record = await recordOf({ ...claimed, args }, ready);
    const spots = record.map((__, i) => i + 1);
    const landed = await fewAtATime(spots, async (nth) => {
      const shop = ready.copy();
      const overtaken = await overtake(shop, { args, where: { nth } });
      const { zombie, successor } = overtaken;
      const hasWritten = logOf(shop, STEP).some(({ attempt, kind }) => attempt === "mine" && kind !== "take");
      assertOneHolder(logOf(shop, STEP));
      assertWhole(shop);
      if (hasWritten) expect(zombie, `call ${nth}: ${zombie.stderr}`).toMatchObject({ exitCode: 0 });
      else assertNoEffect(shop, overtaken);
      expect([0, 3, 4], `call ${nth}: ${successor.stderr}`).toContain(successor.exitCode);
      expect(handoffsOf(shop, STEP).length).toBe(hasWritten && args[0] === "complete" ? 1 : 0);
      await assertVerified(shop, `call ${nth}`);
      shop.discard();
      return hasWritten;
    });
    ready.discard();
    expect(new Set(landed), "some stood before their entry, some after it").toEqual(new Set([true, false]));
  });
});
