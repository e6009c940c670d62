import type { Digest } from "../../kernel/digest.ts";
import { type CodeTable, failuresOf } from "../../kernel/failure.ts";

/** A file that a person names on the command line, of whatever folder. */
export interface Received {
  readonly bytes: Uint8Array;
  /** Names the file without saying where it lies: the same file has the same key. */
  readonly key: Digest;
}

export interface Inbox {
  /**
   * @param maxBytes  4 MiB unless given: an issue has 64 KiB, a council's recorded answers 1 MiB
   * @throws `inbox.missing`, `inbox.unreadable` for a folder, a device or a larger file
   */
  read(path: string, maxBytes?: number): Promise<Received>;
}

export const INBOX_CODES = {
  "inbox.missing": { kind: "missing", says: "A file that was named does not exist." },
  "inbox.unreadable": {
    kind: "usage",
    says: "A file that was named is no file, may not be read, or is too large.",
  },
} as const satisfies CodeTable;

export const inboxFailure = failuresOf(INBOX_CODES);
