import { fstatSync, writeSync } from "node:fs";

/** Where a command line prints: the machine's stream and the person's. */
export interface Streams {
  /** Whole lines of the answer, without the final newline. */
  out(text: string): void;
  /** Words, without the final newline. */
  err(text: string): void;
  /** Somebody looks at the words: progress may be drawn over. */
  readonly isWatched: boolean;
}

/**
 * The process's own streams, written synchronously: an answer is out before the process ends, and `process.stdout`
 * with all that it loads (a tenth of a bare start) is not touched.
 */
export function processStreams(): Streams {
  return {
    out: (text) => writeFully(1, `${text}\n`),
    err: (text) => writeFully(2, `${text}\n`),
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
