import { lstatSync, readdirSync, readFileSync, type Stats } from "node:fs";
import { join, resolve } from "node:path";
import { digestOf } from "../../kernel/digest.ts";
import { plain } from "../../kernel/text.ts";
import { GROUND_ENTRIES, type Ground, statOf } from "./ground.ts";
import { statusOf } from "./status.ts";
import type { Target } from "./store.ts";

/** Things outside of a clone by name, each with a fingerprint of how it is. */
export type Sight = ReadonlyMap<string, string>;

/** Files of a git folder that steer git. */
const STEERING = [
  "HEAD",
  "config",
  "config.worktree",
  "commondir",
  "shallow",
  "info/attributes",
  "info/exclude",
  "info/grafts",
  "objects/info/alternates",
] as const;

/** Folders of a work tree that are Continuo's own. */
export const OURS = ["artifacts", ".continuo"] as const;

/** Entries of a folder that are looked at. Ours. */
const WALKED = 50_000;

/**
 * How the repository and the surroundings of the clone are, by the time stamps that a plain user cannot set back
 * (ctime) and by digests. It shows what a program changed; it does not stop it. What others change meanwhile, Continuo
 * and the user among them, is told as well: nobody can tell whose change it was.
 */
export async function sightOf(target: Target, ground: Ground): Promise<Sight> {
  const sight = new Map<string, string>();
  lookAround(ground, sight);
  for (const folder of OURS) walk(target.folder, folder, sight);
  try {
    await lookAtRepository(target, sight);
  } catch {
    sight.set("the repository", "cannot be read");
  }
  return sight;
}

/** What is there in only one of two sights, or is otherwise; one printable line each, at most 50. */
export function changedBetween(before: Sight, after: Sight): readonly string[] {
  const changed: string[] = [];
  for (const [name, print] of after) {
    const known = before.get(name);
    if (known === undefined) changed.push(`${name}: is new`);
    else if (known !== print) changed.push(`${name}: changed`);
  }
  for (const name of before.keys()) if (!after.has(name)) changed.push(`${name}: is gone`);
  return changed.slice(0, 50).map(plain);
}

function lookAround(ground: Ground, sight: Map<string, string>): void {
  for (const name of namesIn(ground.folder))
    if (!GROUND_ENTRIES.includes(name)) sight.set(`beside the clone: ${name}`, "");
  sight.set("the task file", fileprint(ground.task));
  // Its own folders may change inside; another folder in their place, or a link, is none of ours.
  for (const folder of [ground.folder, ground.clone, ground.home, ground.tmp])
    sight.set(`the folder ${folder.slice(ground.folder.length + 1) || "of the clone"}`, placeprint(folder));
}

/** Which folder lies at a path: not what is in it. */
export function placeprint(path: string): string {
  const stat = statOf(path);
  return stat?.isDirectory() ? `${stat.dev} ${stat.ino}` : "no folder";
}

async function lookAtRepository({ folder, git }: Target, sight: Map<string, string>): Promise<void> {
  const [asked, refs, differing] = await Promise.all([
    git.ask(["rev-parse", "--absolute-git-dir", "--git-common-dir"]),
    git.ask(["for-each-ref", "--format=%(refname) %(objectname)"]),
    statusOf(git),
  ]);
  const [own = "", shared = ""] = asked.split("\n").map((each) => resolve(folder, each));
  for (const gitDir of new Set([own, shared])) {
    const where = gitDir === shared ? ".git" : ".git of the work tree";
    for (const file of STEERING) sight.set(`${where}/${file}`, fileprint(join(gitDir, file)));
    for (const name of namesIn(join(gitDir, "hooks")))
      sight.set(`${where}/hooks/${name}`, fileprint(join(gitDir, "hooks", name)));
  }
  for (const line of refs.split("\n")) sight.set(`the ref ${line.slice(0, line.indexOf(" "))}`, line);
  for (const { path, state } of differing)
    sight.set(`the work tree: ${path}`, `${state} ${print(statOf(join(folder, path)))}`);
}

/** The content and mode of a file that may be absent, may be a link, or may be of any size. */
function fileprint(path: string): string {
  const stat = statOf(path);
  if (!stat?.isFile() || stat.size > 1 << 20) return print(stat);
  return `${stat.mode} ${digestOf(readFileSync(path))}`;
}

const print = (stat: Stats | undefined): string =>
  stat ? `${stat.mode} ${stat.size} ${stat.ino} ${stat.mtimeMs} ${stat.ctimeMs}` : "absent";

function walk(root: string, start: string, sight: Map<string, string>): void {
  const left = [start];
  for (let path = left.pop(); path !== undefined && sight.size < WALKED; path = left.pop()) {
    const stat = statOf(join(root, path));
    if (!stat) continue;
    // A folder's own time stamps change with its entries, which are all here themselves.
    sight.set(path, stat.isDirectory() ? `${stat.mode}` : print(stat));
    if (stat.isDirectory()) left.push(...namesIn(join(root, path)).map((name) => `${path}/${name}`));
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return lstatSync(folder).isDirectory() ? readdirSync(folder).sort() : [];
  } catch {
    return [];
  }
}
