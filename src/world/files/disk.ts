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
  readSync,
  renameSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { dirname, resolve } from "node:path";
import { byCode } from "../../kernel/name.ts";
import { isDraft, isHidden, segmentsOf } from "./path.ts";
import { type Content, type Files, filesFailure } from "./port.ts";
import { errnoOf, linkTrouble, translated } from "./trouble.ts";

export interface DiskOptions {
  /** For secrets: files that only their owner may read, in folders that only the owner may enter. */
  readonly secret?: boolean;
  /** Paths are named in full: for a folder that the user does not stand in. */
  readonly isElsewhere?: boolean;
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
export function disk(root: string, options: DiskOptions = {}): Files {
  const { secret = false, isElsewhere = false, maxBytes = 64 << 20 } = options;
  const mode = secret ? 0o600 : 0o666;
  const folderMode = secret ? 0o700 : 0o777;
  const named = (path: string) => (isElsewhere ? `${root}/${path}` : path);

  /** The real path; every folder on the way is a folder, not a link. Missing ones are made when `make` is set. */
  function locate(path: string, make: boolean): string {
    const segments = segmentsOf(path);
    if (make) makeRoot(root, folderMode);
    let at = root;
    for (const segment of segments.slice(0, -1)) {
      at = `${at}/${segment}`;
      if (!isFolder(at, named(path)) && make) makeFolder(at, named(path), folderMode);
    }
    return `${at}/${segments.at(-1)}`;
  }

  function draftOf(path: string, content: Content): { draft: string; final: string } {
    const final = locate(path, true);
    const draft = `${dirname(final)}/.${randomBytes(8).toString("hex")}.draft`;
    writeWhole(draft, content, mode);
    return { draft, final };
  }

  const namesIn = (folder: string): readonly string[] =>
    translated(named(folder), () => {
      const at = locate(folder, false);
      return isFolder(at, named(folder)) ? readdirSync(at).sort(byCode) : [];
    });

  const stale = (folder: string): readonly string[] =>
    translated(named(folder), () => {
      const at = locate(folder, false);
      return isFolder(at, named(folder)) ? oldDraftsIn(at).map((name) => `${folder}/${name}`) : [];
    });

  return {
    named,

    read: (path) => translated(named(path), () => readWhole(locate(path, false), named(path), maxBytes)),

    list: (folder) => namesIn(folder).filter((name) => !name.startsWith(".")),

    hidden: (folder) => namesIn(folder).filter(isHidden),

    create: (path, content) =>
      translated(named(path), () => {
        const { draft, final } = draftOf(path, content);
        try {
          // Whole or not there: link(2) shows the name only when the bytes behind it are on disk.
          linkSync(draft, final);
        } catch (cause) {
          if (errnoOf(cause) === "EEXIST") return false;
          throw linkTrouble(named(path), cause);
        } finally {
          removeQuietly(draft);
        }
        syncFolder(dirname(final));
        return true;
      }),

    replace: (path, content) =>
      translated(named(path), () => {
        const { draft, final } = draftOf(path, content);
        try {
          renameSync(draft, final);
        } catch (cause) {
          removeQuietly(draft);
          throw cause;
        }
        syncFolder(dirname(final));
      }),

    remove: (path) => translated(named(path), () => removeQuietly(locate(path, false))),

    append: (path, line, durable) =>
      translated(named(path), () => {
        appendTo(locate(path, true), { path: named(path), line, mode, durable });
      }),

    stale,

    sweep: (folder) => {
      const drafts = stale(folder);
      translated(named(folder), () => {
        for (const path of drafts) removeQuietly(locate(path, false));
      });
      return drafts;
    },
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

function makeFolder(at: string, path: string, mode: number): void {
  try {
    mkdirSync(at, { mode });
  } catch (cause) {
    if (errnoOf(cause) !== "EEXIST") throw cause;
    isFolder(at, path);
  }
  syncFolder(dirname(at));
}

/** The root and the folders above it that are missing; each of them durable in its parent. */
function makeRoot(root: string, mode: number): void {
  const first = mkdirSync(root, { recursive: true, mode });
  if (first === undefined) return;
  for (let at = resolve(root); at !== dirname(first); at = dirname(at)) syncFolder(dirname(at));
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
    if (!found.isFile()) throw noFile(path);
    if (found.size > maxBytes)
      throw filesFailure("files.too-large", `${path} has ${found.size} bytes, at most ${maxBytes} are read.`);
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}

const noFile = (path: string) => filesFailure("files.foreign", `${path} is not a file.`);

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
      // A surrogate pair may be cut between two pieces: its halves go to the disk together.
      if (length < CHUNK || /[\ud800-\udbff]$/.test(piece)) continue;
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

interface Line {
  readonly path: string;
  readonly line: string;
  readonly mode: number;
  readonly durable: boolean;
}

/** Adds a line in one write; after one that a crash tore it begins anew. A pipe is opened without waiting. */
function appendTo(at: string, { path, line, mode, durable }: Line): void {
  const { O_RDWR, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;
  const fd = openSync(at, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, mode);
  try {
    const found = fstatSync(fd);
    if (!found.isFile()) throw noFile(path);
    writeAll(fd, Buffer.from(`${isTorn(fd, found.size) ? "\n" : ""}${line}\n`));
    if (!durable) return;
    fsyncSync(fd);
    if (found.size === 0) syncFolder(dirname(at));
  } finally {
    closeSync(fd);
  }
}

function isTorn(fd: number, size: number): boolean {
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  return readSync(fd, last, 0, 1, size - 1) === 1 && last[0] !== 0x0a;
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

const oldDraftsIn = (at: string): string[] =>
  readdirSync(at)
    .filter((name) => isDraft(name) && ageOf(`${at}/${name}`) > DRAFT_AGE_MS)
    .sort(byCode);

const ageOf = (at: string): number =>
  Date.now() - (lstatSync(at, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
