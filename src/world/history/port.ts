import type { Instant } from "../../kernel/clock.ts";
import { type CodeTable, failuresOf } from "../../kernel/failure.ts";

/** What a commit holds beside its parent's files. */
export interface CommitRequest {
  readonly parent: string;
  /** Paths relative to the work folder. */
  readonly paths: readonly string[];
  readonly message: string;
  /** The commit's time: that of what it holds, not of its making. */
  readonly at: Instant;
}

/** The history of the repository around the work folder. */
export interface History {
  /** The commit that is checked out, and its branch; null outside a repository and before its first commit. */
  head(): Promise<{ readonly commit: string; readonly branch: string | null } | null>;
  /** Commits exactly the given files; equal files on an equal parent are the same commit, the parent if it has them. */
  commit(request: CommitRequest): Promise<string>;
  /** Moves a local branch, if it still is where it was, and tells the index of the files. */
  advance(branch: string, from: string, to: string, paths: readonly string[]): Promise<void>;
  /** The newest commit of a remote's branch, fetched; null when the remote has no such branch. */
  fetch(remote: string, branch: string): Promise<string | null>;
  /** Pushes a commit if the branch still is where it was expected: `moved` when it is not. */
  push(remote: string, branch: string, commit: string, expected: string | null): Promise<"pushed" | "moved">;
}

/** Bytes that the repository still holds, whatever became of their file. */
export interface Archive {
  /** The bytes of a git object; undefined when it is not there, and outside a repository. */
  recall(blob: string): Promise<Uint8Array | undefined>;
}

export const HISTORY_CODES = {
  "history.push": {
    kind: "unavailable",
    says: "The remote refused a push for another reason than a moved branch.",
  },
} as const satisfies CodeTable;

export const historyFailure = failuresOf(HISTORY_CODES);
