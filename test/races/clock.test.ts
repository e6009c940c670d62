import { afterEach, describe, expect, test } from "vitest";
import type { Ended } from "../support/cli.ts";
import { about, type Bench, bench, faulty } from "../support/faults/bench.ts";
import { assertOneHolder, assertVerified, handoffsOf, logOf, viewOf } from "../support/faults/oracle.ts";
import { STEP } from "../support/faults/zombie.ts";
import { WORK_ITEM } from "../support/seed-item.ts";

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;
const CLAIM = about("claim", STEP, "--attempt", "first");
const OTHER = about("claim", STEP, "--attempt", "other");
const RENEW = about("renew", STEP, "--attempt", "first");
const COMPLETE = about("complete", STEP, "--attempt", "first");

let shop: Bench;
afterEach(() => shop.discard());

const shifted = async (shiftMs: number, args: readonly string[]): Promise<Ended> =>
  shop.run(args, await faulty({ clock: { shiftMs } }));

/** Runs a command with the clock moved, and expects its exit code. */
async function expecting(exitCode: number, shiftMs: number, args: readonly string[]): Promise<void> {
  const ended = await shifted(shiftMs, args);
  expect(ended.exitCode, `${args[0]} at ${shiftMs} ms: ${ended.stderr}`).toBe(exitCode);
}

describe("the clock is set back while a step is held", () => {
  test.each([SECOND, HOUR, 40 * 365 * DAY])("by %i ms", async (ms) => {
    shop = bench();
    await expecting(0, 0, CLAIM);
    await expecting(4, -ms, OTHER);
    await expecting(0, -ms, RENEW);
    await expecting(4, -ms, OTHER);
    await expecting(0, -ms, COMPLETE);
    await expecting(0, -ms, COMPLETE);
    assertOneHolder(logOf(shop, STEP));
    expect(logOf(shop, STEP).map(({ at }) => at)).toEqual(
      logOf(shop, STEP)
        .map(({ at }) => at)
        .sort(),
    );
    expect(handoffsOf(shop, STEP)).toHaveLength(1);
    await assertVerified(shop);
  });
});

describe("the clock was ahead when the step was claimed, and is right again", () => {
  test.each([SECOND, HOUR, 60 * 365 * DAY])("by %i ms", async (ms) => {
    shop = bench();
    await expecting(0, ms, CLAIM);
    await expecting(4, 0, OTHER);
    await expecting(0, 0, RENEW);
    await expecting(0, 0, COMPLETE);
    await expecting(0, 0, ["delegate", "--work-item", WORK_ITEM]);
    assertOneHolder(logOf(shop, STEP));
    await assertVerified(shop);
  });
});

describe("the clocks of two machines disagree", () => {
  test("one that is ahead takes the step over: the first holder can no longer write", async () => {
    shop = bench();
    await expecting(0, 0, CLAIM);
    await expecting(0, 2 * HOUR, OTHER);
    await expecting(4, 0, RENEW);
    await expecting(4, 0, COMPLETE);
    expect(handoffsOf(shop, STEP)).toEqual([]);
    await expecting(4, 0, about("claim", STEP));
    await expecting(0, 0, about("complete", STEP, "--attempt", "other"));
    expect(logOf(shop, STEP)).toMatchObject([
      { kind: "take", seq: 1 },
      { kind: "take", seq: 2 },
      { kind: "complete", token: 2 },
    ]);
    await assertVerified(shop);
  });

  test("one that is behind never takes a step that is held", async () => {
    shop = bench();
    await expecting(0, 0, CLAIM);
    for (const ms of [SECOND, HOUR, DAY]) await expecting(4, -ms, OTHER);
    expect(logOf(shop, STEP)).toHaveLength(1);
    expect(viewOf(shop, "other")).toBeUndefined();
  });

  test("back and forth between every command, tokens only grow", async () => {
    shop = bench();
    const shifts = [0, 3 * HOUR, -DAY, 5 * HOUR, -HOUR, DAY, 0, 2 * DAY];
    for (const [i, ms] of shifts.entries()) {
      const args = about("claim", STEP, "--attempt", `try-${i}`, "--lease", "1h");
      const { exitCode, stderr } = await shifted(ms, args);
      expect([0, 4], stderr).toContain(exitCode);
    }
    const log = logOf(shop, STEP);
    expect(log.length).toBeGreaterThan(2);
    assertOneHolder(log);
    await assertVerified(shop);
  });

  test.each([-40 * 365 * DAY, 40 * 365 * DAY])("the work item was opened at %i ms from now", async (ms) => {
    shop = bench();
    await expecting(0, ms, ["delegate", "--work-item", WORK_ITEM]);
    await expecting(0, 0, CLAIM);
    await expecting(0, 0, COMPLETE);
    await expecting(0, 0, ["status", "--repair", "--work-item", WORK_ITEM]);
    await assertVerified(shop);
  });
});
