import { expect } from "vitest";
import { throughDoor } from "../blackbox/door.ts";
import { faulty } from "./bench.ts";
import { endingAt, type Lived } from "./mortal.ts";
import { assertToldOnce, decisionsOf, labelsOf, linesOf, started, telling, untold } from "./story.ts";

let expected: { readonly labels: string[]; readonly decisions: string[] } | undefined;

/** The whole story, told without a fault: the places at which it could end. */
export async function recorded(): Promise<Lived> {
  const shop = await untold();
  const words = await telling(shop);
  const lived = await endingAt(Number.POSITIVE_INFINITY, async () => {
    const { exitCode, stdout, stderr } = await throughDoor(shop, words);
    expect(exitCode, stdout + stderr).toBe(0);
  });
  await assertToldOnce(shop);
  expected = { labels: labelsOf(shop), decisions: linesOf(decisionsOf(shop)) };
  return lived;
}

/** Cuts a run at its n-th place, and gives the same command once more: everything must be as if nothing had been. @returns how often the agent was started */
export async function untilTold(nth: number): Promise<number> {
  const shop = await untold();
  const words = await telling(shop);
  const cut = await endingAt(nth, () => throughDoor(shop, words));
  expect(cut.isEnded, "it came to that place").toBe(true);
  const again = await throughDoor(shop, words);
  expect(again.exitCode, again.stdout + again.stderr).toBe(0);
  await assertToldOnce(shop);
  const is = { labels: labelsOf(shop), decisions: linesOf(decisionsOf(shop)) };
  expect(is).toEqual(expected);
  return started(shop).length;
}

/** A spot at which the disk fills up, and how often the agent is started in the end. */
export interface Filling {
  readonly path: string;
  readonly nth: number;
  readonly agents: number;
}

/** A run meets a full disk, and says so by name; the next one, with room again, goes on. */
export async function assertOutlivesFullDisk({ path, nth, agents }: Filling): Promise<void> {
  const shop = await untold();
  const words = await telling(shop);
  const strike = { how: "ENOSPC", stays: true, path, nth } as const;
  const full = await shop.run(words, await faulty({ strike }));
  expect(full.exitCode, full.stderr).toBe(75);
  expect(full.stderr).toMatch(/^error\[files\.full\]: \S+ could not be written: no space is left\./m);
  const again = await shop.run(words);
  expect(again.exitCode, again.stdout + again.stderr).toBe(0);
  expect(started(shop)).toHaveLength(agents);
  await assertToldOnce(shop);
}

/** A run is killed once its agent has come to a result; the next one finds the clock moved. */
export async function assertOutlivesClock(shiftMs: number): Promise<void> {
  const shop = await untold();
  const words = await telling(shop);
  const strike = { how: "kill", call: "linkSync", path: "claims/issue-7-1/implement/2" } as const;
  const killed = await shop.run(words, await faulty({ strike }));
  expect(killed.signal).toBe("SIGKILL");
  const again = await shop.run(words, await faulty({ clock: { shiftMs } }));
  expect(again.exitCode, again.stdout + again.stderr).toBe(0);
  expect(started(shop), "what the agent came to counts").toHaveLength(1);
  expect(linesOf(decisionsOf(shop))).toHaveLength(14);
  await assertToldOnce(shop);
}
