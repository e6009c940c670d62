import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import {
  about,
  type Bench,
  bench,
  exitCodes,
  faulty,
  gate,
  race,
  times,
  until,
} from "../support/faults/bench.ts";
import { assertVerified, assertWhole, logOf } from "../support/faults/oracle.ts";
import { seedFiles, WORK_ITEM } from "../support/seed-item.ts";

const RACERS = 16;
const DELEGATE = ["delegate", "--work-item", WORK_ITEM];

/** The sample with three handoffs of one step from before its log: begun, completed, integrated. */
function lived(): Record<string, string> {
  const files: Record<string, string> = { ...seedFiles() };
  const [path, text] = Object.entries(files).find(([name]) => name.startsWith("artifacts/handoff/")) ?? [
    "",
    "",
  ];
  const event = (eventType: string, hour: string, baseline: string) => {
    files[path.replace("T15-45-00Z", `T${hour}-00-00Z`)] = text
      .replace("attempt-completed", eventType)
      .replace("T15:45:00.000Z", `T${hour}:00:00.000Z`)
      .replace('"pre"', `"${baseline}"`);
  };
  event("attempt-started", "13", "pre");
  event("baseline-integration", "17", "post");
  return files;
}

let shop: Bench;
afterEach(() => shop.discard());

/** What a first touch leaves, exactly once. */
async function assertOpenedOnce(adopted: readonly string[]): Promise<void> {
  expect(readdirSync(join(shop.root, "artifacts/records", WORK_ITEM))).toEqual(["opening.json"]);
  expect(readdirSync(join(shop.home, ".local/state/continuo/keys"))).toHaveLength(1);
  const log = logOf(shop, "phase-setup").map((entry) => Reflect.get(entry, "event"));
  expect(log, "each handoff is adopted once").toEqual(adopted);
  assertWhole(shop);
  await assertVerified(shop);
}

describe("sixteen processes touch a work item for the first time", () => {
  test.each([1, 2])("delegate, round %i", async () => {
    shop = bench();
    const ends = await race(shop, times(RACERS, DELEGATE));
    expect(exitCodes(ends), ends.map(({ stderr }) => stderr).join("")).toEqual(Array(RACERS).fill(0));
    await assertOpenedOnce(["attempt-completed"]);
  });

  test("each about to write the opening", async () => {
    shop = bench();
    const ends = await race(shop, times(RACERS, DELEGATE), { path: "/opening\\.json$" });
    expect(exitCodes(ends), ends.map(({ stderr }) => stderr).join("")).toEqual(Array(RACERS).fill(0));
    await assertOpenedOnce(["attempt-completed"]);
  });

  test("each about to write the first key", async () => {
    shop = bench();
    const ends = await race(shop, times(RACERS, DELEGATE), { path: "/keys/[^/]*\\.key$" });
    expect(exitCodes(ends), ends.map(({ stderr }) => stderr).join("")).toEqual(Array(RACERS).fill(0));
    await assertOpenedOnce(["attempt-completed"]);
  });

  test("a claim and a completion among them", async () => {
    shop = bench();
    const complete = about("complete", "phase-tests", "--attempt", "mine");
    const ends = await race(shop, [
      ...times(7, about("claim", "phase-tests")),
      ...times(2, complete),
      ...times(7, DELEGATE),
    ]);
    for (const { exitCode, stderr } of ends) expect([0, 3, 4], stderr).toContain(exitCode);
    const winners = ends.slice(0, 9).filter(({ exitCode }) => exitCode === 0);
    const isCompleted = logOf(shop, "phase-tests").some(({ kind }) => kind === "complete");
    // A completion that took the step answers both calls that say the same.
    expect(winners).toHaveLength(isCompleted ? 2 : 1);
    await assertOpenedOnce(["attempt-completed"]);
  });
});

describe("a step with three handoffs is adopted by many", () => {
  const ALL = ["attempt-started", "attempt-completed", "baseline-integration"];

  test("at once", async () => {
    shop = bench(lived());
    const ends = await race(shop, times(RACERS, DELEGATE));
    expect(exitCodes(ends), ends.map(({ stderr }) => stderr).join("")).toEqual(Array(RACERS).fill(0));
    await assertOpenedOnce(ALL);
  });

  test("one has done it while another stands before the first entry", async () => {
    shop = bench(lived());
    const { hold, open, standing } = gate();
    const slow = shop.run(DELEGATE, await faulty({ hold: { path: "/phase-setup/1\\.json$", ...hold } }));
    await until(() => standing().length === 1, "the slow one stands before the first entry");
    expect((await shop.run(DELEGATE)).exitCode).toBe(0);
    open();
    expect((await slow).exitCode).toBe(0);
    await assertOpenedOnce(ALL);
    expect(existsSync(join(shop.root, "artifacts/claims", WORK_ITEM, "phase-setup/4.json"))).toBe(false);
  });
});
