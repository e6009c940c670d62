import { rmSync } from "node:fs";
import { basename } from "node:path";
import { type Bench, emptyBench, faulty, fewAtATime } from "./bench.ts";
import type { Recorded } from "./plan.ts";
import { Disk, type Luck, layOut } from "./power.ts";
import { assertRecovers, type Scenario } from "./scenarios.ts";
import { linesOf } from "./sweep.ts";

/** A scenario's run as the disk saw it: the state before, and every call. */
export interface Run {
  readonly scenario: Scenario;
  readonly before: Bench;
  readonly base: string;
  readonly record: readonly Recorded[];
}

/** Runs a scenario and keeps what lay there before. */
export async function recordedRun(scenario: Scenario): Promise<Run> {
  const shop = await scenario.ready();
  const before = shop.copy();
  const record = `${shop.base}.record`;
  const ended = await shop.run(scenario.args, await faulty({ record }));
  if (ended.exitCode !== 0) throw new Error(ended.stderr);
  const lines = linesOf(record);
  shop.discard();
  rmSync(record);
  return { scenario, before, base: shop.base, record: lines };
}

/** The disk of a run after so many of its calls. */
export function diskAfter({ before, base, record }: Run, calls: number): Disk {
  const disk = new Disk(before.base, base);
  for (const line of record.slice(0, calls)) disk.apply(line);
  return disk;
}

/** After which call the command has told its caller that all is well. */
export const acknowledgedAt = ({ record }: Run): number =>
  record.findIndex(({ path }) => path === "stdout") + 1;

/** Anchors without a result may be lost; a key that has signed may not, nor any document. */
export const mustLast = (path: string): boolean =>
  !basename(path).startsWith(".") &&
  !path.includes("/anchors/") &&
  !path.includes(".continuo/attempts/") &&
  (path.startsWith("work/") || path.includes("/keys/"));

/** A cut after so many calls, with so much luck. */
export interface Cut {
  readonly calls: number;
  readonly luck: Luck;
}

/** Lets the power fail at every cut and expects the scenario to recover. @returns what did not, in words */
export async function cutAll(run: Run, cuts: readonly Cut[]): Promise<string[]> {
  const outcomes = await fewAtATime(cuts, async ({ calls, luck }) => {
    const shop = emptyBench();
    try {
      layOut(diskAfter(run, calls).left(luck), shop.base);
      const isTold = calls >= acknowledgedAt(run);
      const ended = { exitCode: isTold ? 0 : null, signal: null, stdout: "", stderr: "" };
      await assertRecovers(run.scenario, shop, ended);
      return [];
    } catch (cause) {
      const { call = "", path = "" } = run.record[calls - 1] ?? {};
      const last = `${call} ${path.replace(run.base, "").replace(/\.[0-9a-f]{16}\.draft/, "DRAFT")}`;
      const how = typeof luck === "string" ? luck : "some";
      return [
        `${run.scenario.name}, cut after call ${calls} (${last}), ${how} of the unsynced left: ${String(cause).slice(0, 400)}`,
      ];
    } finally {
      shop.discard();
    }
  });
  return outcomes.flat();
}
