import { type CodeTable, failuresOf } from "../../kernel/failure.ts";

export interface RunOptions {
  readonly cwd: string;
  /** The whole environment of the child: nothing is inherited that is not named here. */
  readonly env: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  /** After this the child and everything that it started is killed. */
  readonly timeoutMs: number;
  /** Most output kept of each stream; what comes after is read and dropped, and `cut` says so. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
  /** Every piece of either stream as it comes, also what is not kept. */
  readonly onOutput?: (piece: Uint8Array) => void;
}

export interface Ended {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  /** Standard output as it came. */
  readonly bytes: Uint8Array;
  readonly stderr: string;
  readonly timedOut: boolean;
  readonly cut: boolean;
}

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

export interface GitSettings {
  /** The user's environment; only what finds and reaches git and its remotes is passed on. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the user's own settings and credentials lie. */
  readonly home: string;
}

export const PROCESS_CODES = {
  "process.missing": { kind: "missing", says: "A program that is needed is not on the PATH." },
  "process.failed": {
    kind: "unavailable",
    says: "A program that is needed could not be started, or failed.",
  },
} as const satisfies CodeTable;

export const processFailure = failuresOf(PROCESS_CODES);
