import { type CodeTable, failuresOf } from "../../kernel/failure.ts";
import type { SealingKey } from "../../kernel/seal.ts";

/** How one call of the program ended. */
export interface Played {
  /** The words after the program's name. */
  readonly line: string;
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A sample repository of its own, with a state folder of its own, and the program itself to run in it. */
export interface Stage {
  /** Where it lies, for the person to look into. */
  readonly folder: string;
  /** Runs the program as a user would, in a process of its own. */
  play(words: readonly string[]): Promise<Played>;
  read(path: string): Uint8Array | undefined;
  list(folder: string): readonly string[];
  /** Writes or, with null, removes a file behind the program's back. */
  put(path: string, content: string | Uint8Array | null): void;
  /** Writes a file beside the repository, where it is none of its own: `../<name>` from inside. @returns its full path */
  putBeside(name: string, content: string | Uint8Array): string;
  /** The key that the program signs with on this stage: for showing what even its owner cannot do. */
  key(): Promise<SealingKey>;
  /** Commits everything that lies there. */
  commit(message: string): Promise<void>;
}

export interface Stages {
  /** A fresh repository with the given files, committed; kept when the program ends. */
  open(files: Readonly<Record<string, string>>): Promise<Stage>;
}

export const STAGE_CODES = {
  "demo.unexpected": {
    kind: "inconclusive",
    says: "A scene of the demonstration ended otherwise than it should.",
  },
} as const satisfies CodeTable;

export const stageFailure = failuresOf(STAGE_CODES);
