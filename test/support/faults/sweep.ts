import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Ended } from "../cli.ts";
import { type Bench, faulty, fewAtATime, onCopy } from "./bench.ts";
import type { Recorded, Strike } from "./plan.ts";
import { assertRecovers, type Scenario } from "./scenarios.ts";

/** What is said when all that decides was written, and something that only shows it was not. */
export const AFTERWARDS = /^warning: (Entry \d+ of step \S+ is written|Attempt \S+ is claimed), and /m;

export type How = Strike["how"];

/** Exit codes of a command that the file system failed: evidence, unavailable, config. */
const FAILED_BY_DISK = [5, 75, 78];

/** Everything a command writes when nothing happens to it, call by call. */
export async function recordOf({ args }: Scenario, ready: Bench): Promise<readonly Recorded[]> {
  return onCopy(ready, async (shop) => {
    const record = join(shop.base, "record");
    const ended = await shop.run(args, await faulty({ record }));
    expect(ended.exitCode, ended.stderr).toBe(0);
    return linesOf(record);
  });
}

export function linesOf(record: string): Recorded[] {
  const lines = readFileSync(record, "utf8").split("\n").filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Recorded);
}

/** The spots of a kind of fault: a write can be torn, only the disk can fail; all can be the last thing that happens. */
export function spotsFor(how: How, record: readonly Recorded[]): number[] {
  return record.flatMap(({ call, path }, index) => {
    if (how === "torn" && call !== "writeSync") return [];
    if ((how === "EIO" || how === "ENOSPC") && path === "stdout") return [];
    if (how === "ENOSPC" && call === "unlinkSync") return [];
    return [index + 1];
  });
}

/** One fault in one run of a scenario, on a copy of its bench. */
export interface Hit {
  readonly strike: Strike & { readonly nth: number };
  /** What stood at that spot in the recorded run. */
  readonly spot: Recorded | undefined;
}

export const hitsOf = (how: How, record: readonly Recorded[], stays = false): Hit[] =>
  spotsFor(how, record).map((nth) => ({ strike: { nth, how, stays }, spot: record[nth - 1] }));

/** Every `every`-th hit, always with the first and the last. */
export const sampled = (hits: readonly Hit[], every: number): Hit[] =>
  hits.filter((_, i) => i % every === 0 || i === hits.length - 1);

/** Runs a scenario once for each hit, and expects it to recover from all of them. @returns what did not, in words */
export async function sweep(scenario: Scenario, ready: Bench, hits: readonly Hit[]): Promise<string[]> {
  const outcomes = await fewAtATime(hits, (hit) => onCopy(ready, (shop) => outcomeOf(scenario, shop, hit)));
  return outcomes.flatMap((each) => each ?? []);
}

/** Runs a scenario with a fault in it. */
export const strikeOnce = async ({ args }: Scenario, shop: Bench, strike: Strike): Promise<Ended> =>
  shop.run(args, await faulty({ strike }));

async function outcomeOf(
  scenario: Scenario,
  shop: Bench,
  { strike, spot }: Hit,
): Promise<string | undefined> {
  const ended = await strikeOnce(scenario, shop, strike);
  try {
    assertEnded(ended, strike.how);
    await assertRecovers(scenario, shop, ended);
    return undefined;
  } catch (cause) {
    const where = `${spot?.call} ${spot?.path.replace(shop.base, "").replace(/\.[0-9a-f]{16}\.draft/, "DRAFT")}`;
    const says = cause instanceof Error ? cause.message : String(cause);
    return `${scenario.name}, ${strike.how}${strike.stays ? " from there on" : ""} at call ${strike.nth} (${where}): ${says.slice(0, 400)}`;
  }
}

/**
 * A kill leaves nothing to say. An error of the disk is told by its exit code, never as a bug; after the entry that
 * decided, by a warning.
 */
export function assertEnded(ended: Ended, how: How): void {
  if (how === "kill" || how === "torn") expect(ended.signal).toBe("SIGKILL");
  else if (ended.exitCode === 0) expect(ended.stderr).toMatch(AFTERWARDS);
  else {
    expect(FAILED_BY_DISK, `exit ${ended.exitCode ?? ended.signal}: ${ended.stderr}`).toContain(
      ended.exitCode,
    );
    expect(ended.stderr).toMatch(/^error\[/m);
  }
}
