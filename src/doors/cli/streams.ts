import { fstatSync } from "node:fs";
import { type CodeTable, failuresOf } from "../../kernel/failure.ts";
import { writeFully } from "./write.ts";

export const STREAM_CODES = {
  "answer.lost": {
    kind: "unavailable",
    says: "The answer could not be printed. What the verb did stands.",
  },
  "answer.unheard": {
    kind: "unavailable",
    says: "Nobody reads the answer any more: lines that were still to come were not decided.",
  },
} as const satisfies CodeTable;

const streamFailure = failuresOf(STREAM_CODES);

/** Where a command line prints: the machine's stream and the person's. */
export interface Streams {
  /**
   * Whole lines of the answer, without the final newline.
   *
   * @throws `answer.lost` when they cannot be printed, `answer.unheard` when nobody reads them
   */
  out(text: string): void;
  /** Words, without the final newline. Never fails: words that cannot be printed change nothing about what happened. */
  err(text: string): void;
  /** One line for now: the next words take its place. */
  draw(line: string): void;
  /** Somebody looks at the words: progress may be drawn over. */
  readonly isWatched: boolean;
}

/**
 * The process's own streams, written synchronously: an answer is out before the process ends, and `process.stdout`
 * with all that it loads (a tenth of a bare start) is not touched.
 */
export function processStreams(): Streams {
  let drawn = false;
  const clear = (): string => {
    const erase = drawn ? "\r\u001b[K" : "";
    drawn = false;
    return erase;
  };
  return {
    out(text) {
      if (drawn) writeFully(2, clear());
      const trouble = writeFully(1, `${text}\n`);
      if (trouble === "EPIPE") throw streamFailure("answer.unheard", "Nobody reads the answer any more.");
      if (trouble !== undefined)
        throw streamFailure(
          "answer.lost",
          `The answer could not be printed: standard output says ${trouble}.`,
          {
            hint: "What was done stands: look with continuo status before you run it again.",
          },
        );
    },
    err: (text) => void writeFully(2, `${clear()}${text}\n`),
    draw(line) {
      writeFully(2, `${clear()}${line}`);
      drawn = true;
    },
    isWatched: isTerminal(2),
  };
}

function isTerminal(fd: number): boolean {
  try {
    return fstatSync(fd).isCharacterDevice();
  } catch {
    return false;
  }
}
