import { describe, expect, test } from "vitest";
import { keepsTheConventions } from "../support/blackbox/conventions.ts";
import { fails, works } from "../support/blackbox/ends.ts";
import { documentAt, passing } from "../support/blackbox/folder.ts";
import { itemFiles } from "../support/blackbox/item.ts";
import { on } from "../support/blackbox/scenes.ts";
import { WORK_ITEM } from "../support/seed-item.ts";

keepsTheConventions("release");

const AT = ["--work-item", WORK_ITEM, "--step", "phase-tests"];
const MINE = [...AT, "--attempt", "phase-tests-local"];

describe("continuo release", () => {
  test("gives the step back; its next attempt is a new one", async () => {
    const shop = await on("claimed");
    const claim = await works(shop, ["release", ...MINE, "--reason", "wrong machine"]);
    expect(claim).toMatchObject({ status: "released", attemptId: "phase-tests-local" });
    expect(claim).toHaveProperty("endedAt");
    expect(claim).not.toHaveProperty("leaseUntil");
    expect(documentAt(shop, `artifacts/claims/${WORK_ITEM}/phase-tests/2.json`)).toMatchObject({
      kind: "release",
      reason: "wrong machine",
      token: 1,
    });
    expect(await works(shop, ["claim", ...AT])).toMatchObject({
      attemptId: "phase-tests-local-2",
      previousAttemptId: "phase-tests-local",
    });
  });

  test("said twice, the second is a conflict: the attempt no longer runs", async () => {
    const shop = await on("claimed");
    await works(shop, ["release", ...MINE, "--reason", "x"]);
    await fails(shop, ["release", ...MINE, "--reason", "x"], 4, "claims.stale");
  });

  test("still works after the lease is over, while nobody has taken the step", async () => {
    const shop = passing(itemFiles("a/1"));
    const at = ["--work-item", "wi", "--step", "a"];
    await works(shop, ["claim", ...at, "--lease", "1s"]);
    await new Promise((done) => setTimeout(done, 1_100));
    expect(await works(shop, ["release", ...at, "--attempt", "a-local", "--reason", "late"])).toMatchObject({
      status: "released",
    });
  });

  test("a released attempt is no failure: it uses up no retry", async () => {
    const shop = passing(itemFiles([{ key: "a", order: 1, retries: 0 }]));
    const at = ["--work-item", "wi", "--step", "a"];
    await works(shop, ["claim", ...at]);
    await works(shop, ["release", ...at, "--attempt", "a-local", "--reason", "x"]);
    await works(shop, ["claim", ...at]);
  });

  test.each([
    ["no reason", MINE, "--reason is missing"],
    ["a blank reason", [...MINE, "--reason", "  "], "--reason must not be blank"],
    ["a reason that is too long", [...MINE, "--reason", "x".repeat(2_001)], "at most 2000"],
    ["a reason without its text", [...MINE, "--reason", "--json"], "--reason needs a value"],
  ])("refuses %s", async (_, words, part) => {
    expect((await fails(await on("claimed"), ["release", ...words], 2, "input.invalid")).message).toContain(
      part,
    );
  });

  test("an unknown step, an unknown work item, a step that nobody holds", async () => {
    const shop = await on("fresh");
    const why = ["--attempt", "x", "--reason", "x"];
    await fails(shop, ["release", "--work-item", WORK_ITEM, "--step", "nope", ...why], 6, "step.missing");
    await fails(shop, ["release", "--work-item", "nope", "--step", "a", ...why], 6, "item.missing");
    await fails(shop, ["release", ...AT, ...why], 4, "claims.stale");
  });
});
