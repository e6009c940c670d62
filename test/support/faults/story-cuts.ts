import { expect } from "vitest";
import { throughDoor } from "../blackbox/door.ts";
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
