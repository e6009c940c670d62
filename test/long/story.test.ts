import { expect, test } from "vitest";
import { onReadOnly } from "../support/faults/places.ts";
import { assertToldOnce, started, telling, untold } from "../support/faults/story.ts";
import {
  assertOutlivesClock,
  assertOutlivesFullDisk,
  recorded,
  untilTold,
} from "../support/faults/story-cuts.ts";

test("a run is cut at every place, and the same command goes on from there", async () => {
  const { places } = await recorded();
  expect(places.length).toBeGreaterThan(80);
  const troubles: string[] = [];
  for (const [index, place] of places.entries())
    await untilTold(index + 1).catch((cause: unknown) =>
      troubles.push(`${index + 1} (${place}): ${String(cause).slice(0, 400)}`),
    );
  expect(troubles).toEqual([]);
});

test.each([
  { what: "the issue is filed", path: "forge/issues/7", nth: 1, agents: 1 },
  { what: "an answer is recorded", path: "decisions/issue-7/[.]", nth: 20, agents: 1 },
  { what: "the agent's work is kept", path: "runs/implement-local/", nth: 1, agents: 2 },
  { what: "the end is proven", path: "artifacts/proofs", nth: 1, agents: 1 },
])("the disk is full when $what: told by name, and the next run goes on", assertOutlivesFullDisk);

test.each([-86_400_000, -1, 1_000])("the clock is off by %i ms when a run goes on", assertOutlivesClock);

test("where nobody may write, a run says so, starts nothing, and goes on once it may", async () => {
  const shop = await untold();
  const words = await telling(shop);
  const denied = await onReadOnly(shop, words);
  expect(denied.exitCode, denied.stderr).toBe(78);
  expect(denied.stderr).toMatch(/^error\[files\.denied\]: /m);
  expect(started(shop)).toEqual([]);
  expect((await shop.run(words)).exitCode).toBe(0);
  await assertToldOnce(shop);
});
