import { expect, test } from "vitest";
import { recorded, untilTold } from "../support/faults/story-cuts.ts";

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
