/**
 * What the preload does to a process, as the test says it in the variable `TEST_FAULTS` (JSON). Words only: the
 * tests and the preload both read this file.
 */
export interface Faults {
  /** Moves the clock, or makes it stand still at a moment. */
  readonly clock?: { readonly shiftMs?: number; readonly frozenAt?: string };
  /** What happens at a call. */
  readonly strike?: Strike;
  /** Stops before a call until `go` exists, having said so by a file in `ready`. */
  readonly hold?: Hold;
  /** Every call that can change a disk is written down here, one JSON object a line. */
  readonly record?: string;
}

/** One of the calls that can change a disk: the `nth` (from 1; the first unless given) of those that match. */
export interface Spot {
  readonly nth?: number;
  /** Any of `CALLS` unless given; `readdirSync` can be named too, though it changes nothing. */
  readonly call?: Call;
  /** A regular expression that the path has to match: of a link or rename the new name. */
  readonly path?: string;
}

export interface Strike extends Spot {
  /** `kill` before the call, `torn` after half of a write, else the call fails with this error. */
  readonly how: "kill" | "torn" | "EIO" | "ENOSPC";
  /** An error stays for every later call too: the disk is gone, not hiccuping. */
  readonly stays?: boolean;
}

export interface Hold extends Spot {
  readonly ready: string;
  readonly go: string;
  /** Not at a call, but before the program begins. */
  readonly atStart?: boolean;
}

/** The synchronous calls of node:fs by which anything on a disk can change. */
export const CALLS = [
  "openSync",
  "writeSync",
  "fsyncSync",
  "fdatasyncSync",
  "linkSync",
  "renameSync",
  "unlinkSync",
  "rmSync",
  "mkdirSync",
  "rmdirSync",
  "symlinkSync",
  "truncateSync",
  "ftruncateSync",
  "copyFileSync",
  "writeFileSync",
  "appendFileSync",
] as const;
export type Call = (typeof CALLS)[number] | "readdirSync";

/** One line of a record. `path` is what changed; of a link or rename the new name, `from` the old one. */
export interface Recorded {
  readonly call: Call;
  readonly path: string;
  readonly from?: string;
  /** The bytes of a write, base64. */
  readonly data?: string;
  /** Folders that an `mkdirSync` made, parents first. */
  readonly made?: readonly string[];
  /** What an `openSync` for writing finds. */
  readonly opens?: "new" | "truncated" | "append" | "overwritten";
}

export const VARIABLE = "TEST_FAULTS";
