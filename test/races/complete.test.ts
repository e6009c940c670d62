import { readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import {
  about,
  type Bench,
  bench,
  exitCodes,
  faulty,
  gate,
  type Runner,
  race,
  textOf,
  times,
  until,
} from "../support/faults/bench.ts";
import {
  assertOneHolder,
  assertVerified,
  assertWhole,
  handoffsOf,
  logOf,
  viewOf,
} from "../support/faults/oracle.ts";
import type { Spot } from "../support/faults/plan.ts";
import { WORK_ITEM } from "../support/seed-item.ts";

const RACERS = 8;
const STEP = "phase-tests";
const SAME = about("complete", STEP, "--attempt", "mine", "--outcome", "All written");
const STAMPED = [...SAME, "--timestamp", "2030-01-01T00:00:00Z"];
const claim = () => shop.run(about("claim", STEP, "--attempt", "mine"));
const atEntry = { path: `/claims/${WORK_ITEM}/${STEP}/\\d+\\.json$` } as const;
const atHandoff = { path: "/artifacts/handoff/[^/.][^/]*(?<!dsse)\\.json$" } as const;

let shop: Bench;
afterEach(() => shop.discard());

async function assertCompletedOnce(): Promise<void> {
  const log = logOf(shop, STEP);
  assertOneHolder(log);
  expect(log.filter(({ kind }) => kind === "complete")).toHaveLength(1);
  expect(handoffsOf(shop, STEP)).toHaveLength(1);
  expect(viewOf(shop, "mine")).toMatchObject({ status: "completed" });
  assertWhole(shop);
  await assertVerified(shop);
}

describe("eight processes complete one attempt with the same words", () => {
  const everyone = (ends: Awaited<ReturnType<typeof race>>) =>
    expect(exitCodes(ends), ends.map(({ stderr }) => stderr).join("")).toEqual(Array(RACERS).fill(0));

  test.each([1, 2])("claimed, round %i", async () => {
    shop = bench();
    await claim();
    everyone(await race(shop, times(RACERS, SAME)));
    await assertCompletedOnce();
  });

  test.each([1, 2])("claimed, each about to write its entry, round %i", async () => {
    shop = bench();
    await claim();
    everyone(await race(shop, times(RACERS, SAME), atEntry));
    await assertCompletedOnce();
  });

  test("claimed, all with the same time", async () => {
    shop = bench();
    await claim();
    everyone(await race(shop, times(RACERS, STAMPED), atEntry));
    await assertCompletedOnce();
  });

  test.each([1, 2])("not claimed before, round %i", async () => {
    shop = bench();
    everyone(await race(shop, times(RACERS, SAME)));
    await assertCompletedOnce();
  });

  test("a crash has left the handoff staged, and all put it in its place", async () => {
    shop = bench();
    await claim();
    const dead = await shop.run(SAME, await faulty({ strike: { ...atHandoff, how: "kill" } }));
    expect(dead.signal).toBe("SIGKILL");
    expect(handoffsOf(shop, STEP)).toEqual([]);
    everyone(await race(shop, times(RACERS, SAME), atHandoff));
    await assertCompletedOnce();
  });
});

describe("eight processes complete one attempt with different words", () => {
  test.each([1, 2])("claimed: one wins and the others are told of a conflict, round %i", async () => {
    shop = bench();
    await claim();
    const runners = times(RACERS, []).map(
      (_, i): Runner => ({
        args: about("complete", STEP, "--attempt", "mine", "--outcome", `Words of ${i}`),
      }),
    );
    const ends = await race(shop, runners, atEntry);
    expect(exitCodes(ends), ends.map(({ stderr }) => stderr).join("")).toEqual([
      0,
      ...Array(RACERS - 1).fill(4),
    ]);
    const [name = ""] = handoffsOf(shop, STEP);
    const winner = ends.findIndex(({ exitCode }) => exitCode === 0);
    expect(handoffText(name)).toMatchObject({ outcome: `Words of ${winner}` });
    await assertCompletedOnce();
  });

  test("completed and failed at once: one of them happened", async () => {
    shop = bench();
    await claim();
    const fail = [...SAME, "--event-type", "attempt-failed"];
    const ends = await race(shop, [...times(RACERS / 2, SAME), ...times(RACERS / 2, fail)], atEntry);
    const [did, other] = ends[0]?.exitCode === 0 ? [0, 1] : [1, 0];
    const halves = [ends.slice(0, RACERS / 2), ends.slice(RACERS / 2)].map(exitCodes);
    expect(halves[did]).toEqual(Array(RACERS / 2).fill(0));
    expect(halves[other]).toEqual(Array(RACERS / 2).fill(4));
    expect(handoffsOf(shop, STEP)).toHaveLength(1);
    assertOneHolder(logOf(shop, STEP));
    await assertVerified(shop);
  });

  test("unclaimed, each its own attempt: one takes and completes, the others are refused", async () => {
    shop = bench();
    const runners = times(RACERS, []).map(
      (_, i): Runner => ({ args: about("complete", STEP, "--attempt", `mine-${i}`) }),
    );
    const ends = await race(shop, runners, atEntry);
    expect(ends.filter(({ exitCode }) => exitCode === 0)).toHaveLength(1);
    for (const { exitCode, stderr } of ends) expect([0, 3, 4], stderr).toContain(exitCode);
    expect(handoffsOf(shop, STEP)).toHaveLength(1);
    assertOneHolder(logOf(shop, STEP));
    await assertVerified(shop);
  });
});

const handoffText = (name: string) =>
  JSON.parse(textOf(join(shop.root, "artifacts/handoff", name)) ?? "null");

describe("two processes with the very same handoff", () => {
  /** Stands at a call of the same completion while another process runs it to its end. */
  async function overtaken(where: Spot, first: readonly string[], second: readonly string[]) {
    shop = bench();
    await claim();
    const { hold, open, standing } = gate();
    const slow = shop.run(first, await faulty({ hold: { ...where, ...hold } }));
    await until(() => standing().length === 1, "the slow one stands there");
    const quick = await shop.run(second);
    open();
    return { quick, slow: await slow };
  }

  test("the loser does not take away what the winner has staged", async () => {
    const { quick, slow } = await overtaken(atHandoff, STAMPED, STAMPED);
    expect(slow).toMatchObject({ exitCode: 0 });
    expect(quick).toMatchObject({ exitCode: 0 });
    await assertCompletedOnce();
  });

  test("one that lost the entry to the same words answers as if it had written them", async () => {
    const { quick, slow } = await overtaken(atEntry, STAMPED, STAMPED);
    expect([quick, slow]).toMatchObject([{ exitCode: 0 }, { exitCode: 0 }]);
    await assertCompletedOnce();
  });

  test("another puts the handoff in its place first", async () => {
    const { quick, slow } = await overtaken(atHandoff, SAME, SAME);
    expect([quick, slow]).toMatchObject([{ exitCode: 0 }, { exitCode: 0 }]);
    await assertCompletedOnce();
  });

  test("a reader puts it there first", async () => {
    const { quick, slow } = await overtaken(atHandoff, SAME, ["delegate", "--work-item", WORK_ITEM]);
    expect([quick, slow]).toMatchObject([{ exitCode: 0 }, { exitCode: 0 }]);
    await assertCompletedOnce();
  });

  test("one that has looked twice, and in between another has completed, answers as if it had", async () => {
    shop = bench();
    const first = ["--attempt", "first"];
    await shop.run(about("claim", STEP, ...first));
    await shop.run(about("release", STEP, ...first, "--reason", "other work"));
    const { hold, open, standing } = gate();
    // The log is read to know the attempt, and once more with all the others to know whether it may begin.
    const where = { call: "readdirSync", path: `/claims/${WORK_ITEM}/${STEP}$`, nth: 2 } as const;
    const slow = shop.run(SAME, await faulty({ hold: { ...where, ...hold } }));
    await until(() => standing().length === 1, "the slow one looks for the second time");
    const quick = await shop.run(SAME);
    open();
    expect([quick, await slow]).toMatchObject([{ exitCode: 0 }, { exitCode: 0 }]);
    await assertCompletedOnce();
  });
});

describe("what a killed completion has staged", () => {
  test("and no entry binds is swept by repair once it is old", async () => {
    shop = bench();
    await claim();
    const dead = await shop.run(SAME, await faulty({ strike: { ...atEntry, how: "kill" } }));
    expect(dead.signal).toBe("SIGKILL");
    const staged = join(shop.root, ".continuo/staged", WORK_ITEM);
    expect(readdirSync(staged)).toHaveLength(1);
    const old = Date.now() / 1_000 - 7_200;
    for (const name of readdirSync(staged)) utimesSync(join(staged, name), old, old);
    expect((await shop.run(["status", "--repair", "--work-item", WORK_ITEM])).exitCode).toBe(0);
    expect(readdirSync(staged)).toEqual([]);
    expect((await shop.run(SAME)).exitCode).toBe(0);
    await assertCompletedOnce();
  });
});
