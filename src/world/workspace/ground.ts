import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  type Stats,
} from "node:fs";
import { join } from "node:path";

/** A folder for one run of one program, and what lies in it. */
export interface Ground {
  readonly folder: string;
  readonly clone: string;
  readonly home: string;
  readonly tmp: string;
  /** What the program is told; beside the clone, so that it is no part of the change. */
  readonly task: string;
}

/** The entries that a program finds, and may change the inside of. */
export const GROUND_ENTRIES: readonly string[] = ["clone", "home", "tmp", "task.md"];

/**
 * Does something in a fresh temporary folder that is gone afterwards, also on failure. What a killed process of ours
 * leaves is named `continuo-…` and stays for the operating system to clear.
 *
 * @param temp  the folder for temporary folders
 */
export async function onFolder<T>(temp: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = realpathSync(mkdtempSync(join(temp, "continuo-work-")));
  try {
    return await work(folder);
  } finally {
    removeFolder(folder);
  }
}

export function onGround<T>(temp: string, work: (ground: Ground) => Promise<T>): Promise<T> {
  return onFolder(temp, (folder) => {
    const [clone, home, tmp] = [join(folder, "clone"), join(folder, "home"), join(folder, "tmp")];
    for (const each of [clone, home, tmp]) mkdirSync(each);
    return work({ folder, clone, home, tmp, task: join(folder, "task.md") });
  });
}

/** Removes a folder, also one in which a program took the right to enter from us. No link is followed. */
function removeFolder(folder: string): void {
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  try {
    remove();
  } catch {
    try {
      openUp(folder);
      remove();
    } catch {
      // Something that left the process group writes there still: the answer matters more than the folder.
    }
  }
}

function openUp(folder: string): void {
  const stat = statOf(folder);
  if (!stat?.isDirectory()) return;
  chmodSync(folder, stat.mode | 0o700);
  for (const entry of readdirSync(Buffer.from(folder), { withFileTypes: true, encoding: "buffer" }))
    if (entry.isDirectory()) openUp(join(folder, entry.name.toString()));
}

/** What lies at a path, not following a link; undefined when nothing does or it may not be asked. */
export function statOf(path: string | Buffer): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}
