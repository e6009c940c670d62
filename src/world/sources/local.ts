import { mkdtempSync, readdirSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative, resolve } from "node:path";
import type { Files } from "../files/port.ts";
import type { Git } from "../process/port.ts";
import type { Sources } from "./port.ts";

/** How deep a download may bury its artifacts: a folder an artifact, and the artifact's own folders. Ours. */
const DEPTH = 4;
/** Any one of these makes a folder a tree of artifacts. */
const SIGNS = ["claims", "handoff", "records"];

/**
 * Folders and commits of this machine as sources.
 *
 * @param root  what relative paths are counted from
 * @param open  the documents below a folder
 */
export function localSources(root: string, git: Git, open: (root: string) => Files): Sources {
  return {
    async below(folder) {
      const top = resolve(root, folder);
      if (!statSync(top, { throwIfNoEntry: false })?.isDirectory()) return [];
      return treesIn(realpathSync(top), DEPTH).map((tree) => {
        const name = join(folder, relative(realpathSync(top), tree));
        return { name, files: basename(tree) === "artifacts" ? open(dirname(tree)) : shifted(open(tree)) };
      });
    },

    async at(commit, work) {
      const folder = mkdtempSync(join(tmpdir(), "continuo-commit-"));
      try {
        await git.ask(["worktree", "add", "--quiet", "--detach", "--no-checkout", folder, commit]);
        await git.ask(["-C", folder, "checkout", "--quiet", commit, "--", "artifacts"]);
        return await work({ name: commit, files: open(folder) });
      } finally {
        await git.run(["worktree", "remove", "--force", folder]);
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

/** Folders that hold artifacts, in code-unit order; none inside another. Links are not followed. */
function treesIn(folder: string, depth: number): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  if (entries.some(({ name }) => SIGNS.includes(name))) return [folder];
  if (depth === 0) return [];
  const below = entries
    .map(({ name }) => name)
    .filter((name) => !name.startsWith("."))
    .sort();
  return below.flatMap((name) => treesIn(join(folder, name), depth - 1));
}

/** Documents whose `artifacts/` was stripped, as an upload of that folder does: they are read as if it were there. */
function shifted(files: Files): Files {
  const inner = (path: string): string => path.replace(/^artifacts\//, "");
  return {
    ...files,
    read: (path) => (path.startsWith("artifacts/") ? files.read(inner(path)) : undefined),
    list: (folder) => (folder.startsWith("artifacts/") ? files.list(inner(folder)) : []),
    hidden: (folder) => (folder.startsWith("artifacts/") ? files.hidden(inner(folder)) : []),
  };
}
