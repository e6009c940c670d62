import { chmodSync, chownSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { about, type Bench, bench } from "../support/faults/bench.ts";
import { assertOneHolder, assertVerified, logOf, snapshot } from "../support/faults/oracle.ts";
import { close, giveAway, onReadOnly, reopen, unprivileged } from "../support/faults/places.ts";
import { STEP } from "../support/faults/zombie.ts";
import { WORK_ITEM } from "../support/seed-item.ts";

const CLAIM = about("claim", STEP, "--attempt", "mine");
const COMPLETE = about("complete", STEP, "--attempt", "mine");
const DELEGATE = ["delegate", "--work-item", WORK_ITEM];

let shop: Bench;
beforeEach(() => {
  shop = bench();
  giveAway(shop, shop.root);
  giveAway(shop, shop.home);
});
afterEach(() => {
  reopen(shop.root);
  reopen(shop.home);
  shop.discard();
});

const asNobody = (args: readonly string[]) => shop.run(args, { under: unprivileged() });

/** Refused as a fault of the configuration, by name, with a word on what to do. */
async function assertDenied(args: readonly string[], path: RegExp): Promise<void> {
  const { exitCode, stdout, stderr } = await asNobody(args);
  expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 78, stdout: "" });
  expect(stderr).toMatch(/^error\[files\.denied\]: /);
  expect(stderr).toMatch(path);
  expect(stderr).toContain("hint: ");
}

describe("a folder that this user may not write", () => {
  test.each([
    ["claim", CLAIM],
    ["complete", COMPLETE],
    ["delegate", DELEGATE],
  ])("the work folder: %s", async (_, args) => {
    close(shop, shop.root);
    const before = snapshot(shop.root);
    await assertDenied(args, /artifacts\//);
    expect(snapshot(shop.root)).toEqual(before);
  });

  test.each([
    ["claim", CLAIM],
    ["delegate", DELEGATE],
  ])(
    "the home: %s changes nothing in the work folder, and names the folder as the user knows it",
    async (_, args) => {
      close(shop, shop.home);
      const before = snapshot(shop.root);
      await assertDenied(args, /keys\/[a-z0-9-]+\.key/);
      expect(snapshot(shop.root)).toEqual(before);
      const { stderr } = await asNobody(args);
      expect(stderr, "a path that the reader can find").toContain(join(shop.home, ".local"));
    },
  );

  test("the claims: the first claim is denied, and made once it is allowed", async () => {
    close(shop, join(shop.root, "artifacts/claims"));
    await assertDenied(CLAIM, /artifacts\/claims\//);
    reopen(join(shop.root, "artifacts/claims"));
    expect((await asNobody(CLAIM)).exitCode).toBe(0);
    assertOneHolder(logOf(shop, STEP));
    await assertVerified(shop);
  });

  test("the handoffs: a completion is denied after its entry, and finished once it is allowed", async () => {
    expect((await asNobody(CLAIM)).exitCode).toBe(0);
    close(shop, join(shop.root, "artifacts/handoff"));
    await assertDenied(COMPLETE, /artifacts\/handoff\//);
    reopen(join(shop.root, "artifacts/handoff"));
    expect((await asNobody(COMPLETE)).exitCode).toBe(0);
    await assertVerified(shop);
  });

  test("a read-only file system: denied for everybody, by name", async () => {
    const before = snapshot(shop.root);
    const ended = await onReadOnly(shop, CLAIM);
    expect(ended, ended.stderr).toMatchObject({ exitCode: 78, stdout: "" });
    expect(ended.stderr).toMatch(/^error\[files\.denied\]: artifacts\/.* read-only/);
    expect(snapshot(shop.root)).toEqual(before);
  });
});

describe("a folder that this user may not read", () => {
  test.each(["artifacts/work-items", "artifacts/claims", "artifacts/handoff"])("%s", async (folder) => {
    const path = join(shop.root, folder);
    if (process.getuid?.() === 0) chownSync(path, 0, 0);
    chmodSync(path, 0o000);
    await assertDenied(CLAIM, new RegExp(folder));
    chmodSync(path, 0o755);
  });
});

describe("looking needs no right to write", () => {
  test.each([["status"], ["verify"]])("%s answers where nothing may be written", async (verb) => {
    expect((await asNobody(CLAIM)).exitCode).toBe(0);
    close(shop, shop.root);
    close(shop, shop.home);
    const before = snapshot(shop.root, shop.home);
    const { exitCode, stderr } = await asNobody([verb, "--work-item", WORK_ITEM]);
    expect(exitCode, stderr).toBe(verb === "verify" ? 7 : 0);
    expect(snapshot(shop.root, shop.home)).toEqual(before);
  });

  test("status answers about a work item that nobody has opened", async () => {
    mkdirSync(join(shop.root, "empty"));
    close(shop, shop.root);
    close(shop, shop.home);
    const { exitCode, stderr } = await asNobody(["status", "--work-item", WORK_ITEM]);
    expect(exitCode, stderr).toBe(0);
  });
});
