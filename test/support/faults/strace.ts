import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Ended } from "../cli.ts";
import { type Bench, fewAtATime, onCopy } from "./bench.ts";
import { assertRecovers, type Scenario } from "./scenarios.ts";
import { assertEnded } from "./sweep.ts";

const STRACE = "/usr/bin/strace";

/** The system calls by which a disk changes, in all their variants. */
const SYSCALLS = [
  "openat",
  "open",
  "creat",
  "write",
  "pwrite64",
  "writev",
  "pwritev",
  "fsync",
  "fdatasync",
  "link",
  "linkat",
  "rename",
  "renameat",
  "renameat2",
  "unlink",
  "unlinkat",
  "mkdir",
  "mkdirat",
  "ftruncate",
];

/** One system call of a traced run, by its place among those of the same name: what `when=` counts. */
export interface Point {
  readonly syscall: string;
  readonly nth: number;
  readonly line: string;
}

export type Fault = "KILL" | "EIO" | "ENOSPC";

/** @throws when strace is not there: a sweep that cannot run has not passed */
export function assertStrace(): void {
  if (!existsSync(STRACE)) throw new Error(`${STRACE} is missing: the system calls cannot be swept.`);
}

/** Runs a scenario under strace and lists its calls that change work folder or home. */
export async function pointsOf({ args }: Scenario, ready: Bench): Promise<Point[]> {
  return onCopy(ready, async (shop) => {
    const out = join(shop.base, "trace");
    const under = [STRACE, "-qq", "-y", "-s", "16", "-o", out, "-e", `trace=${SYSCALLS.join(",")}`];
    const ended = await shop.run(args, { under });
    expect(ended.exitCode, ended.stderr).toBe(0);
    return pointsIn(readFileSync(out, "utf8"), shop.base);
  });
}

function pointsIn(trace: string, base: string): Point[] {
  const counts = new Map<string, number>();
  return trace.split("\n").flatMap((line) => {
    const syscall = /^(\w+)\(/.exec(line)?.[1];
    if (syscall === undefined) return [];
    const nth = (counts.get(syscall) ?? 0) + 1;
    counts.set(syscall, nth);
    // A call that fails anyhow (a folder that is there already) has nothing to lose.
    if (/ = -1 /.test(line)) return [];
    // `-y` names the folder of AT_FDCWD too: what counts is the path that is opened.
    const named = line.replace(/^\w+\(AT_FDCWD<[^>]*>, /, "");
    const changes = !line.startsWith("open") || line.includes("O_CREAT");
    return changes && named.includes(base) ? [{ syscall, nth, line: named.slice(0, 120) }] : [];
  });
}

/** Runs a scenario once for each point with the fault in it, and expects it to recover. @returns what did not, in words */
export async function sweepPoints(
  scenario: Scenario,
  ready: Bench,
  fault: Fault,
  points: readonly Point[],
): Promise<string[]> {
  const outcomes = await fewAtATime(points, (point) =>
    onCopy(ready, async (shop) => {
      const ended = await strike(scenario, shop, fault, point);
      try {
        assertEnded(ended, fault === "KILL" ? "kill" : fault);
        await assertRecovers(scenario, shop, ended);
        return [];
      } catch (cause) {
        const says = cause instanceof Error ? cause.message : String(cause);
        return [
          `${scenario.name}, ${fault} at ${point.syscall} ${point.nth} (${point.line}): ${says.slice(0, 400)}`,
        ];
      }
    }),
  );
  return outcomes.flat();
}

/** Runs a scenario with a fault at one system call. */
export async function strike(
  { args }: Scenario,
  shop: Bench,
  fault: Fault,
  { syscall, nth }: Omit<Point, "line">,
): Promise<Ended> {
  const what = fault === "KILL" ? "signal=KILL" : `error=${fault}`;
  const inject = `inject=${syscall}:${what}:when=${nth}`;
  // Node does its synchronous calls on its first thread; what its helpers do is theirs and no matter of a disk.
  const under = [STRACE, "-qq", "-o", "/dev/null", "-e", `trace=${syscall}`, "-e", inject];
  return shop.run(args, { under });
}

/**
 * Kills a command at the first, second, third … call of a name, in whatever thread, until it runs through.
 *
 * @returns  what did not recover, in words; and at how many calls it was killed
 */
export async function sweepToEnd(
  scenario: Scenario,
  ready: Bench,
  syscall: string,
  first = 1,
): Promise<{ wrong: string[]; killed: number }> {
  const wrong: string[] = [];
  for (let nth = first; nth < first + 1_000; nth++) {
    const under = [STRACE, "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", `trace=${syscall}`];
    const isThrough = await onCopy(ready, async (shop) => {
      const inject = `inject=${syscall}:signal=KILL:when=${nth}`;
      const ended = await shop.run(scenario.args, { under: [...under, "-e", inject] });
      await assertRecovers(scenario, shop, ended).catch((cause: unknown) => {
        wrong.push(`${scenario.name}, killed at ${syscall} ${nth}: ${String(cause).slice(0, 400)}`);
      });
      return ended.exitCode === 0;
    });
    if (isThrough) return { wrong, killed: nth - first };
  }
  throw new Error(`${scenario.name} does not run through: it makes more than 1000 calls of ${syscall}.`);
}
