import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { keepsTheConventions } from "../support/blackbox/conventions.ts";
import { must } from "../support/blackbox/door.ts";
import { fails, works } from "../support/blackbox/ends.ts";
import {
  changes,
  copyOf,
  everythingOf,
  filesIn,
  passing,
  snapshotOf,
  textOf,
} from "../support/blackbox/folder.ts";
import { itemFiles } from "../support/blackbox/item.ts";
import { on } from "../support/blackbox/scenes.ts";
import { WORK_ITEM } from "../support/seed-item.ts";

keepsTheConventions("status");

const STATUS = ["status", "--work-item", WORK_ITEM];

interface Answer {
  readonly items: readonly {
    readonly workItemId: string;
    readonly isComplete: boolean;
    readonly steps: readonly { key: string; standing: string; [field: string]: unknown }[];
    readonly repaired?: readonly { path: string; what: string }[];
  }[];
}

describe("continuo status", () => {
  test("says where every step stands and why, in launch order", async () => {
    const { items } = await works<Answer>(await on("claimed"), STATUS);
    expect(items[0]?.steps).toMatchObject([
      { key: "phase-setup", standing: "completed", attempt: "attempt-phase-setup" },
      { key: "phase-tests", standing: "running", attempt: "phase-tests-local", executor: "local" },
      { key: "phase-models", standing: "blocked", cause: "order", blockedBy: ["phase-tests"] },
      { key: "phase-services", standing: "blocked", blockedBy: ["phase-models"] },
      { key: "phase-cli", standing: "blocked" },
      { key: "phase-ci", standing: "blocked" },
      { key: "phase-polish", standing: "blocked", blockedBy: ["phase-ci"] },
    ]);
  });

  test("in words: a line a step, with who runs it until when", async () => {
    const ended = await (await on("claimed")).run(STATUS);
    expect(ended.stdout).toMatch(
      /^work-item-001-create-a-structured on wf-001-create-a-structured@1\.0\.0\n/,
    );
    expect(ended.stdout).toMatch(/ {2}phase-tests +running +phase-tests-local by local until \d{4}-/);
    expect(ended.stdout).toMatch(/ {2}phase-models +blocked +order: phase-tests\n/);
  });

  test("looks and leaves everything as it is, also where nothing was opened yet", async () => {
    for (const stage of ["fresh", "claimed", "completed"] as const) {
      const shop = await on(stage);
      const before = everythingOf(shop);
      await works(shop, ["status"]);
      expect(changes(before, everythingOf(shop))).toEqual([]);
    }
  });

  test("all work items unless one is given; none is said", async () => {
    const shop = passing({
      ...itemFiles("a/1"),
      "artifacts/work-items/also.json":
        itemFiles("a/1")["artifacts/work-items/wi.json"]?.replace('"wi"', '"also"') ?? "",
    });
    expect((await works<Answer>(shop, ["status"])).items.map(({ workItemId }) => workItemId)).toEqual([
      "also",
      "wi",
    ]);
    expect((await works<Answer>(shop, ["status", "wi"])).items).toHaveLength(1);
    expect((await passing().run(["status"])).stdout).toBe("No work items here.\n");
  });

  test("a completed step whose handoff has not come here is collecting", async () => {
    const shop = await on("completed");
    const handoff = filesIn(shop.root, "artifacts/handoff").find((path) =>
      path.endsWith("phase-tests-local.json"),
    );
    rmSync(join(shop.root, handoff ?? ""));
    const { items } = await works<Answer>(shop, STATUS);
    expect(items[0]?.steps[1]).toMatchObject({ key: "phase-tests", standing: "collecting" });
    await fails(shop, ["claim", "--work-item", WORK_ITEM, "--step", "phase-models"], 3, "claims.blocked");
  });

  test("--repair puts back a view and a signature that are gone, and then has nothing to do", async () => {
    const shop = await on("completed");
    const whole = snapshotOf(shop.root);
    const gone = [
      "artifacts/claims/phase-tests-local.json",
      ...filesIn(shop.root, "artifacts/handoff").filter((path) => path.endsWith(".dsse.json")),
    ];
    for (const path of gone) rmSync(join(shop.root, path));
    const { items } = await works<Answer>(shop, [...STATUS, "--repair"]);
    expect(items[0]?.repaired?.map(({ path }) => path).sort()).toEqual(gone.sort());
    expect(changes(whole, snapshotOf(shop.root))).toEqual([]);
    expect((await works<Answer>(shop, [...STATUS, "--repair"])).items[0]?.repaired).toEqual([]);
    expect((await shop.run([...STATUS, "--repair"])).stdout).toContain("nothing to repair");
  });

  test("--repair --dry-run shows what it would put back", async () => {
    const shop = await on("completed");
    rmSync(join(shop.root, "artifacts/claims/phase-tests-local.json"));
    const before = everythingOf(shop);
    const answer = await works<{ wouldWrite: string[] }>(shop, [...STATUS, "--repair", "--dry-run"]);
    expect(answer.wouldWrite).toContain("replace artifacts/claims/phase-tests-local.json");
    expect(changes(before, everythingOf(shop))).toEqual([]);
  });

  test("a repaired work item verifies, and a repair invents nothing: a changed record stays found", async () => {
    const shop = await on("completed");
    const entry = `artifacts/claims/${WORK_ITEM}/phase-tests/1.json`;
    shop.write(entry, textOf(shop, entry).replace("local", "locel"));
    const said = await fails(shop, [...STATUS, "--repair"], 5, "item.rolled-back");
    expect(said.message).toContain("differs at entry 1");
    await fails(shop, [...STATUS, "--repair", "--accept-rollback"], 5, "item.log");
  });

  test("history that was cut is found; --accept-rollback takes it as meant", async () => {
    const shop = copyOf(await on("claimed"));
    await must(shop, [
      "renew",
      "--work-item",
      WORK_ITEM,
      "--step",
      "phase-tests",
      "--attempt",
      "phase-tests-local",
    ]);
    rmSync(join(shop.root, `artifacts/claims/${WORK_ITEM}/phase-tests/2.json`));
    const said = await fails(shop, STATUS, 5, "item.rolled-back");
    expect(said.hint).toContain("--accept-rollback");
    const loose = await fails(shop, [...STATUS, "--accept-rollback"], 2, "input.invalid");
    expect(loose.message).toContain("--accept-rollback");
    await works(shop, [...STATUS, "--repair", "--accept-rollback"]);
    await works(shop, STATUS);
  });

  test("an unknown work item is missing, with the nearest spelling", async () => {
    const said = await fails(
      await on("fresh"),
      ["status", "work-item-001-create-a-structure"],
      6,
      "item.missing",
    );
    expect(said.hint).toContain(WORK_ITEM);
  });
});
