import { type ChildProcess, spawn } from "node:child_process";
import { expect, test } from "vitest";
import { CLI, type Workshop } from "../support/cli.ts";
import { faulty, race, times, until } from "../support/faults/bench.ts";
import { logOf } from "../support/faults/oracle.ts";
import {
  assertToldOnce,
  decisionsOf,
  goOn,
  halt,
  started,
  telling,
  untold,
} from "../support/faults/story.ts";

const kindsOf = (shop: Workshop) => logOf(shop, "implement", "issue-7-1").map(({ kind }) => kind);

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** A run in a process of its own, and how it ends. */
function begun(shop: Workshop, words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [CLI, ...words], {
    cwd: shop.root,
    env: { PATH: process.env["PATH"] ?? "", HOME: shop.home, ...env },
    stdio: "ignore",
  });
  return { child, ended: endOf(child) };
}

const endOf = (child: ChildProcess): Promise<number | string | null> =>
  new Promise((done) => child.on("close", (code, signal) => done(signal ?? code)));

test("killed while the agent works: held while it lives, given back and done anew once it is gone", async () => {
  const shop = await untold();
  const words = await telling(shop);
  halt(shop);
  const { child, ended } = begun(shop, words);
  await until(() => started(shop).length === 1, "the agent works");
  const second = await shop.run([...words, "--json"]);
  expect({ exitCode: second.exitCode, code: JSON.parse(second.stdout).code }).toEqual({
    exitCode: 4,
    code: "story.held",
  });
  child.kill("SIGKILL");
  expect(await ended).toBe("SIGKILL");
  goOn(shop);
  const again = await shop.run(words);
  expect(again.exitCode, again.stdout + again.stderr).toBe(0);
  expect(kindsOf(shop)).toEqual(["take", "release", "take", "complete"]);
  expect(started(shop)).toHaveLength(2);
  await assertToldOnce(shop);
});

test("killed between its announcement and its claim's view, it goes on at once", async () => {
  const shop = await untold();
  const words = await telling(shop);
  const path = "artifacts/claims/implement-local\\.json$";
  const killed = await shop.run(words, await faulty({ strike: { how: "kill", call: "renameSync", path } }));
  expect(killed.signal).toBe("SIGKILL");
  expect(kindsOf(shop)).toEqual(["take"]);
  const again = await shop.run(words);
  expect(again.exitCode, again.stdout + again.stderr).toBe(0);
  expect(started(shop)).toHaveLength(1);
  await assertToldOnce(shop);
});

test.each([
  { signal: "SIGTERM", code: 143, what: "the agent works", at: "starts", wait: "wait" },
  { signal: "SIGINT", code: 130, what: "the tests run", at: "checks", wait: "wait-check" },
] as const)("$signal while $what: it ends, its children are gone, and the next run goes on", async (row) => {
  const { signal, code, at, wait } = row;
  const shop = await untold();
  const words = await telling(shop);
  halt(shop, wait);
  const { child, ended } = begun(shop, words);
  await until(() => started(shop, at).length === 1, "its program runs");
  child.kill(signal);
  expect(await ended).toBe(code);
  await until(() => !started(shop, at).some(isAlive), "its program is gone");
  goOn(shop, wait);
  const again = await shop.run(words);
  expect(again.exitCode, again.stdout + again.stderr).toBe(0);
  await assertToldOnce(shop);
});

test("four runs of one request at once tell one story", async () => {
  const shop = await untold();
  const words = await telling(shop);
  const ends = await race(shop, times(4, words));
  for (const { exitCode, stdout, stderr } of ends) expect([0, 4], stdout + stderr).toContain(exitCode);
  const again = await shop.run(words);
  expect(again.exitCode, again.stdout + again.stderr).toBe(0);
  expect(kindsOf(shop)).toEqual(["take", "complete"]);
  expect(started(shop)).toHaveLength(1);
  expect(decisionsOf(shop)).toHaveLength(14);
  await assertToldOnce(shop);
});
