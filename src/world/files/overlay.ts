import { byCode } from "../../kernel/name.ts";
import { isHidden, segmentsOf } from "./path.ts";
import type { Content, Files } from "./port.ts";

/** One write that was shown and not done. */
export interface ShownWrite {
  /** As its user finds it. */
  readonly path: string;
  /** `create`, `replace`, `remove`, `append`; of a history also `commit`, `move`, `push`. */
  readonly what: string;
}

export interface Overlay extends Files {
  /** Everything that would have been written, in order. */
  readonly writes: readonly ShownWrite[];
}

/**
 * The same documents, with every write kept in memory: what `--dry-run` and the verbs that only read work on. They
 * run the same code as a real call and leave the disk alone.
 */
export function overlay(below: Files): Overlay {
  const written = new Map<string, Uint8Array | null>();
  const writes: ShownWrite[] = [];

  const read = (path: string): Uint8Array | undefined => {
    const mine = written.get(path);
    return mine === undefined ? below.read(path) : (mine ?? undefined);
  };
  const put = (what: ShownWrite["what"], path: string, bytes: Uint8Array | null): void => {
    segmentsOf(path);
    written.set(path, bytes);
    writes.push({ path: below.named(path), what });
  };

  const withMine = (folder: string, theirs: readonly string[]): readonly string[] => {
    const names = new Set(theirs);
    for (const [path, bytes] of written) {
      if (!path.startsWith(`${folder}/`)) continue;
      const [name = "", ...deeper] = path.slice(folder.length + 1).split("/");
      if (bytes !== null || deeper.length > 0) names.add(name);
      else names.delete(name);
    }
    return [...names].sort(byCode);
  };

  const stale = (folder: string) => below.stale(folder).filter((path) => written.get(path) !== null);

  return {
    writes,
    named: below.named,
    read,
    list: (folder) => withMine(folder, below.list(folder)).filter((name) => !name.startsWith(".")),
    hidden: (folder) => withMine(folder, below.hidden(folder)).filter(isHidden),
    create(path, content) {
      if (read(path) !== undefined) return false;
      put("create", path, bytesOf(content));
      return true;
    },
    replace: (path, content) => put("replace", path, bytesOf(content)),
    remove(path) {
      if (read(path) !== undefined) put("remove", path, null);
    },
    append(path, line) {
      const before = read(path) ?? new Uint8Array();
      const isTorn = before.byteLength > 0 && before.at(-1) !== 0x0a;
      put("append", path, Buffer.concat([before, Buffer.from(`${isTorn ? "\n" : ""}${line}\n`)]));
    },
    stale,
    sweep(folder) {
      const drafts = stale(folder);
      for (const path of drafts) put("remove", path, null);
      return drafts;
    },
  };
}

function bytesOf(content: Content): Uint8Array {
  if (content instanceof Uint8Array) return content;
  return Buffer.from(typeof content === "string" ? content : [...content].join(""));
}
