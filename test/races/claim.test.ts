import { afterEach, describe, expect, test } from "vitest";
import { about, type Bench, bench, exitCodes, race, times } from "../support/faults/bench.ts";
import { assertOneHolder, assertVerified, assertWhole, logOf, viewOf } from "../support/faults/oracle.ts";
import { pairFiles } from "../support/faults/pair.ts";
import { WORK_ITEM } from "../support/seed-item.ts";

const RACERS = 16;
const STEP = "phase-tests";
const ONE_OF_ALL = [0, ...Array(RACERS - 1).fill(4)];
const atEntry = (step: string, seq: number) =>
  ({ path: `/claims/${WORK_ITEM}/${step}/${seq}\\.json$` }) as const;

let shop: Bench;
afterEach(() => shop.discard());

describe("sixteen processes claim one step", () => {
  async function assertOneWinner(ends: Awaited<ReturnType<typeof race>>, attempt: string): Promise<void> {
    expect(exitCodes(ends), ends.map(({ stderr }) => stderr).join("")).toEqual(ONE_OF_ALL);
    const log = logOf(shop, STEP);
    assertOneHolder(log);
    expect(log).toMatchObject([{ kind: "take", attempt }]);
    expect(viewOf(shop, attempt)).toMatchObject({ attemptId: attempt, token: 1, status: "running" });
    expect(ends.find(({ exitCode }) => exitCode === 0)?.stdout).toContain(attempt);
    for (const { stderr } of ends.filter(({ exitCode }) => exitCode === 4)) expect(stderr).toContain(attempt);
    assertWhole(shop);
    await assertVerified(shop);
  }

  test.each([1, 2])("started at once, round %i", async () => {
    shop = bench();
    await assertOneWinner(await race(shop, times(RACERS, about("claim", STEP))), "phase-tests-local");
  });

  test.each([1, 2])("having all read the same log, round %i", async () => {
    shop = bench();
    await shop.run(["delegate", "--work-item", WORK_ITEM]);
    const ends = await race(shop, times(RACERS, about("claim", STEP)), atEntry(STEP, 1));
    await assertOneWinner(ends, "phase-tests-local");
  });

  test("with the same explicit attempt id", async () => {
    shop = bench();
    const ends = await race(shop, times(RACERS, about("claim", STEP, "--attempt", "mine")), atEntry(STEP, 1));
    await assertOneWinner(ends, "mine");
  });

  test("each with its own attempt id: only the winner's has a view", async () => {
    shop = bench();
    const runners = times(RACERS, []).map((_, i) => ({
      args: about("claim", STEP, "--attempt", `mine-${i}`),
    }));
    const ends = await race(shop, runners, atEntry(STEP, 1));
    const winner = ends.findIndex(({ exitCode }) => exitCode === 0);
    await assertOneWinner(ends, `mine-${winner}`);
    const views = runners.filter((_, i) => viewOf(shop, `mine-${i}`));
    expect(views).toHaveLength(1);
  });
});

describe("one attempt id for two steps that may both run", () => {
  const SIDES = ["left", "right"] as const;
  const bothSides = () => SIDES.map((step) => ({ args: about("claim", step, "--attempt", "shared") }));

  async function assertOneSide(ends: Awaited<ReturnType<typeof race>>): Promise<void> {
    expect(exitCodes(ends), ends.map(({ stderr }) => stderr).join("")).toEqual([0, 4]);
    const winner = SIDES[ends.findIndex(({ exitCode }) => exitCode === 0)];
    expect(viewOf(shop, "shared")).toMatchObject({ stepKey: winner, status: "running" });
    for (const step of SIDES) {
      const log = logOf(shop, step);
      assertOneHolder(log);
      const isHeld = log.some(({ kind }) => kind === "take") && log.at(-1)?.kind === "take";
      expect(isHeld, `${step} is held`).toBe(step === winner);
    }
    expect((await shop.run(["status", "--repair", "--work-item", WORK_ITEM])).exitCode).toBe(0);
    expect(viewOf(shop, "shared"), "repair leaves the winner's view alone").toMatchObject({
      stepKey: winner,
    });
    await assertVerified(shop);
  }

  test("started at once", async () => {
    shop = bench(pairFiles());
    await assertOneSide(await race(shop, bothSides()));
  });

  test("both about to reserve it", async () => {
    shop = bench(pairFiles());
    await assertOneSide(await race(shop, bothSides(), { path: "/attempts/shared$" }));
  });

  test.each([
    ["complete", "complete"],
    ["claim", "complete"],
  ])("%s and %s, each about to reserve the id", async (one, other) => {
    shop = bench(pairFiles());
    const runners = [one, other].map((verb, i) => ({
      args: about(verb, SIDES[i] ?? "", "--attempt", "shared"),
    }));
    const ends = await race(shop, runners, { path: "/attempts/shared$" });
    expect(exitCodes(ends), ends.map(({ stderr }) => stderr).join("")).toEqual([0, 4]);
    const begun = SIDES.filter((step) => logOf(shop, step).length > 0);
    expect(begun).toEqual([SIDES[ends.findIndex(({ exitCode }) => exitCode === 0)]]);
    expect(viewOf(shop, "shared")).toMatchObject({ stepKey: begun[0] });
    await assertVerified(shop);
  });

  test("without ids both get their own step", async () => {
    shop = bench(pairFiles());
    const runners = SIDES.flatMap((step) => times(RACERS / 2, about("claim", step)));
    const ends = await race(shop, runners);
    expect(exitCodes(ends)).toEqual([0, 0, ...Array(RACERS - 2).fill(4)]);
    for (const step of SIDES)
      expect(viewOf(shop, `${step}-local`)).toMatchObject({ stepKey: step, token: 1 });
    await assertVerified(shop);
  });
});
