import { expect } from "vitest";
import type { Ended } from "../cli.ts";
import { WORK_ITEM } from "../seed-item.ts";
import { about, type Bench, bench } from "./bench.ts";
import {
  assertOneHolder,
  assertVerified,
  assertWhole,
  type Entry,
  filesIn,
  handoffsOf,
  logOf,
  viewOf,
} from "./oracle.ts";
import { pairFiles } from "./pair.ts";

/** A command that something happens to, on a folder that is ready for it. */
export interface Scenario {
  readonly name: string;
  readonly ready: () => Promise<Bench>;
  readonly args: readonly string[];
  /** The exit code when the same command is run again after it has taken effect. */
  readonly again: number;
  /** Whether the log tells that it has taken effect; what only writes a view has none. */
  readonly happened: (shop: Bench) => boolean;
  /** What must be so once the command has succeeded, or was run again. */
  readonly landed: (shop: Bench) => void;
}

const STEP = "phase-tests";
const DELEGATE = ["delegate", "--work-item", WORK_ITEM];
const CLAIM = about("claim", STEP, "--attempt", "mine");
const COMPLETE = about("complete", STEP, "--attempt", "mine", "--outcome", "All written");

/** A bench on which these commands were run. */
const after =
  (...commands: readonly (readonly string[])[]) =>
  async (): Promise<Bench> =>
    done(bench(), commands);

async function done(shop: Bench, commands: readonly (readonly string[])[]): Promise<Bench> {
  for (const args of commands) {
    const { exitCode, stderr } = await shop.run(args);
    expect(exitCode, `${args.join(" ")}: ${stderr}`).toBe(0);
  }
  return shop;
}

const entriesOf = (shop: Bench, kind: string, step = STEP): readonly Entry[] =>
  logOf(shop, step).filter((entry) => entry.kind === kind && entry.attempt === "mine");
const has =
  (kind: string, step?: string) =>
  (shop: Bench): boolean =>
    entriesOf(shop, kind, step).length > 0;

function claimed(shop: Bench): void {
  expect(entriesOf(shop, "take")).toHaveLength(1);
  expect(logOf(shop, STEP).at(-1)).toMatchObject({ kind: "take", attempt: "mine" });
}

const completed =
  (step = STEP) =>
  (shop: Bench): void => {
    expect(entriesOf(shop, "complete", step)).toHaveLength(1);
    expect(handoffsOf(shop, step), "the handoff is there once").toHaveLength(1);
    expect(viewOf(shop, "mine")).toMatchObject({ status: "completed", stepKey: step });
  };

function scheduled(shop: Bench): void {
  expect(filesIn(`${shop.root}/artifacts/schedule`)).toHaveLength(1);
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: "the first claim ever",
    ready: after(),
    args: CLAIM,
    again: 4,
    happened: has("take"),
    landed: claimed,
  },
  {
    name: "a later claim",
    ready: after(
      about("claim", STEP),
      about("release", STEP, "--attempt", `${STEP}-local`, "--reason", "other work"),
    ),
    args: CLAIM,
    again: 4,
    happened: has("take"),
    landed: claimed,
  },
  {
    name: "a completion of a claimed attempt",
    ready: after(CLAIM),
    args: COMPLETE,
    again: 0,
    happened: has("complete"),
    landed: completed(),
  },
  {
    name: "a completion that takes and completes",
    ready: after(DELEGATE),
    args: COMPLETE,
    again: 0,
    happened: has("complete"),
    landed: completed(),
  },
  {
    name: "the first delegate ever",
    ready: after(),
    args: DELEGATE,
    again: 0,
    happened: () => false,
    landed: scheduled,
  },
  {
    name: "a later delegate",
    ready: after(DELEGATE, CLAIM),
    args: DELEGATE,
    again: 0,
    happened: () => false,
    landed: scheduled,
  },
];

/** What the brief does not name and the same rules hold for. */
export const FURTHER: readonly Scenario[] = [
  {
    name: "the completion that ends the work item",
    ready: async () =>
      done(bench(pairFiles()), [
        about("complete", "left", "--attempt", "other"),
        about("claim", "right", "--attempt", "mine"),
      ]),
    args: about("complete", "right", "--attempt", "mine"),
    again: 0,
    happened: has("complete", "right"),
    landed: completed("right"),
  },
  {
    name: "a renewal",
    ready: after(CLAIM),
    args: about("renew", STEP, "--attempt", "mine"),
    again: 0,
    happened: has("renew"),
    landed: (shop) =>
      expect(viewOf(shop, "mine")).toMatchObject({ status: "running", leaseUntil: leaseIn(shop) }),
  },
  {
    name: "a release",
    ready: after(CLAIM),
    args: about("release", STEP, "--attempt", "mine", "--reason", "other work"),
    again: 4,
    happened: has("release"),
    landed: (shop) => expect(entriesOf(shop, "release")).toHaveLength(1),
  },
  {
    name: "a revert",
    ready: after(COMPLETE),
    args: about("revert", STEP, "--reason", "it was wrong"),
    again: 3,
    happened: has("revert"),
    landed: (shop) => expect(entriesOf(shop, "revert")).toHaveLength(1),
  },
];

const leaseIn = (shop: Bench): string | undefined =>
  logOf(shop, STEP).findLast(({ leaseUntil }) => leaseUntil !== undefined)?.leaseUntil;

const stepsOf = (shop: Bench): string[] => [
  ...new Set(filesIn(`${shop.root}/artifacts/claims/${WORK_ITEM}`).map((path) => path.split("/")[0] ?? "")),
];

/** What lies there now may be what the command left when it died: whole, and with one holder at most. */
export function assertSound(shop: Bench): void {
  assertWhole(shop);
  for (const step of stepsOf(shop)) assertOneHolder(logOf(shop, step));
  for (const step of stepsOf(shop)) expect(handoffsOf(shop, step).length).toBeLessThanOrEqual(1);
}

/**
 * What a fault may leave behind: everything is sound, what was acknowledged is there, the same command ends well,
 * and once it was repaired nothing is wrong.
 */
export async function assertRecovers(
  { args, again, happened, landed }: Scenario,
  shop: Bench,
  ended: Ended,
): Promise<void> {
  assertSound(shop);
  const isDone = happened(shop);
  if (ended.exitCode === 0) {
    if (/^warning: /m.test(ended.stderr)) expect(isDone).toBe(true);
    else landed(shop);
  }
  const next = await shop.run(args);
  expect(next, `the same command again: ${next.stderr}`).toMatchObject({
    exitCode: isDone ? again : 0,
    signal: null,
  });
  if (again === 0 || !isDone) landed(shop);
  const repaired = await shop.run(["status", "--repair", "--work-item", WORK_ITEM]);
  expect(repaired, repaired.stderr).toMatchObject({ exitCode: 0 });
  landed(shop);
  assertSound(shop);
  await assertVerified(shop);
}
