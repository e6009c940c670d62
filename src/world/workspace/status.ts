import type { Git } from "../process/port.ts";
import { NO_TRANSPORT } from "./store.ts";

export interface Differing {
  readonly path: string;
  /** The two letters of `git status --porcelain`. */
  readonly state: string;
}

/** Folders that Continuo keeps in a work tree: what differs there is not the user's work. */
const NOT_THEIRS = ["artifacts/", ".continuo/"];

/**
 * Paths of the work tree that differ from its commit, but for Continuo's own. No program of the repository runs: git
 * asks the filters that a repository's settings name about every file that was touched, so all of them are switched
 * off first; a submodule's work tree, with settings of its own, is not looked into.
 *
 * @param git  git in the work tree
 */
export async function statusOf(git: Git): Promise<readonly Differing[]> {
  const env = { ...NO_TRANSPORT, ...(await withoutFilters(git)) };
  const flags = ["--untracked-files=all", "--no-renames", "--ignore-submodules=dirty"];
  const said = await git.ask(["status", "--porcelain=v1", "-z", ...flags], { env });
  return said
    .split("\0")
    .filter((text) => text !== "")
    .map((text) => ({ state: text.slice(0, 2), path: text.slice(3) }))
    .filter(({ path }) => !NOT_THEIRS.some((folder) => path.startsWith(folder)));
}

/** The environment that makes every filter that any settings define a filter that does nothing. */
async function withoutFilters(git: Git): Promise<Readonly<Record<string, string>>> {
  const found = await git.run(["config", "-z", "--name-only", "--get-regexp", "^filter\\."]);
  const drivers = new Set(
    found.stdout.split("\0").flatMap((name) => (name ? [name.slice(0, name.lastIndexOf("."))] : [])),
  );
  const env: Record<string, string> = { GIT_CONFIG_COUNT: String(drivers.size * 4) };
  let at = 0;
  for (const driver of drivers)
    for (const [name, value] of [
      ["clean", ""],
      ["smudge", ""],
      ["process", ""],
      ["required", "false"],
    ] as const) {
      env[`GIT_CONFIG_KEY_${at}`] = `${driver}.${name}`;
      env[`GIT_CONFIG_VALUE_${at++}`] = value;
    }
  return env;
}
