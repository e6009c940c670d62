import { type CodeTable, failuresOf } from "../../kernel/failure.ts";

/** What a repository is like before anything is done to it. */
export interface Survey {
  /** The commit that work would start from, and the branch it is on; null branch: detached. */
  readonly base: { readonly commit: string; readonly branch: string | null };
  readonly isShallow: boolean;
  /** Paths of the work tree that differ from that commit, but for what Continuo keeps there; at most 20. */
  readonly dirty: readonly string[];
  /** Paths in the base commit, in code-unit order, at most 20 000. */
  readonly files: readonly string[];
  /** The repository's own test command as found in it (package.json, Makefile, …); null when there is none. */
  readonly testCommand: readonly string[] | null;
}

/** One change of a patch, as git says it. */
export interface ChangedFile {
  readonly path: string;
  /** `A`, `M`, `D`, `T` (type change). */
  readonly status: string;
  /** Octal modes before and after: `100644`, `100755`, `120000` (link), `160000` (submodule), `000000` (none). */
  readonly modes: readonly [string, string];
  /** Lines added and removed; null for a binary file. */
  readonly lines: readonly [number, number] | null;
}

/** How a program ended. */
export interface Ran {
  readonly exitCode: number | null;
  readonly timedOut: boolean;
  /** What it printed, both streams, the first part kept and printable; never secrets of ours: it had none. */
  readonly output: string;
  /** Whether it printed more than is kept. */
  readonly cut: boolean;
  readonly ms: number;
}

/** How the tests ended; they are the agent's own code, so they are looked after as it was. */
export interface Checked extends Ran {
  /** As `Labour.outside`. */
  readonly outside: readonly string[];
}

/** What an agent did in its clone. */
export interface Labour {
  readonly ran: Ran;
  readonly changes: readonly ChangedFile[];
  /** The patch as `git diff --binary --full-index` writes it, against the base commit. Empty without changes. */
  readonly patch: Uint8Array;
  /**
   * What could not be taken of its change, and why: names that are not UTF-8, files that may not be read, too much.
   * At most 20 lines, printable. Not empty: `changes` and `patch` are not the whole, and nothing may come of them.
   */
  readonly untaken: readonly string[];
  /**
   * Things outside its folder that were not there before, or changed: the repository's refs, config, hooks, work tree;
   * its own surroundings. At most 50 lines, printable. This detects, and does not prevent: ignored files, and
   * everything that is neither the repository's nor its own, are not looked at.
   */
  readonly outside: readonly string[];
}

/** A program and its arguments. */
export type Argv = readonly [string, ...string[]];

export interface LabourRequest {
  readonly commit: string;
  /** Run in the clone before anything else: what fetches what the repository needs. Null: nothing. */
  readonly prepare: Argv | null;
  readonly argv: Argv;
  /** What the agent is told: on standard input, and in a file that CONTINUO_TASK names. */
  readonly task: string;
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
  readonly signal: AbortSignal;
  /** Told of every piece that is printed, also of what is not kept: how many bytes it has. */
  readonly onOutput?: (bytes: number) => void;
}

export interface CheckRequest {
  readonly commit: string;
  /** Run in the checkout before the patch is applied. Null: nothing. */
  readonly prepare: Argv | null;
  /** Applied to the clean checkout first; null: as it is. */
  readonly patch: Uint8Array | null;
  readonly argv: Argv;
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
  readonly signal: AbortSignal;
}

export interface PublishRequest {
  readonly commit: string;
  readonly patch: Uint8Array;
  /** What the patch changes, as it was judged: a patch that changes anything else is not published. */
  readonly judged: readonly ChangedFile[];
  readonly branch: string;
  readonly message: string;
  /** Bears the commit: the same request makes the same commit. */
  readonly at: string;
}

/** The repository that is worked on: never its work tree, always disposable clones of its commits. */
export interface Workspace {
  /** @throws `workspace.no-repository`, `workspace.no-commit` */
  survey(): Promise<Survey>;
  /**
   * Runs an agent program in a disposable clone without remotes, hooks or credentials. Whatever the agent does there is
   * told in the answer. An aborted one is answered too, with nothing taken.
   *
   * @throws `workspace.no-commit`; `process.missing` when the program is not there
   */
  labour(request: LabourRequest): Promise<Labour>;
  /**
   * Runs the test command in a clean checkout, with or without a patch. Clean means: nothing that is not in the commit,
   * so no installed dependencies either.
   *
   * @throws `workspace.no-commit`, `workspace.patch`; `process.missing` when the program is not there
   */
  check(request: CheckRequest): Promise<Checked>;
  /**
   * Commits a patch on a branch of its own. The same request twice is the same commit and no second branch.
   *
   * @returns the commit that the branch was read back at
   * @throws  `workspace.branch-name`; `workspace.branch-taken` when the branch is somebody else's; `workspace.patch`,
   *          also when it changes nothing; `workspace.no-commit`, `workspace.unconfirmed`
   */
  publish(request: PublishRequest): Promise<{ readonly commit: string }>;
  /** Where a branch stands; null when there is none. */
  branchAt(branch: string): Promise<string | null>;
}

export const WORKSPACE_CODES = {
  "workspace.no-repository": { kind: "missing", says: "The folder is not a git repository." },
  "workspace.no-commit": { kind: "missing", says: "The repository has no commit to start from." },
  "workspace.branch-name": {
    kind: "usage",
    says: "A branch for the work has a name outside of Continuo's own ones.",
  },
  "workspace.branch-taken": {
    kind: "conflict",
    says: "The branch for the work exists and is somebody else's.",
  },
  "workspace.prepare": {
    kind: "unavailable",
    says: "The command that prepares a checkout did not end well.",
  },
  "workspace.patch": { kind: "evidence", says: "A patch does not apply to the commit that it was made on." },
  "workspace.unconfirmed": {
    kind: "inconclusive",
    says: "A branch was written, and does not read back as it should.",
  },
} as const satisfies CodeTable;

export const workspaceFailure = failuresOf(WORKSPACE_CODES);
