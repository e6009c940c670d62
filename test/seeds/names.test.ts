import { beforeAll, describe, expect, test } from "vitest";
import { smokeTest } from "./answers.ts";
import type { Row } from "./row.ts";
import { SEED_002 } from "./seed-002.ts";

/** Every seed whose names this tree answers to; each issue adds its own. */
const SEEDS: Readonly<Record<string, readonly Row[]>> = { "seed 002": SEED_002 };

/** Design section 9 has this many numbers. */
const DIFFERENCES = 18;

beforeAll(smokeTest);

describe.each(Object.keys(SEEDS))("%s", (seed) => {
  const rows = SEEDS[seed] ?? [];

  test.each(rows.filter(({ later }) => later === undefined))(
    "$name ($says) has its answer",
    async ({ answers, differs }) => {
      expect(await answers()).toBe(true);
      if (differs !== undefined) expect(differs).toBeLessThanOrEqual(DIFFERENCES);
    },
  );

  const waiting = rows.filter(({ later }) => later !== undefined);
  test.each(waiting)("$name ($says) has none yet: $later", async ({ answers }) => {
    // When this fails the name has its answer: take `later` off the row.
    expect(await answers()).toBe(false);
  });

  test("no name stands twice", () => {
    const names = rows.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
