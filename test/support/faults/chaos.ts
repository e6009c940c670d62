import { expect } from "vitest";
import { WORK_ITEM } from "../seed-item.ts";
import { about, type Bench, bench, type Runner, race } from "./bench.ts";
import { dice, oneTo } from "./chance.ts";
import { assertOneHolder, assertVerified, assertWhole, logOf } from "./oracle.ts";
import { from, leaseEnd, runAt, STEP } from "./zombie.ts";

const RACERS = 16;
/** About as many calls as a first claim makes: a strike may come after the end, too. */
const CALLS = 80;

/**
 * Sixteen processes claim a step for the first time, half of them killed at some call. Then the lease is over and
 * sixteen take over, half of them killed. Whoever was told that it holds the step does, and nobody else.
 */
export async function chaosRound(seed: number): Promise<void> {
  const throwDie = dice(seed);
  const shop = bench();
  const racers = (name: string, at?: string): Runner[] =>
    Array.from({ length: RACERS }, (_, i) => ({
      args: about("claim", STEP, "--attempt", `${name}-${i}`, "--lease", "1h"),
      faults: {
        ...(at === undefined ? {} : { clock: { frozenAt: at } }),
        ...(i % 2 === 0 ? { strike: { nth: oneTo(CALLS, throwDie), how: "kill" as const } } : {}),
      },
    }));

  await claimedOnce(shop, racers("first"), `seed ${seed}, first`);
  await runAt(shop, new Date().toISOString(), about("claim", STEP, "--attempt", "last-resort"));
  await claimedOnce(shop, racers("second", from(leaseEnd(shop), 1)), `seed ${seed}, second`);
  expect((await shop.run(["status", "--repair", "--work-item", WORK_ITEM])).exitCode).toBe(0);
  await assertVerified(shop, `seed ${seed}`);
  shop.discard();
}

async function claimedOnce(shop: Bench, runners: readonly Runner[], label: string): Promise<void> {
  const before = logOf(shop, STEP).length;
  const ends = await race(shop, runners);
  const won = runners.filter((_, i) => ends[i]?.exitCode === 0).map(({ args }) => args[6]);
  const log = logOf(shop, STEP);
  assertOneHolder(log);
  assertWhole(shop);
  const taken = log.slice(before).map(({ attempt }) => attempt);
  expect(taken.length, `${label}: one has taken it at most`).toBeLessThanOrEqual(1);
  expect(won.length, `${label}: one was told so at most`).toBeLessThanOrEqual(1);
  if (won.length > 0) expect(taken, `${label}: who was told holds it`).toEqual(won);
  for (const { exitCode, signal, stderr } of ends)
    expect(signal === "SIGKILL" || exitCode === 0 || exitCode === 4, `${label}: ${exitCode} ${stderr}`).toBe(
      true,
    );
}
