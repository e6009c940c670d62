import { type Ended, processFailure } from "./port.ts";
import { run } from "./run.ts";

export interface GitOptions {
  readonly input?: string | Uint8Array;
  /** Added to the fixed environment: an index of one's own, a date that is not now. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Git {
  /** Runs git and returns how it ended, whatever that was. */
  run(args: readonly string[], options?: GitOptions): Promise<Ended>;
  /** Runs git and returns what it printed, without the final newline; a failure is ours. */
  ask(args: readonly string[], options?: GitOptions): Promise<string>;
}

/** A local git command takes no longer than this, a push over a slow line may: ours. */
const TIMEOUT_MS = 120_000;

/** What no repository may switch on under us: hooks, monitors, prompts, surprising transports. */
const FIXED = [
  "-c",
  "core.hooksPath=/dev/null",
  "-c",
  "core.fsmonitor=false",
  "-c",
  "protocol.ext.allow=never",
  "-c",
  "gc.auto=0",
];

/**
 * The system's git in one folder, with a fixed environment.
 *
 * @param path  the PATH to find git on; `home` where the user's own settings and credentials lie
 */
export function gitIn(cwd: string, { path, home }: { readonly path: string; readonly home: string }): Git {
  const env = { PATH: path, HOME: home, LC_ALL: "C", GIT_TERMINAL_PROMPT: "0", GIT_OPTIONAL_LOCKS: "0" };

  const git: Git = {
    run: (args, options = {}) =>
      run(["git", ...FIXED, ...args], {
        cwd,
        env: { ...env, ...options.env },
        timeoutMs: TIMEOUT_MS,
        ...(options.input === undefined ? {} : { input: options.input }),
      }),
    async ask(args, options) {
      const ended = await git.run(args, options);
      if (ended.exitCode === 0) return ended.stdout.replace(/\n$/, "");
      const said = ended.stderr.trim().split("\n").at(-1) ?? "";
      throw processFailure(
        "process.failed",
        `git ${args[0] ?? ""} ended with ${ended.exitCode ?? "a signal"}: ${said}`,
      );
    },
  };
  return git;
}
