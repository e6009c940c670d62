import { describe, expect, test } from "vitest";
import { keepsTheConventions } from "../support/blackbox/conventions.ts";
import { must } from "../support/blackbox/door.ts";
import { fails, works } from "../support/blackbox/ends.ts";
import { documentAt, filesIn, passing, textOf } from "../support/blackbox/folder.ts";
import { itemFiles } from "../support/blackbox/item.ts";
import { on } from "../support/blackbox/scenes.ts";
import { WORK_ITEM } from "../support/seed-item.ts";

keepsTheConventions("export");

const NOW = ["--now", "2026-11-20T23:57:57.472Z"];
const PATH = "artifacts/exports/portfolio-2026-11-20T23-57-57.472Z.json";

describe("continuo export", () => {
  test("writes a snapshot under the time that it bears, and answers what it wrote", async () => {
    const shop = await on("completed");
    const { path, ...answer } = await works<{ path: string }>(shop, ["export", ...NOW]);
    expect(path).toBe(PATH);
    expect(documentAt(shop, PATH)).toEqual(answer);
    expect(answer).toMatchObject({
      schemaVersion: "1.0",
      generatedAt: "2026-11-20T23:57:57.472Z",
      items: [{ workItemId: WORK_ITEM, completedSteps: 2, attempts: 2, wip: 0, reworkRate: 0 }],
      totals: { workItems: 1, completed: 0 },
      unreadable: [],
    });
  });

  test("SOURCE_DATE_EPOCH gives its time; the same time gives the same bytes", async () => {
    const shop = await on("completed");
    const env = { SOURCE_DATE_EPOCH: "1700000000" };
    const { path } = await works<{ path: string }>(shop, ["export"], { env });
    expect(path).toBe("artifacts/exports/portfolio-2023-11-14T22-13-20.000Z.json");
    const before = textOf(shop, path);
    await works(shop, ["export"], { env });
    expect(textOf(shop, path)).toBe(before);
  });

  test("--stdout prints the snapshot, in the format that is asked for", async () => {
    const shop = await on("completed");
    const json = await shop.run(["export", "--stdout", ...NOW]);
    expect(JSON.parse(json.stdout)).toMatchObject({ path: PATH, items: [{ workItemId: WORK_ITEM }] });
    const csv = await shop.run(["export", "--stdout", "--format", "csv", ...NOW]);
    const [head = "", row = "", ...more] = csv.stdout.trimEnd().split("\n");
    expect(more).toEqual([]);
    expect(head.split(",").slice(0, 3)).toEqual(["workItemId", "workflowId", "status"]);
    expect(row.split(",")).toHaveLength(head.split(",").length);
    const text = await shop.run(["export", "--stdout", "--format=text", ...NOW]);
    expect(text.stdout).toContain(
      `Portfolio snapshot written to ${PATH}\n${WORK_ITEM}: in-progress at phase-models`,
    );
  });

  test("in words without --stdout, one line with the path", async () => {
    const ended = await (await on("fresh")).run(["export", "--text", ...NOW]);
    expect(ended).toMatchObject({ exitCode: 0, stdout: `Portfolio snapshot written to ${PATH}\n` });
  });

  test("measuring opens nothing: only the snapshot is written", async () => {
    const shop = await on("fresh");
    const before = filesIn(shop.root);
    await works(shop, ["export", ...NOW]);
    expect(filesIn(shop.root).filter((path) => !before.includes(path))).toEqual([PATH]);
  });

  test("a work item that cannot be read is named and does not keep the others out", async () => {
    const shop = passing({
      ...itemFiles("a/1"),
      "artifacts/work-items/broken.json": "{",
      "artifacts/work-items/Bad Name.json": "{}",
    });
    const ended = await shop.run(["export", "--json"]);
    expect(ended.exitCode).toBe(0);
    expect(ended.stderr).toContain("broken.json");
    expect(ended.stderr).toContain("Bad Name.json");
    expect(JSON.parse(ended.stdout)).toMatchObject({
      items: [{ workItemId: "wi" }],
      unreadable: [{ workItemId: "broken", code: "item.malformed" }],
    });
  });

  test("an empty folder has an empty portfolio", async () => {
    const answer = await works(passing(), ["export", ...NOW]);
    expect(answer).toMatchObject({
      items: [],
      totals: { workItems: 0, meanLeadTimeDays: null, throughputPerDay: null },
    });
  });

  test("counts a failure and a rework as what they are", async () => {
    const shop = passing(itemFiles("a/1 b/2/par c/2/par"));
    const step = (key: string, attempt: string, ...more: string[]) =>
      must(shop, ["complete", "--work-item", "wi", "--step", key, "--attempt", attempt, ...more]);
    await step("a", "a1", "--event-type", "attempt-failed");
    await step("a", "a2");
    await step("b", "b1");
    await step("c", "c1");
    await must(shop, [
      "gate",
      "--work-item",
      "wi",
      "--gate",
      "g",
      "--decision",
      "reject",
      "--reason",
      "r",
      "--reentry-step",
      "b",
    ]);
    const open = await works<{ items: Record<string, unknown>[] }>(shop, ["export", ...NOW]);
    // b is taken back; c is its peer and stays.
    expect(open.items[0]).toMatchObject({
      status: "rework",
      attempts: 4,
      failedAttempts: 1,
      completedSteps: 2,
      wip: 1,
      reworkRate: 0.3333,
    });
    await step("b", "b2");
    const done = await works<{ items: Record<string, unknown>[]; totals: unknown }>(shop, ["export", ...NOW]);
    expect(done.items[0]).toMatchObject({
      status: "completed",
      completedSteps: 3,
      wip: 0,
      attempts: 5,
      reworkRate: 0.25,
    });
    expect(done.totals).toMatchObject({ completed: 1, workItems: 1 });
  });

  test("a cell that a spreadsheet would run is text", async () => {
    const files = itemFiles([{ key: "a", order: 1, supportingTasks: ["=1+1"] }], { workflowId: "w" });
    const ended = await passing(files).run(["export", "--stdout", "--format", "csv"]);
    for (const line of ended.stdout.trimEnd().split("\n"))
      for (const cell of line.split(",")) expect(cell).not.toMatch(/^[=+@]/);
  });

  test.each([
    ["an unknown format", ["--format", "xml"], "--format must be one of json, csv, text"],
    ["a time that is none", ["--now", "now"], "--now must be a time"],
    ["a word too many", ["portfolio"], "one word too many"],
  ])("refuses %s", async (_, more, part) => {
    const shop = await on("fresh");
    expect((await fails(shop, ["export", ...more], 2, "input.invalid")).message).toContain(part);
    expect(filesIn(shop.root, "artifacts/exports")).toEqual([]);
  });
});
