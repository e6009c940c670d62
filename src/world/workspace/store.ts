import { mkdirSync, writeFileSync } from "node:fs";
import { devNull } from "node:os";
import { join } from "node:path";
import { shown } from "../../kernel/text.ts";
import { gitIn } from "../process/git.ts";
import type { Git, GitOptions } from "../process/port.ts";
import { workspaceFailure } from "./port.ts";

/** The repository that is worked on. */
export interface Target {
  readonly folder: string;
  /** Git in that folder, as the user runs it: what the user's own settings allow or forbid holds. */
  readonly git: Git;
  readonly path: string;
  /** Where temporary folders are made. */
  readonly temp: string;
}

/** No transport at all, also none to fetch a missing object over: a repository names its own programs for that. */
export const NO_TRANSPORT = { GIT_ALLOW_PROTOCOL: "", GIT_NO_LAZY_FETCH: "1" };

/** What every git command of ours, and every program that we run, must not read: anybody's settings. */
export const NO_SETTINGS = { GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: devNull };

/**
 * Bytes are taken and put as they are: no line ends, no keywords, no encodings, and no filter even if somebody
 * defined one. This file goes before every `.gitattributes` of a work tree.
 */
const RAW = "* !text !eol !crlf !filter !ident !working-tree-encoding !diff !merge !whitespace\n";

/** What git decides by the file system that it was made on is fixed: links are links, modes are modes. */
const SETTINGS = {
  "core.fileMode": "true",
  "core.symlinks": "true",
  "core.ignoreCase": "false",
  "core.autocrlf": "false",
  "core.excludesFile": devNull,
  "core.attributesFile": devNull,
  "core.protectNTFS": "true",
  "core.protectHFS": "true",
};
const FLAGS = Object.entries(SETTINGS).flatMap(([name, value]) => ["-c", `${name}=${value}`]);

const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** The same git with more in its environment, and flags before each verb. */
export function gitWith(
  git: Git,
  more: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
): Git {
  const around = (options: GitOptions = {}) => ({ ...options, env: { ...more, ...options.env } });
  return {
    run: (args, options) => git.run([...flags, ...args], around(options)),
    ask: (args, options) => git.ask([...flags, ...args], around(options)),
  };
}

/**
 * A bare repository of our own with one commit of the target, fetched by its id: git names content by its digest,
 * so what is in it is what the commit names, whatever became of the target since.
 *
 * @throws `workspace.no-commit` when the target does not give it
 */
export async function storeAt(target: Target, folder: string, commit: string): Promise<Git> {
  await fetchInto(target, { git: ourGit(target, folder), gitDir: folder, commit, kind: ["--bare"] });
  return gitWith(ourGit(target, folder), { GIT_DIR: folder });
}

/**
 * A clone for a program to work in: the commit on a branch `work`, without history, remotes, hooks, templates.
 *
 * @returns git in that clone, to be used only before a program has been let in
 */
export async function cloneAt(target: Target, folder: string, commit: string): Promise<Git> {
  const git = ourGit(target, folder);
  await fetchInto(target, { git, gitDir: join(folder, ".git"), commit, kind: [] });
  await git.ask(["reset", "--quiet", "--hard", commit]);
  return git;
}

/** Git for repositories that we made: nobody's settings, nobody's transports. */
function ourGit({ path, temp }: Target, folder: string): Git {
  const plain = gitIn(folder, { env: { PATH: path }, home: temp });
  return gitWith(plain, { ...NO_SETTINGS, ...NO_TRANSPORT }, FLAGS);
}

interface Fetching {
  readonly git: Git;
  readonly gitDir: string;
  readonly commit: string;
  readonly kind: readonly string[];
}

async function fetchInto(target: Target, { git, gitDir, commit, kind }: Fetching): Promise<void> {
  if (!OBJECT_ID.test(commit))
    throw workspaceFailure("workspace.no-commit", "The commit to start from is no object id.");
  const format = commit.length === 64 ? "sha256" : "sha1";
  await git.ask(["init", "--quiet", "--template=", "-b", "work", `--object-format=${format}`, ...kind]);
  mkdirSync(join(gitDir, "info"), { recursive: true });
  writeFileSync(join(gitDir, "info", "attributes"), RAW);
  // By the user's git: whether this user trusts the folder is written in the user's settings.
  const from = ["--git-dir", gitDir, "-c", "protocol.version=2", "-c", "protocol.file.allow=always", "fetch"];
  const plainly = ["--quiet", "--depth=1", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"];
  const args = [...from, ...plainly, "--no-auto-maintenance", "--", target.folder, commit];
  const ended = await target.git.run(args, { env: { ...NO_TRANSPORT, GIT_ALLOW_PROTOCOL: "file" } });
  if (ended.exitCode === 0) return;
  const said = ended.stderr.trim().split("\n").at(-1) ?? "";
  throw workspaceFailure("workspace.no-commit", `The repository does not give ${commit}: ${shown(said)}.`);
}
