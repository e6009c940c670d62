import { randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { byCode } from "../../kernel/name.ts";
import { isDraft, segmentsOf } from "./path.ts";
import { type Content, type Files, filesFailure } from "./port.ts";
import { errnoOf, translated } from "./trouble.ts";

export interface DiskOptions {
  /** For secrets: files that only their owner may read, in folders that only the owner may enter. */
  readonly secret?: boolean;
  /** Largest document that is read, in bytes: 64 MiB is ours (a schedule of 100 000 steps has about 20). */
  readonly maxBytes?: number;
}

/** Drafts older than this belong to a process that is gone: one hour, ours. */
const DRAFT_AGE_MS = 3_600_000;

/**
 * Documents on a local disk.
 *
 * Every write is a draft in the same folder, written, synced, then linked (once) or renamed (over) to its name, and
 * the folder synced: a reader sees the old or the new, never a mix, and nothing is acknowledged before it is
 * durable. Links are never followed below the root.
 */
export function disk(root: string, { secret = false, maxBytes = 64 << 20 }: DiskOptions = {}): Files {
  const mode = secret ? 0o600 : 0o666;
  const folderMode = secret ? 0o700 : 0o777;

  /** The real path; every folder on the way is a folder, not a link. Missing ones are made when `make` is set. */
  function locate(path: string, make: boolean): string {
    const segments = segmentsOf(path);
    if (make) mkdirSync(root, { recursive: true, mode: folderMode });
    let at = root;
    for (const segment of segments.slice(0, -1)) {
      const parent = at;
      at = `${at}/${segment}`;
      if (!isFolder(at, path) && make) makeFolder(at, parent, folderMode);
    }
    return `${at}/${segments.at(-1)}`;
  }

  function draftOf(path: string, content: Content): { draft: string; final: string } {
    const final = locate(path, true);
    const draft = `${dirname(final)}/.${randomBytes(8).toString("hex")}.draft`;
    writeWhole(draft, content, mode);
    return { draft, final };
  }

  return {
    read: (path) => translated(path, () => readWhole(locate(path, false), path, maxBytes)),

    list: (folder) =>
      translated(folder, () => {
        const at = locate(folder, false);
        if (!isFolder(at, folder)) return [];
        return readdirSync(at)
          .filter((name) => !name.startsWith("."))
          .sort(byCode);
      }),

    create: (path, content) =>
      translated(path, () => {
        const { draft, final } = draftOf(path, content);
        try {
          linkSync(draft, final);
        } catch (cause) {
          // Whole or not there: link(2) shows the name only when the bytes behind it are on disk.
          if (errnoOf(cause) === "EEXIST") return false;
          throw cause;
        } finally {
          removeQuietly(draft);
        }
        syncFolder(dirname(final));
        return true;
      }),

    replace: (path, content) =>
      translated(path, () => {
        const { draft, final } = draftOf(path, content);
        try {
          renameSync(draft, final);
        } catch (cause) {
          removeQuietly(draft);
          throw cause;
        }
        syncFolder(dirname(final));
      }),

    remove: (path) => translated(path, () => removeQuietly(locate(path, false))),

    append: (path, line, durable) =>
      translated(path, () => {
        appendTo(locate(path, true), Buffer.from(`${line}\n`), mode, durable);
      }),

    sweep: (folder) =>
      translated(folder, () => {
        const at = locate(folder, false);
        if (!isFolder(at, folder)) return [];
        const stale = readdirSync(at).filter(
          (name) => isDraft(name) && ageOf(`${at}/${name}`) > DRAFT_AGE_MS,
        );
        for (const name of stale) removeQuietly(`${at}/${name}`);
        return stale.map((name) => `${folder}/${name}`);
      }),
  };
}

/** True for a folder, false for nothing; anything else that stands there is not ours. */
function isFolder(at: string, path: string): boolean {
  const found = lstatSync(at, { throwIfNoEntry: false });
  if (found === undefined || found.isDirectory()) return found !== undefined;
  const what = found.isSymbolicLink() ? "a link" : "no folder";
  throw filesFailure("files.foreign", `On the way to ${path} there is ${what}, where only folders may be.`, {
    hint: `Look at ${path}, find out who put it there, and remove it.`,
  });
}

function makeFolder(at: string, parent: string, mode: number): void {
  try {
    mkdirSync(at, { mode });
  } catch (cause) {
    if (errnoOf(cause) !== "EEXIST") throw cause;
  }
  syncFolder(parent);
}

function readWhole(at: string, path: string, maxBytes: number): Uint8Array | undefined {
  let fd: number;
  try {
    fd = openSync(at, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (cause) {
    const errno = errnoOf(cause);
    if (errno === "ENOENT" || errno === "ENOTDIR") return undefined;
    throw cause;
  }
  try {
    const found = fstatSync(fd);
    if (!found.isFile()) throw filesFailure("files.foreign", `${path} is not a file.`);
    if (found.size > maxBytes)
      throw filesFailure("files.too-large", `${path} has ${found.size} bytes, at most ${maxBytes} are read.`);
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Pieces are gathered to about this size before they go to the disk. */
const CHUNK = 1 << 16;

function writeWhole(at: string, content: Content, mode: number): void {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const fd = openSync(at, flags, mode);
  try {
    for (const piece of piecesOf(content)) writeAll(fd, piece);
    fsyncSync(fd);
  } catch (cause) {
    removeQuietly(at);
    throw cause;
  } finally {
    closeSync(fd);
  }
}

function* piecesOf(content: Content): Generator<Uint8Array> {
  if (content instanceof Uint8Array) yield content;
  else if (typeof content === "string") yield Buffer.from(content);
  else {
    let gathered: string[] = [];
    let length = 0;
    for (const piece of content) {
      gathered.push(piece);
      length += piece.length;
      if (length < CHUNK) continue;
      yield Buffer.from(gathered.join(""));
      gathered = [];
      length = 0;
    }
    yield Buffer.from(gathered.join(""));
  }
}

function writeAll(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.byteLength; ) at += writeSync(fd, bytes, at);
}

function appendTo(at: string, bytes: Uint8Array, mode: number, durable: boolean): void {
  const fd = openSync(
    at,
    constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW,
    mode,
  );
  try {
    const isNew = fstatSync(fd).size === 0;
    writeAll(fd, bytes);
    if (!durable) return;
    fsyncSync(fd);
    if (isNew) syncFolder(dirname(at));
  } finally {
    closeSync(fd);
  }
}

function syncFolder(at: string): void {
  const fd = openSync(at, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function removeQuietly(at: string): void {
  try {
    unlinkSync(at);
  } catch (cause) {
    if (errnoOf(cause) !== "ENOENT") throw cause;
  }
}

const ageOf = (at: string): number =>
  Date.now() - (lstatSync(at, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
