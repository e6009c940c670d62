import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Ended, type RunOptions, type Workshop, workshop } from "../cli.ts";
import { seedFiles, WORK_ITEM } from "../seed-item.ts";
import { bundled } from "./bundle.ts";
import { type Faults, type Hold, type Spot, VARIABLE } from "./plan.ts";

/** A clone's address: it names the signing key, so that a copied folder still finds its own. */
const ORIGIN = '[remote "origin"]\n\turl = https://example.com/team/faults.git\n';

/** A workshop with the sample work item, that can be copied with its home, and thrown away. */
export interface Bench extends Workshop {
  /** The folder that holds work folder and home. */
  readonly base: string;
  /** The same documents and keys at another place. */
  copy(): Bench;
  discard(): void;
}

/** A bench with the sample work item, or with other files. */
export function bench(files: Readonly<Record<string, string>> = seedFiles()): Bench {
  return benchIn(workshop({ ...files, ".git/config": ORIGIN }));
}

/** A bench whose two folders somebody else fills. */
export function emptyBench(): Bench {
  return benchIn(workshop());
}

function benchIn(shop: Workshop): Bench {
  const base = dirname(shop.root);
  return {
    ...shop,
    base,
    copy() {
      const other = workshop();
      cpSync(shop.root, other.root, { recursive: true, verbatimSymlinks: true });
      cpSync(shop.home, other.home, { recursive: true });
      return benchIn(other);
    },
    discard: () => rmSync(base, { recursive: true, force: true }),
  };
}

/** A bench of one's own for a piece of work; nothing of it is left. */
export async function onCopy<T>(of: Bench, work: (copy: Bench) => Promise<T>): Promise<T> {
  const copy = of.copy();
  try {
    return await work(copy);
  } finally {
    copy.discard();
  }
}

/** Options that start the program with the preload and these faults. */
export async function faulty(faults: Faults, options: RunOptions = {}): Promise<RunOptions> {
  const env = { ...options.env, NODE_OPTIONS: `--require=${await bundled(PRELOAD)}` };
  return { ...options, env: { ...env, [VARIABLE]: JSON.stringify(faults) } };
}
const PRELOAD = "test/support/faults/preload.ts";

/** The words of a command about the sample work item. */
export const about = (verb: string, step: string, ...more: string[]): string[] => [
  verb,
  "--work-item",
  WORK_ITEM,
  "--step",
  step,
  ...more,
];

/** A place where processes stop until all have come. */
export interface Gate {
  readonly hold: Pick<Hold, "ready" | "go">;
  /** The processes that stand here. */
  standing(): readonly number[];
  open(): void;
}

export function gate(): Gate {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "continuo-gate-")));
  const ready = join(folder, "ready");
  mkdirSync(ready);
  return {
    hold: { ready, go: join(folder, "go") },
    standing: () => readdirSync(ready).map(Number),
    open: () => mkdirSync(join(folder, "go"), { recursive: true }),
  };
}

/** Waits until something is so, looking every few milliseconds, for at most half a minute. */
export async function until(isSo: () => boolean, what: string): Promise<void> {
  for (const end = Date.now() + 30_000; Date.now() < end; ) {
    if (isSo()) return;
    await new Promise((go) => setTimeout(go, 3));
  }
  throw new Error(`Half a minute has passed, and not: ${what}`);
}

/** One process of a race. */
export interface Runner {
  readonly args: readonly string[];
  readonly faults?: Omit<Faults, "hold">;
  readonly options?: RunOptions;
}

/**
 * Starts a process for each runner, lets them all come to the same call, and lets them go at once. A process that
 * ends before it gets there is not waited for.
 */
export async function race(
  shop: Workshop,
  runners: readonly Runner[],
  where: Spot | "start" = "start",
): Promise<Ended[]> {
  const line = gate();
  const spot = where === "start" ? { atStart: true, nth: Number.POSITIVE_INFINITY } : where;
  let ended = 0;
  const running = runners.map(async ({ args, faults, options }) => {
    const held = await faulty({ ...faults, hold: { ...spot, ...line.hold } }, options);
    const end = await shop.run(args, held);
    ended += 1;
    return end;
  });
  await until(() => line.standing().length + ended >= runners.length, "every process stands at the line");
  line.open();
  return Promise.all(running);
}

/** The same command line many times. */
export const times = (count: number, args: readonly string[]): Runner[] =>
  Array.from({ length: count }, () => ({ args }));

export const exitCodes = (ends: readonly Ended[]): (number | null)[] =>
  ends.map(({ exitCode }) => exitCode).sort();

/** Text of a file, or undefined. */
export function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** Does the work for every item, a few at a time, and answers in order. */
export async function fewAtATime<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  few = 3,
): Promise<R[]> {
  const answers: R[] = [];
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const mine = next++;
      answers[mine] = await work(items[mine] as T);
    }
  };
  await Promise.all(Array.from({ length: Math.min(few, items.length) }, lane));
  return answers;
}
