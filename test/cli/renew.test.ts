import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { keepsTheConventions } from "../support/blackbox/conventions.ts";
import { fails, works } from "../support/blackbox/ends.ts";
import { documentAt, filesIn, passing } from "../support/blackbox/folder.ts";
import { itemFiles } from "../support/blackbox/item.ts";
import { on } from "../support/blackbox/scenes.ts";
import { WORK_ITEM } from "../support/seed-item.ts";

keepsTheConventions("renew");

const AT = ["--work-item", WORK_ITEM, "--step", "phase-tests"];
const MINE = [...AT, "--attempt", "phase-tests-local"];
const LOG = `artifacts/claims/${WORK_ITEM}/phase-tests`;

describe("continuo renew", () => {
  test("prolongs the lease from now on, in the log and in the view", async () => {
    const shop = await on("claimed");
    const before = Date.now();
    const claim = await works<Record<string, string>>(shop, ["renew", ...MINE, "--lease", "2h"]);
    const until = Date.parse(claim["leaseUntil"] ?? "");
    expect(until).toBeGreaterThanOrEqual(before + 7_200_000);
    expect(until).toBeLessThanOrEqual(Date.now() + 7_200_000);
    expect(documentAt(shop, "artifacts/claims/phase-tests-local.json")).toMatchObject({
      leaseUntil: claim["leaseUntil"],
      token: 1,
      status: "running",
    });
    expect(filesIn(shop.root, LOG)).toEqual([`${LOG}/1.json`, `${LOG}/2.json`]);
  });

  test("is too late once the lease is over, and says what can still be done", async () => {
    const shop = passing(itemFiles("a/1"));
    const at = ["--work-item", "wi", "--step", "a"];
    await works(shop, ["claim", ...at, "--lease", "1s"]);
    await new Promise((done) => setTimeout(done, 1_100));
    const said = await fails(shop, ["renew", ...at, "--attempt", "a-local"], 4, "claims.late");
    expect(said.hint).toContain("Complete at once");
    await works(shop, ["complete", ...at, "--attempt", "a-local"]);
  });

  test("only the holder can: without the folder's secret it is somebody else", async () => {
    const shop = await on("claimed");
    rmSync(join(shop.root, ".continuo"), { recursive: true });
    const said = await fails(shop, ["renew", ...MINE], 4, "claims.secret");
    expect(said.message).toContain("held by somebody else");
  });

  test.each([
    ["another attempt than the one that runs", "claimed", "some-other"],
    ["an attempt that has ended", "completed", "phase-tests-local"],
    ["a step that nobody holds", "fresh", "phase-tests-local"],
  ] as const)("%s is a conflict", async (_, stage, attempt) => {
    await fails(await on(stage), ["renew", ...AT, "--attempt", attempt], 4, "claims.stale");
  });

  test("an unknown step or work item is missing; a flag that is missing is named", async () => {
    const shop = await on("claimed");
    await fails(
      shop,
      ["renew", "--work-item", WORK_ITEM, "--step", "nope", "--attempt", "x"],
      6,
      "step.missing",
    );
    await fails(shop, ["renew", "--work-item", "nope", "--step", "a", "--attempt", "x"], 6, "item.missing");
    const said = await fails(shop, ["renew", "--lease", "forever"], 2, "input.invalid");
    for (const part of [
      "--work-item is missing",
      "--step is missing",
      "--attempt is missing",
      "--lease must be",
    ])
      expect(said.message).toContain(part);
  });

  test("says in words until when", async () => {
    const ended = await (await on("claimed")).run(["renew", ...MINE]);
    expect(ended.stdout).toMatch(/^Renewed phase-tests-local, exclusive until \d{4}-.*\.\n$/);
  });
});
