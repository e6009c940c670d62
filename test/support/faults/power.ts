import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Recorded } from "./plan.ts";

interface File {
  data: Buffer;
  /** The bytes that a power cut leaves; none were synced when it is null. */
  synced: Buffer | null;
}
interface Folder {
  entries: Map<string, Node>;
  /** The names that a power cut leaves. */
  synced: Map<string, Node>;
}
type Node = File | Folder;

const isFolder = (node: Node | undefined): node is Folder => node !== undefined && "entries" in node;

/** What a cut leaves of names that were not synced: none of them, all of them, or some by the throw of a die. */
export type Luck = "nothing" | "names" | (() => boolean);

/**
 * A disk as a power cut sees it: what was written is one thing, what was synced another. Fed with the record of a
 * process, it says what may lie there afterwards.
 */
export class Disk {
  readonly #base: string;
  readonly #root: Folder;
  readonly #open = new Map<string, File>();
  /** Names that were given to bytes not yet synced: after a cut such a name may stand over nothing. */
  readonly hasty: string[] = [];

  /**
   * @param copy  a folder with what lay there before, all of it durable
   * @param base  where that folder lay when the process ran
   */
  constructor(copy: string, base: string) {
    this.#base = base;
    this.#root = durable(copy);
  }

  apply(line: Recorded): void {
    const { call, path, from = "", data, made = [] } = line;
    switch (call) {
      case "openSync":
        this.#opened(line);
        break;
      case "writeFileSync":
        this.#opened({ ...line, opens: this.#at(path) ? "truncated" : "new" });
        this.#wrote(path, data);
        break;
      case "writeSync":
        this.#wrote(path, data);
        break;
      case "fsyncSync":
      case "fdatasyncSync":
        this.#synced(path);
        break;
      case "mkdirSync":
        for (const each of made) this.#put(each, { entries: new Map(), synced: new Map() });
        break;
      case "linkSync":
        this.#named(path, this.#at(from));
        break;
      case "renameSync":
        this.#named(path, this.#at(from));
        this.#folderOf(from).entries.delete(basename(from));
        break;
      case "unlinkSync":
        this.#folderOf(path).entries.delete(basename(path));
        break;
      default:
        throw new Error(`Nobody has said what a power cut does to ${call}.`);
    }
  }

  /** Documents that bear their final names now, by path below the base, with their bytes. */
  now(): Map<string, Buffer> {
    return bytesIn(
      this.#root,
      "",
      (folder) => folder.entries,
      ({ data }) => data,
    );
  }

  /** What a cut leaves when nothing survives but what was synced. */
  durable(): Map<string, Buffer> {
    return this.left("nothing");
  }

  left(luck: Luck): Map<string, Buffer> {
    return bytesIn(
      this.#root,
      "",
      (folder) => namesLeft(folder, luck),
      ({ synced }) => synced ?? Buffer.alloc(0),
    );
  }

  #opened({ path, opens }: Recorded): void {
    const there = this.#at(path);
    const file: File = isFolder(there) || !there ? { data: Buffer.alloc(0), synced: null } : there;
    if (opens === "new") this.#put(path, file);
    else if (opens === "truncated") Object.assign(file, { data: Buffer.alloc(0), synced: null });
    else if (opens !== "append")
      throw new Error(`${path} is overwritten in place: no cut leaves that whole.`);
    this.#open.set(path, file);
  }

  #wrote(path: string, data = ""): void {
    const file = this.#open.get(path);
    if (file) file.data = Buffer.concat([file.data, Buffer.from(data, "base64")]);
  }

  #synced(path: string): void {
    const node = this.#at(path);
    if (isFolder(node)) node.synced = new Map(node.entries);
    const file = this.#open.get(path);
    if (file) file.synced = file.data;
  }

  #named(path: string, node: Node | undefined): void {
    if (!node) throw new Error(`${path} is given to nothing.`);
    if (!isFolder(node) && !node.synced?.equals(node.data)) this.hasty.push(path);
    this.#put(path, node);
  }

  #put(path: string, node: Node): void {
    this.#folderOf(path).entries.set(basename(path), node);
  }

  #folderOf(path: string): Folder {
    const folder = this.#at(dirname(path));
    if (isFolder(folder)) return folder;
    throw new Error(`${dirname(path)} is no folder of the recorded disk.`);
  }

  #at(path: string): Node | undefined {
    if (path === this.#base) return this.#root;
    if (!path.startsWith(`${this.#base}/`)) return undefined;
    let node: Node | undefined = this.#root;
    for (const name of path.slice(this.#base.length + 1).split("/")) {
      node = isFolder(node) ? node.entries.get(name) : undefined;
    }
    return node;
  }
}

function durable(path: string): Folder {
  const entries = new Map<string, Node>();
  for (const each of readdirSync(path, { withFileTypes: true })) {
    const at = join(path, each.name);
    if (each.isDirectory()) entries.set(each.name, durable(at));
    else {
      const data = readFileSync(at);
      entries.set(each.name, { data, synced: data });
    }
  }
  return { entries, synced: new Map(entries) };
}

function namesLeft({ entries, synced }: Folder, luck: Luck): ReadonlyMap<string, Node> {
  if (luck === "nothing") return synced;
  if (luck === "names") return entries;
  const left = new Map<string, Node>();
  for (const name of new Set([...entries.keys(), ...synced.keys()])) {
    const node = (luck() ? entries : synced).get(name);
    if (node) left.set(name, node);
  }
  return left;
}

function bytesIn(
  folder: Folder,
  at: string,
  namesOf: (folder: Folder) => ReadonlyMap<string, Node>,
  bytesOf: (file: File) => Buffer,
): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  for (const [name, node] of namesOf(folder)) {
    if (!isFolder(node)) found.set(`${at}${name}`, bytesOf(node));
    else for (const [path, bytes] of bytesIn(node, `${at}${name}/`, namesOf, bytesOf)) found.set(path, bytes);
  }
  return found;
}

/** Lays out what a cut has left. */
export function layOut(files: ReadonlyMap<string, Buffer>, base: string): void {
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(base, path)), { recursive: true });
    writeFileSync(join(base, path), bytes);
  }
}
