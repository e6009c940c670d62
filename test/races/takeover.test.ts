import { afterEach, describe, expect, test } from "vitest";
import { about, type Bench, bench, exitCodes, race, times, until } from "../support/faults/bench.ts";
import { assertOneHolder, assertVerified, assertWhole, logOf, viewOf } from "../support/faults/oracle.ts";
import { from, leaseEnd, runAt, STEP } from "../support/faults/zombie.ts";
import { WORK_ITEM } from "../support/seed-item.ts";

const RACERS = 16;
const FIRST = about("claim", STEP, "--attempt", "first", "--lease", "1s");
const RENEW = about("renew", STEP, "--attempt", "first", "--lease", "1s");
const atEntry = (seq: number) => ({ path: `/claims/${WORK_ITEM}/${STEP}/${seq}\\.json$` });

let shop: Bench;
afterEach(() => shop.discard());

describe("sixteen processes take over a step whose lease is over", () => {
  test.each(["started at once", "having all read the same log"])("%s", async (how) => {
    shop = bench();
    expect((await shop.run(FIRST)).exitCode).toBe(0);
    const early = await race(shop, times(2, about("claim", STEP)));
    expect(exitCodes(early), "the lease is not over").toEqual([4, 4]);
    await until(() => Date.now() > Date.parse(leaseEnd(shop)), "the lease is over");
    const ends = await race(
      shop,
      times(RACERS, about("claim", STEP)),
      how.startsWith("having") ? atEntry(2) : "start",
    );
    expect(exitCodes(ends), ends.map(({ stderr }) => stderr).join("")).toEqual([
      0,
      ...Array(RACERS - 1).fill(4),
    ]);
    assertOneHolder(logOf(shop, STEP));
    expect(logOf(shop, STEP)).toMatchObject([{ kind: "take" }, { kind: "take" }]);
    expect(viewOf(shop, "phase-tests-local")).toMatchObject({
      status: "running",
      token: 2,
      previousAttemptId: "first",
    });
    expect(viewOf(shop, "first"), "the view of who lost it").toMatchObject({ status: "expired", token: 1 });
    assertWhole(shop);
    await assertVerified(shop);
  });
});

describe("at the border of a lease", () => {
  test.each([
    { ms: -1, renew: 0, claim: 4, because: "a millisecond before its end the lease is the holder's" },
    { ms: 0, renew: 4, claim: 0, because: "a lease ends at its end, not after it" },
    { ms: 1, renew: 4, claim: 0, because: "a millisecond later it is over" },
  ])("$because", async ({ ms, renew, claim }) => {
    shop = bench();
    await shop.run(FIRST);
    const at = from(leaseEnd(shop), ms);
    expect((await runAt(shop, at, about("claim", STEP))).exitCode).toBe(claim);
    const kept = bench();
    await kept.run(FIRST);
    expect((await runAt(kept, from(leaseEnd(kept), ms), RENEW)).exitCode).toBe(renew);
    kept.discard();
  });

  test("a renewal and a takeover: exactly one of them wins, in 30 rounds", { timeout: 120_000 }, async () => {
    shop = bench();
    await shop.run(FIRST);
    const won = { renew: 0, claim: 0 };
    for (let round = 1; round <= 30; round++) {
      const log = logOf(shop, STEP);
      const holder = log.findLast(({ kind }) => kind === "take")?.attempt ?? "";
      const end = leaseEnd(shop);
      const renewal = {
        args: about("renew", STEP, "--attempt", holder, "--lease", "1s"),
        faults: { clock: { frozenAt: from(end, -1) } },
      };
      const takeover = {
        args: about("claim", STEP, "--attempt", `round-${round}`, "--lease", "1s"),
        faults: { clock: { frozenAt: end } },
      };
      const ends = await race(shop, [renewal, takeover], round % 3 === 0 ? "start" : atEntry(log.length + 1));
      expect(exitCodes(ends), `round ${round}: ${ends.map(({ stderr }) => stderr).join("")}`).toEqual([0, 4]);
      expect(logOf(shop, STEP)).toHaveLength(log.length + 1);
      won[ends[0]?.exitCode === 0 ? "renew" : "claim"] += 1;
    }
    assertOneHolder(logOf(shop, STEP));
    expect(won.renew + won.claim).toBe(30);
    await assertVerified(shop);
  });
});
