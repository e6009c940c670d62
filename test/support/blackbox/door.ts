import { composeWorld } from "../../../src/compose/world.ts";
import { runCli } from "../../../src/doors/cli/cli.ts";
import { silentLogger } from "../../../src/kernel/log.ts";
import type { Ended, RunOptions, Workshop } from "../cli.ts";

type Env = Readonly<Record<string, string>>;

/**
 * The same command line through the same door, in this process: some ten times as quick as a process of its own.
 * For setting the stage, and for sweeps of hundreds of calls; whatever a process is needed to see, `run` shows.
 */
export async function throughDoor(
  shop: Workshop,
  words: readonly string[],
  { env = {}, input = "" }: { readonly env?: Env; readonly input?: string } = {},
): Promise<Ended> {
  const out: string[] = [];
  const err: string[] = [];
  const around = { HOME: shop.home, PATH: process.env["PATH"] ?? "", ...env };
  const exitCode = await runCli(words, {
    env: around,
    streams: {
      out: (text) => void out.push(`${text}\n`),
      err: (text) => void err.push(`${text}\n`),
      draw: () => undefined,
      isWatched: false,
    },
    stdin: pieces(input),
    signal: new AbortController().signal,
    log: silentLogger,
    compose: (options) => composeWorld({ cwd: shop.root, env: around, log: silentLogger, ...options }),
  });
  return { exitCode, signal: null, stdout: out.join(""), stderr: err.join("") };
}

async function* pieces(text: string): AsyncGenerator<string> {
  if (text !== "") yield text;
}

/**
 * The same workshop, its commands through the door in this process: where what happens does not depend on a process
 * of its own, starting hundreds of them takes most of the time. What runs under another program or a time limit, as
 * whatever is measured does, still gets its own.
 */
export function quick(shop: Workshop): Workshop {
  const run = (words: readonly string[], options: RunOptions = {}) =>
    options.under || options.timeoutMs !== undefined
      ? shop.run(words, options)
      : throughDoor(shop, words, options);
  return {
    ...shop,
    run,
    async json<T>(words: readonly string[], options?: RunOptions) {
      const ended = await run([...words, "--json"], options);
      return { ...ended, document: JSON.parse(ended.stdout) as T };
    },
  };
}

/** A command that sets the stage: it must work. */
export async function must(
  shop: Workshop,
  words: readonly string[],
  env: Env = {},
  input = "",
): Promise<Ended> {
  const ended = await throughDoor(shop, words, { env, input });
  if (ended.exitCode !== 0) throw new Error(`continuo ${words.join(" ")}: ${ended.stdout}${ended.stderr}`);
  return ended;
}

/** The same, and its answer as JSON whatever the exit code. */
export async function asked<T = Record<string, unknown>>(
  shop: Workshop,
  words: readonly string[],
  env: Env = {},
): Promise<{ readonly exitCode: number | null; readonly document: T }> {
  const { exitCode, stdout } = await throughDoor(shop, [...words, "--json"], { env });
  return { exitCode, document: JSON.parse(stdout) as T };
}
