import { beforeAll, describe, expect, test } from "vitest";
import { type Moments, moments } from "./insider.ts";
import { CHAIN_ROWS } from "./insider-chains.ts";
import { STEP_ROWS } from "./insider-steps.ts";
import { verifiedIn } from "./tampering.ts";
import { copyOf, type Place } from "./world.ts";

describe("what nobody remembers, and no signature gives away", () => {
  let known: Moments;
  beforeAll(async () => {
    known = await moments();
  });

  test("untouched, it verifies at every moment", async () => {
    for (const at of ["early", "open", "closed"] as const)
      expect(await verifiedIn({ ...known[at], state: new Map() })).toMatchObject({ findings: [] });
  });

  test.each([...STEP_ROWS, ...CHAIN_ROWS])("$because", async ({ at, does, path, says }) => {
    const place: Place = { ...copyOf(known[at]), state: new Map() };
    does(place);
    const { findings } = await verifiedIn(place);
    const about = findings.filter((each) =>
      typeof path === "string" ? each.path === path : path.test(each.path),
    );
    expect(about.map(({ problem }) => problem).join("; "), JSON.stringify(findings)).toMatch(says);
  });
});
