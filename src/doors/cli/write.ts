import { writeSync } from "node:fs";

const pause = new Int32Array(new SharedArrayBuffer(4));

/** Writes all of it and waits while a pipe is full; the errno of what stopped it, undefined when nothing did. */
export function writeFully(fd: number, text: string): string | undefined {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.byteLength; ) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (cause) {
      const errno = errnoIn(cause);
      if (errno !== "EAGAIN") return errno;
      Atomics.wait(pause, 0, 0, 5);
    }
  }
  return undefined;
}

/** The errno of a failed call, also for the doors' own files; what bears none is a bug and goes on. */
export function errnoIn(cause: unknown): string {
  if (cause instanceof Error && "code" in cause && typeof cause.code === "string") return cause.code;
  throw cause;
}
