import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { Revert } from "../../src/rules/evidence/revert.ts";
import { keepsTheConventions } from "../support/blackbox/conventions.ts";
import { must } from "../support/blackbox/door.ts";
import { fails, works } from "../support/blackbox/ends.ts";
import { documentAt, filesIn, passing } from "../support/blackbox/folder.ts";
import { itemFiles } from "../support/blackbox/item.ts";
import { on } from "../support/blackbox/scenes.ts";
import { WORK_ITEM } from "../support/seed-item.ts";

keepsTheConventions("revert");

const AT = ["--work-item", WORK_ITEM, "--step", "phase-tests"];
const MINE = [...AT, "--attempt", "phase-tests-local"];
const REVERT = ["revert", ...AT, "--reason", "another branch"];
const INTEGRATE = ["complete", ...MINE, "--event-type", "baseline-integration"];

describe("continuo revert", () => {
  test("leaves the revert artifact, naming what it takes back, who and why", async () => {
    const shop = await on("completed");
    const { path, ...answer } = await works<{ path: string }>(shop, [...REVERT, "--actor", "ann"]);
    expect(path).toMatch(/^artifacts\/reverts\/\d{4}-.*-phase-tests-phase-tests-local-.*\.json$/);
    expect(documentAt(shop, path)).toEqual(answer);
    expect(v.safeParse(Revert, answer).issues).toBeUndefined();
    expect(answer).toMatchObject({ reason: "another branch", actor: "ann", attemptId: "phase-tests-local" });
    expect(documentAt(shop, "artifacts/claims/phase-tests-local.json")).toMatchObject({ status: "rejected" });
  });

  test("opens the baseline boundary once: one new attempt, then it is closed again", async () => {
    const shop = await on("completed");
    await must(shop, INTEGRATE);
    const said = await fails(shop, ["claim", ...AT], 3, "claims.baseline");
    expect(said.message).toMatch(/baseline integration boundary/i);
    expect(said.message).toContain("phase-tests");
    expect(said.message).toContain(WORK_ITEM);
    expect(said.hint).toContain("continuo revert");
    await works(shop, REVERT);
    await works(shop, ["claim", ...AT]);
    await must(shop, [
      "complete",
      ...AT,
      "--attempt",
      "phase-tests-local-2",
      "--event-type",
      "attempt-failed",
    ]);
    await fails(shop, ["claim", ...AT], 3, "claims.baseline");
  });

  test("twice in a row is refused: the step is free already", async () => {
    const shop = await on("completed");
    await works(shop, REVERT);
    const said = await fails(shop, REVERT, 3, "claims.nothing-to-revert");
    expect(said.hint).toContain("continuo claim");
    expect(filesIn(shop.root, "artifacts/reverts")).toHaveLength(1);
  });

  test("a failed step needs none, a running one holds", async () => {
    const shop = await on("claimed");
    await fails(shop, REVERT, 4, "claims.held");
    await must(shop, ["complete", ...MINE, "--event-type", "attempt-failed"]);
    await fails(shop, REVERT, 3, "claims.nothing-to-revert");
  });

  test("a step that was never tried, an unknown step, an unknown work item", async () => {
    const shop = await on("fresh");
    await fails(shop, REVERT, 3, "claims.nothing-to-revert");
    await fails(
      shop,
      ["revert", "--work-item", WORK_ITEM, "--step", "phase-test", "--reason", "x"],
      6,
      "step.missing",
    );
    await fails(shop, ["revert", "--work-item", "nope", "--step", "a", "--reason", "x"], 6, "item.missing");
  });

  test("names all that is missing", async () => {
    const said = await fails(await on("fresh"), ["revert", "--reason", " "], 2, "input.invalid");
    for (const part of ["--work-item is missing", "--step is missing", "--reason must not be blank"])
      expect(said.message).toContain(part);
  });

  test("steps that came after it keep what they did, and say so", async () => {
    const shop = passing(itemFiles("a/1 b/2"));
    for (const step of ["a", "b"])
      await must(shop, ["complete", "--work-item", "wi", "--step", step, "--attempt", `${step}1`]);
    await works(shop, ["revert", "--work-item", "wi", "--step", "a", "--reason", "x"]);
    const { items } = await works<{ items: { steps: { key: string; standing: string }[] }[] }>(shop, [
      "status",
    ]);
    expect(items[0]?.steps).toMatchObject([
      { key: "a", standing: "ready" },
      { key: "b", standing: "completed" },
    ]);
  });

  test("says in words what happens next", async () => {
    const ended = await (await on("completed")).run(REVERT);
    expect(ended.stdout).toMatch(/^Revert recorded at .*; phase-tests may be attempted once more\.\n$/);
  });
});
