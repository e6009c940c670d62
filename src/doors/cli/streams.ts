import { fstatSync, writeSync } from "node:fs";

/** Where a command line prints: the machine's stream and the person's. */
export interface Streams {
  /** Whole lines of the answer, without the final newline. */
  out(text: string): void;
  /** Words, without the final newline. */
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
      writeFully(1, `${text}\n`);
    },
    err: (text) => writeFully(2, `${clear()}${text}\n`),
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

const pause = new Int32Array(new SharedArrayBuffer(4));

function writeFully(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.byteLength; ) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (cause) {
      const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
      // A reader that went away is not our failure; a full pipe is waited for.
      if (code === "EPIPE") return;
      if (code !== "EAGAIN") throw cause;
      Atomics.wait(pause, 0, 0, 5);
    }
  }
}
