import { join } from "node:path";
import { expect } from "vitest";
import type { Ended } from "../cli.ts";
import { about, type Bench, faulty, gate, until } from "./bench.ts";
import { filesIn, logOf, snapshot, viewOf } from "./oracle.ts";
import type { Spot } from "./plan.ts";

export const STEP = "phase-tests";

/** When the lease of the step's holder is over, by its log. */
export function leaseEnd(shop: Bench): string {
  const last = logOf(shop, STEP).findLast(({ leaseUntil }) => leaseUntil !== undefined);
  if (last?.leaseUntil === undefined) throw new Error("Nobody holds the step.");
  return last.leaseUntil;
}

/** A moment some milliseconds from another. */
export const from = (at: string, ms: number): string => new Date(Date.parse(at) + ms).toISOString();

/** Runs a command with the clock standing at a moment. */
export const runAt = async (shop: Bench, at: string, args: readonly string[]): Promise<Ended> =>
  shop.run(args, await faulty({ clock: { frozenAt: at } }));

/** What the zombie of a test does, and how it is stopped and woken. */
export interface Stop {
  readonly args: readonly string[];
  readonly where: Spot;
  /** Called while the zombie stands and the step is still its own; and before it may go on. */
  readonly asleep?: (pid: number) => void;
  readonly awake?: (pid: number) => void;
}

export interface Overtaken {
  readonly zombie: Ended;
  readonly successor: Ended;
  /** Everything in the work folder just before the zombie woke, and after it ended. */
  readonly before: Record<string, string>;
  readonly after: Record<string, string>;
}

/** A holder stands still inside a command until its lease is over and another process has tried to take the step. */
export async function overtake(shop: Bench, { args, where, asleep, awake }: Stop): Promise<Overtaken> {
  const { hold, open, standing } = gate();
  const slow = shop.run(args, await faulty({ hold: { ...where, ...hold } }));
  await until(() => standing().length === 1, "the holder stands inside its command");
  const [pid = 0] = standing();
  asleep?.(pid);
  const successor = await runAt(shop, leaseEnd(shop), about("claim", STEP, "--attempt", "successor"));
  const before = documents(shop);
  open();
  awake?.(pid);
  const zombie = await slow;
  return { zombie, successor, before, after: documents(shop) };
}

const documents = (shop: Bench) => snapshot(join(shop.root, "artifacts"));

/** The zombie has lost, and nothing tells that it ever tried. */
export function assertNoEffect(shop: Bench, { zombie, successor, before, after }: Overtaken): void {
  expect(successor, successor.stderr).toMatchObject({ exitCode: 0 });
  expect(zombie, zombie.stderr).toMatchObject({ exitCode: 4, stdout: "" });
  expect(after, "the zombie has changed something").toEqual(before);
  expect(filesIn(join(shop.root, ".continuo/staged")), "its handoff is not kept").toEqual([]);
  expect(logOf(shop, STEP).at(-1)).toMatchObject({ kind: "take", attempt: "successor" });
  expect(viewOf(shop, "successor")).toMatchObject({ status: "running" });
}
