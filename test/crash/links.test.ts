import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { about, type Bench, bench } from "../support/faults/bench.ts";
import { snapshot } from "../support/faults/oracle.ts";
import { canary } from "../support/faults/places.ts";
import { STEP } from "../support/faults/zombie.ts";
import { WORK_ITEM } from "../support/seed-item.ts";

const RENEW = about("renew", STEP, "--attempt", "mine");
const CLAIM = about("claim", STEP, "--attempt", "mine");
const COMPLETE = about("complete", STEP, "--attempt", "mine");
const DELEGATE = ["delegate", "--work-item", WORK_ITEM];

let shop: Bench;
let claimed: Bench;
let held: Bench;
let released: Bench;
beforeAll(async () => {
  claimed = await after(DELEGATE, CLAIM);
  held = await after(about("claim", STEP, "--attempt", "first"));
  released = await after(
    about("claim", STEP, "--attempt", "first"),
    about("release", STEP, "--attempt", "first", "--reason", "no"),
  );
});
afterAll(() => {
  for (const each of [claimed, held, released]) each.discard();
});
afterEach(() => shop.discard());

async function after(...commands: readonly (readonly string[])[]): Promise<Bench> {
  const ready = bench();
  for (const args of commands) expect((await ready.run(args)).exitCode).toBe(0);
  return ready;
}

const at = (path: string) => join(shop.root, path);

/** Refused as evidence that does not hold, naming the path; outside nothing has changed, and inside neither. */
async function assertForeign(args: readonly string[], path: string, outside: string): Promise<void> {
  const before = snapshot(outside, shop.root);
  const { exitCode, stdout, stderr } = await shop.run(args);
  expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 5, stdout: "" });
  expect(stderr).toMatch(/^error\[files\.foreign\]: /);
  expect(stderr, "names the path").toContain(path);
  expect(snapshot(outside, shop.root)).toEqual(before);
}

// The link leads to a copy that would work: whoever follows it succeeds, and writes outside.
describe("a link where a folder of ours was", () => {
  test.each([
    { path: "artifacts", args: CLAIM },
    { path: "artifacts", args: COMPLETE },
    { path: "artifacts", args: DELEGATE },
    { path: "artifacts/claims", args: COMPLETE },
    { path: "artifacts/claims", args: DELEGATE },
    { path: `artifacts/claims/${WORK_ITEM}`, args: COMPLETE },
    { path: `artifacts/claims/${WORK_ITEM}`, args: DELEGATE },
    { path: `artifacts/claims/${WORK_ITEM}/${STEP}`, args: COMPLETE },
    { path: `artifacts/claims/${WORK_ITEM}/${STEP}`, args: RENEW },
    { path: "artifacts/handoff", args: COMPLETE },
    { path: "artifacts/records", args: COMPLETE },
    { path: `artifacts/records/${WORK_ITEM}`, args: COMPLETE },
    { path: "artifacts/schedule", args: DELEGATE },
    { path: "artifacts/work-items", args: DELEGATE },
    { path: ".continuo", args: COMPLETE },
    { path: ".continuo/staged", args: COMPLETE },
  ])("$args.0 and $path", async ({ path, args }) => {
    shop = claimed.copy();
    mkdirSync(at(".continuo/staged"), { recursive: true });
    const outside = canary(shop);
    renameSync(at(path), join(outside, "moved"));
    symlinkSync(join(outside, "moved"), at(path));
    await assertForeign(args, path, outside);
  });

  test.each([
    "artifacts/claims",
    `artifacts/claims/${WORK_ITEM}`,
    "artifacts/handoff",
    ".continuo",
    "artifacts/schedule",
  ])("planted before the first touch: %s", async (path) => {
    shop = bench();
    const outside = canary(shop);
    rmSync(at(path), { recursive: true, force: true });
    mkdirSync(dirname(at(path)), { recursive: true });
    symlinkSync(outside, at(path));
    const { exitCode, stderr } = await shop.run(path === "artifacts/schedule" ? DELEGATE : CLAIM);
    expect(exitCode, stderr).toBe(5);
    expect(stderr).toContain(path);
    expect(snapshot(outside)).toEqual({});
  });
});

describe("something else where a document of ours should be", () => {
  const plants = {
    "a link to a file": (path: string, outside: string) => symlinkSync(writtenIn(outside), path),
    "a link to nothing": (path: string, outside: string) => symlinkSync(join(outside, "nothing.json"), path),
    "a folder": (path: string) => mkdirSync(path),
    "a pipe": (path: string) => expect(spawnSync("mkfifo", [path]).status).toBe(0),
  } as const;
  const ENTRY = `artifacts/claims/${WORK_ITEM}/${STEP}/2.json`;
  const places = [
    { path: ENTRY, args: CLAIM },
    { path: "artifacts/claims/mine.json", args: CLAIM },
    { path: `artifacts/records/${WORK_ITEM}/opening.json`, args: CLAIM },
    { path: ".continuo/holder.key", args: CLAIM },
    { path: `artifacts/work-items/${WORK_ITEM}.json`, args: DELEGATE },
  ] as const;

  function writtenIn(outside: string): string {
    const path = join(outside, "written.json");
    writeFileSync(path, "{}\n");
    return path;
  }

  describe.each(Object.entries(plants))("%s", (_, plant) => {
    test.each(places)("$path", async ({ path, args }) => {
      shop = (path === ENTRY ? held : released).copy();
      const outside = canary(shop);
      rmSync(at(path), { force: true });
      plant(at(path), outside);
      await assertForeign(args, path, outside);
    });
  });

  test("a link where the schedule goes is replaced, not followed", async () => {
    shop = bench();
    const outside = canary(shop);
    mkdirSync(at("artifacts/schedule"), { recursive: true });
    const name = `artifacts/schedule/${WORK_ITEM}.json`;
    symlinkSync(join(outside, "schedule.json"), at(name));
    const { exitCode, stderr } = await shop.run(DELEGATE);
    expect([0, 5], stderr).toContain(exitCode);
    expect(existsSync(join(outside, "schedule.json"))).toBe(false);
    expect(snapshot(outside)).toEqual({});
  });
});
