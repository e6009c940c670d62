import { Failure } from "../../kernel/failure.ts";
import { filesFailure } from "./port.ts";

/** The errno name of a system error, or undefined for anything else. */
export function errnoOf(cause: unknown): string | undefined {
  return cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : undefined;
}

/** What a failed system call means to a user, by errno; what is not listed is the file system's own trouble. */
const TROUBLES = {
  EACCES: [
    "files.denied",
    "may not be used by this user",
    "Give this user the right to read and write there.",
  ],
  EPERM: [
    "files.denied",
    "may not be used by this user",
    "Give this user the right to read and write there.",
  ],
  EROFS: ["files.denied", "lies on a read-only file system", "Work in a folder that can be written."],
  ENOSPC: [
    "files.full",
    "could not be written: no space is left",
    "Free some space and run the same command again.",
  ],
  EDQUOT: [
    "files.full",
    "could not be written: the quota is used up",
    "Free some space and run the same command again.",
  ],
  ELOOP: [
    "files.foreign",
    "is a link, where only documents may be",
    "Find out who put it there, and remove it.",
  ],
  EISDIR: [
    "files.foreign",
    "is a folder, where a document should be",
    "Find out who put it there, and move it away.",
  ],
  ENOTDIR: ["files.foreign", "lies under a file, where a folder should be", "Find out who put it there."],
  ENOTSUP: ["files.no-links", "lies on a file system without hard links", "Work on a local disk."],
} as const;

/** What link(2) failed with: Linux says EPERM of a file system that has no hard links. */
export function linkTrouble(path: string, cause: unknown): unknown {
  if (errnoOf(cause) !== "EPERM") return cause;
  const [code, says, hint] = TROUBLES.ENOTSUP;
  return filesFailure(code, `${path} ${says}.`, { hint, cause });
}

/** Runs file-system work and turns what goes wrong into our failures, with the path as the user knows it. */
export function translated<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    const errno = errnoOf(cause);
    const known = Object.entries(TROUBLES).find(([name]) => name === errno)?.[1];
    if (known) throw filesFailure(known[0], `${path} ${known[1]}.`, { hint: known[2], cause });
    if (errno === undefined) throw cause;
    throw filesFailure("files.failed", `${path}: the file system answered ${errno}.`, { cause });
  }
}
