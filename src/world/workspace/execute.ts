import { printable } from "../../kernel/text.ts";
import { gatherer, run } from "../process/run.ts";
import type { Ground } from "./ground.ts";
import type { Ran } from "./port.ts";
import { NO_SETTINGS } from "./store.ts";

export interface Execution {
  readonly argv: readonly [string, ...string[]];
  readonly input: string;
  readonly timeoutMs: number;
  /** Of both streams together, in the order in which they came. */
  readonly maxOutputBytes: number;
  readonly signal: AbortSignal;
  readonly onOutput?: ((bytes: number) => void) | undefined;
}

/**
 * Runs a program in the clone. Nothing of our environment is handed down but where programs are found: no token, no
 * agent socket, no settings. What it prints is dropped after the first part and made printable.
 *
 * @throws `process.missing`, `process.failed` when it could not be started
 */
export async function execute(
  execution: Execution,
  ground: Ground,
  env: Readonly<Record<string, string>>,
): Promise<Ran> {
  const { argv, input, timeoutMs, maxOutputBytes, signal, onOutput } = execution;
  const kept = gatherer(maxOutputBytes);
  const began = performance.now();
  const ended = await run(argv, {
    cwd: ground.clone,
    env,
    input,
    timeoutMs,
    maxBytes: 0,
    signal,
    onOutput(piece) {
      kept.add(piece);
      onOutput?.(piece.byteLength);
    },
  });
  return {
    exitCode: ended.exitCode,
    timedOut: ended.timedOut,
    output: printable(kept.text()),
    cut: kept.isCut(),
    ms: Math.round(performance.now() - began),
  };
}

/** The whole environment of a program that works on a ground. `CI` keeps tools from waiting for a person. */
export function environmentOf(ground: Ground, path: string): Record<string, string> {
  return {
    PATH: path,
    HOME: ground.home,
    TMPDIR: ground.tmp,
    LANG: "C.UTF-8",
    LC_ALL: "C.UTF-8",
    CI: "true",
    NO_COLOR: "1",
    ...NO_SETTINGS,
    GIT_TERMINAL_PROMPT: "0",
    // A program that removes its own .git does not find a repository further up.
    GIT_CEILING_DIRECTORIES: ground.folder,
  };
}
