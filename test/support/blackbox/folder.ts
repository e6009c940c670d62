import { createHash } from "node:crypto";
import {
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import { checkoutName } from "../../../src/world/keys/repository.ts";
import { type Workshop, workshop } from "../cli.ts";

/** Every entry below a folder: what it is, its mode, and the digest of what it holds. */
export type Snapshot = ReadonlyMap<string, string>;

export function snapshotOf(root: string): Snapshot {
  const found = new Map<string, string>();
  const walk = (folder: string, prefix: string): void => {
    for (const name of readdirSync(folder).sort()) {
      const full = join(folder, name);
      const path = prefix + name;
      const entry = lstatSync(full);
      const mode = (entry.mode & 0o7777).toString(8);
      if (entry.isDirectory()) {
        found.set(`${path}/`, mode);
        walk(full, `${path}/`);
      } else if (entry.isSymbolicLink()) found.set(path, `-> ${readlinkSync(full)}`);
      else found.set(path, `${mode} ${createHash("sha256").update(readFileSync(full)).digest("hex")}`);
    }
  };
  walk(root, "");
  return found;
}

/** What came (`+`), went (`-`) and changed (`~`) between two snapshots. */
export function changes(before: Snapshot, after: Snapshot): string[] {
  const lines: string[] = [];
  for (const [path, was] of before) {
    const is = after.get(path);
    if (is === undefined) lines.push(`- ${path}`);
    else if (is !== was) lines.push(`~ ${path}`);
  }
  for (const path of after.keys()) if (!before.has(path)) lines.push(`+ ${path}`);
  return lines.sort();
}

/** Folder and home of a workshop, as one snapshot. */
export const everythingOf = (shop: Workshop): Snapshot => snapshotOf(dirname(shop.root));

/** Regular files below a folder, by path, sorted. */
export function filesIn(root: string, folder = "."): string[] {
  const top = join(root, folder);
  if (!statSync(top, { throwIfNoEntry: false })?.isDirectory()) return [];
  return [...snapshotOf(top).keys()]
    .filter((path) => !path.endsWith("/"))
    .map((path) => (folder === "." ? path : `${folder}/${path}`))
    .sort();
}

const made: string[] = [];
afterAll(() => {
  for (const base of made.splice(0)) rmSync(base, { recursive: true, force: true });
});

/** A workshop whose folders go away when the test file ends. */
export function passing(files: Readonly<Record<string, string>> = {}): Workshop {
  const shop = workshop(files);
  made.push(dirname(shop.root));
  return shop;
}

/**
 * A second workshop that holds what the first one does. Keys follow a repository by the address of its `origin`, so
 * a template that is to be written to after it was copied has one (`ORIGIN`).
 */
export function copyOf(shop: Workshop): Workshop {
  const copy = passing();
  cpSync(shop.root, copy.root, { recursive: true, verbatimSymlinks: true });
  cpSync(shop.home, copy.home, { recursive: true, verbatimSymlinks: true });
  moveMemory(copy.home, shop.root, copy.root);
  return copy;
}

/** What a machine remembers goes by the folder's path: a copy elsewhere is to be remembered as its template was. */
export function moveMemory(home: string, from: string, to: string): void {
  const state = join(home, ".local/state/continuo");
  for (const path of filesIn(state)) {
    const moved = path.replace(checkoutName(from), checkoutName(to));
    if (moved !== path) renameSync(join(state, path), join(state, moved));
  }
}

/** As much of a repository as names it: all copies of a folder share one signing key. */
export const ORIGIN: Readonly<Record<string, string>> = {
  ".git/config": '[remote "origin"]\n\turl = https://forge.invalid/acme/plans.git\n',
};

export const textOf = (shop: Workshop, path: string): string => readFileSync(join(shop.root, path), "utf8");

export const documentAt = <T = Record<string, unknown>>(shop: Workshop, path: string): T =>
  JSON.parse(textOf(shop, path)) as T;

export const makeFolder = (shop: Workshop, path: string): void => {
  mkdirSync(join(shop.root, path), { recursive: true });
};
