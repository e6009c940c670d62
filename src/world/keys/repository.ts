import { existsSync, lstatSync, readFileSync, realpathSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { digestOf } from "../../kernel/digest.ts";

/**
 * A name for the repository in a folder, for files outside of it: from the address of `origin` where there is one
 * (so that all clones of a machine share a key), else from the folder itself; a work tree's is that of the folder that
 * it was added to.
 */
export function repositoryName(root: string): string {
  const url = originUrl(root);
  const home = mainFolder(root);
  const stem = url === undefined ? basename(home) : url.replace(/^[a-z+]+:\/\//, "").replace(/^[^/]*@/, "");
  const identity = url === undefined ? realpathSync(home) : stem;
  const words = stem
    .replace(/\.git$/, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return `${words.slice(-60) || "repository"}-${digestOf(identity).slice(7, 19)}`;
}

/**
 * `owner/name` as the address of `origin` ends; undefined where there is none, or one that does not end so.
 *
 * @example https://forge.example/acme/web.git, git@forge.example:acme/web // acme/web
 */
export function originName(root: string): string | undefined {
  const url = originUrl(root) ?? "";
  return /[:/]([A-Za-z0-9][A-Za-z0-9-]{0,38}\/[A-Za-z0-9._-]{1,100}?)(?:\.git)?\/?$/.exec(url)?.[1];
}

/**
 * A name for one checkout of a repository, for files outside of it: from the folder's real path alone. Nothing that
 * lies in the folder has a say, or whoever writes there could choose what this machine remembers of it.
 */
export const checkoutName = (root: string): string => digestOf(realpathSync(root)).slice(7, 23);

/** The folder that a work tree was added to; the folder itself when it is none. */
function mainFolder(root: string): string {
  const folder = gitFolder(root);
  return basename(folder) === ".git" && existsSync(folder) ? dirname(folder) : root;
}

/** The address of `origin` as the repository's own config has it; undefined for anything that is not there. */
function originUrl(root: string): string | undefined {
  const config = textOf(`${gitFolder(root)}/config`) ?? "";
  const section = /^\s*\[remote "origin"\]\s*$([\s\S]*?)(?=^\s*\[|$(?![\s\S]))/m.exec(config)?.[1];
  return /^\s*url\s*=\s*(\S+)\s*$/m.exec(section ?? "")?.[1];
}

/** The folder that holds the config: `.git`, or what it points to in a work tree or submodule. */
function gitFolder(root: string): string {
  const dotGit = `${root}/.git`;
  if (!lstatSync(dotGit, { throwIfNoEntry: false })?.isFile()) return dotGit;
  const pointed = /^gitdir: (.+)$/m.exec(textOf(dotGit) ?? "")?.[1];
  if (pointed === undefined) return dotGit;
  const folder = resolve(root, pointed);
  const common = textOf(`${folder}/commondir`)?.trim();
  return common === undefined ? folder : resolve(folder, common);
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
