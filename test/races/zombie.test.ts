import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { about, type Bench, bench, until } from "../support/faults/bench.ts";
import {
  assertOneHolder,
  assertVerified,
  filesIn,
  handoffsOf,
  logOf,
  snapshot,
  viewOf,
} from "../support/faults/oracle.ts";
import { assertNoEffect, leaseEnd, overtake, runAt, STEP } from "../support/faults/zombie.ts";
import { WORK_ITEM } from "../support/seed-item.ts";

const COMPLETE = about("complete", STEP, "--attempt", "first");
const WISHES = {
  complete: COMPLETE,
  "complete with a failure": [...COMPLETE, "--event-type", "attempt-failed"],
  "complete with a start": [...COMPLETE, "--event-type", "attempt-started"],
  renew: about("renew", STEP, "--attempt", "first"),
  release: about("release", STEP, "--attempt", "first", "--reason", "too late"),
} as const;
const ENTRY = { path: `/claims/${WORK_ITEM}/${STEP}/2\\.json$` };

let shop: Bench;
afterEach(() => shop.discard());

async function held(): Promise<void> {
  shop = bench();
  expect((await shop.run(about("claim", STEP, "--attempt", "first"))).exitCode).toBe(0);
}

describe("a holder whose lease was taken over", () => {
  test.each(Object.entries(WISHES))("%s comes too late", async (_, args) => {
    await held();
    expect((await runAt(shop, leaseEnd(shop), about("claim", STEP, "--attempt", "successor"))).exitCode).toBe(
      0,
    );
    const before = snapshot(shop.root);
    const late = await shop.run(args);
    expect(late, late.stderr).toMatchObject({ exitCode: 4, stdout: "" });
    expect(late.stderr).toContain("claims.stale");
    expect(snapshot(shop.root)).toEqual(before);
    expect(handoffsOf(shop, STEP)).toEqual([]);
    expect((await shop.run(about("complete", STEP, "--attempt", "successor"))).exitCode).toBe(0);
    await assertVerified(shop);
  });

  test.each(Object.entries(WISHES))("%s stood before its entry meanwhile", async (_, args) => {
    await held();
    const overtaken = await overtake(shop, { args, where: ENTRY });
    assertNoEffect(shop, overtaken);
    assertOneHolder(logOf(shop, STEP));
    await assertVerified(shop);
  });

  // Of the calls before the entry: the first, the staged handoff's, and the last.
  test.each([1, 6, 9])("complete stood before its write %i", async (nth) => {
    await held();
    const overtaken = await overtake(shop, { args: COMPLETE, where: { nth } });
    assertNoEffect(shop, overtaken);
  });

  test("complete was stopped by SIGSTOP and woken by SIGCONT", async () => {
    await held();
    const overtaken = await overtake(shop, {
      args: COMPLETE,
      where: ENTRY,
      asleep: (pid) => process.kill(pid, "SIGSTOP"),
      awake: (pid) => process.kill(pid, "SIGCONT"),
    });
    assertNoEffect(shop, overtaken);
    await assertVerified(shop);
  });

  test("complete is held up by its disk: strace delays its first fsync", async () => {
    await held();
    const slow = ["strace", "-f", "-qq", "-o", join(shop.base, "trace"), "-e", "trace=fsync"];
    const delayed = [...slow, "-e", "inject=fsync:delay_enter=2000000:when=1"];
    const zombie = shop.run(COMPLETE, { under: delayed });
    await until(() => drafts().length > 0, "it has begun to write");
    const successor = await runAt(shop, leaseEnd(shop), about("claim", STEP, "--attempt", "successor"));
    const before = snapshot(join(shop.root, "artifacts"));
    assertNoEffect(shop, {
      zombie: await zombie,
      successor,
      before,
      after: snapshot(join(shop.root, "artifacts")),
    });
  });
});

describe("a holder that was only slow", () => {
  test("completes after the end of its lease, since nobody came", async () => {
    await held();
    expect((await runAt(shop, leaseEnd(shop), COMPLETE)).exitCode).toBe(0);
    expect(viewOf(shop, "first")).toMatchObject({ status: "completed" });
    await assertVerified(shop);
  });

  test("has written its entry: the takeover is refused and the completion lands", async () => {
    await held();
    const where = { path: "/artifacts/handoff/[^/]*(?<!dsse)\\.json$" };
    const { zombie, successor } = await overtake(shop, { args: COMPLETE, where });
    expect(successor, successor.stderr).toMatchObject({ exitCode: 3 });
    expect(zombie, zombie.stderr).toMatchObject({ exitCode: 0 });
    expect(handoffsOf(shop, STEP)).toHaveLength(1);
    await assertVerified(shop);
  });
});

/** Drafts of whatever is being written in the work folder's own state. */
function drafts(): string[] {
  const own = join(shop.root, ".continuo");
  return filesIn(own, { hidden: true }).filter((path) => path.endsWith(".draft"));
}
