import { describe, expect, test } from "vitest";
import { BASELINE } from "./plan/baseline.ts";
import { CLAIMS } from "./plan/claims.ts";
import { DIFFERENCES } from "./plan/differences.ts";
import { EVIDENCE } from "./plan/evidence.ts";
import { SCHEDULING } from "./plan/scheduling.ts";
import { SMOKE } from "./plan/smoke.ts";

/** Seed 002 as cases of our own, on our own sample. Long workflows are in `plan-scale.test.ts`. */
const CASES = [...SMOKE, ...SCHEDULING, ...CLAIMS, ...EVIDENCE, ...BASELINE];

const areas = [...new Set(CASES.map(({ area }) => area))];

describe.each(areas)("%s", (area) => {
  test.each(CASES.filter((each) => each.area === area))(
    "$name: $when → $outcome",
    async ({ run }) => run(),
    60_000,
  );
});

describe("where we differ on purpose", () => {
  test("every difference has its reason and belongs to a case", () => {
    for (const { of, reason } of DIFFERENCES) {
      expect(CASES.map(({ area, name }) => `${area}: ${name}`)).toContain(of);
      expect(reason).toMatch(/\S/);
    }
  });

  test("no two cases have one name", () => {
    const names = CASES.map(({ area, name }) => `${area}: ${name}`);
    expect(new Set(names).size).toBe(names.length);
  });
});
