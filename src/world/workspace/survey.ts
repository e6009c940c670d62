import { realpathSync } from "node:fs";
import { shown } from "../../kernel/text.ts";
import type { Git } from "../process/port.ts";
import { type Survey, workspaceFailure } from "./port.ts";
import { statusOf } from "./status.ts";
import { gitWith, NO_TRANSPORT } from "./store.ts";
import { piecesOf } from "./taking.ts";
import { MARKERS, testCommandOf } from "./test-command.ts";

/** How much of a repository is told. `files` is the bound of what a reviewer reads; the rest is ours. */
const MOST = { dirty: 20, files: 20_000, markerBytes: 1 << 20 } as const;

/** What a repository is like: see the port. Nothing is written, not even git's index. */
export async function surveyOf(folder: string, plain: Git): Promise<Survey> {
  const git = gitWith(plain, NO_TRANSPORT);
  await assertRoot(folder, git);
  const tip = await git.run(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]);
  if (tip.exitCode !== 0)
    throw workspaceFailure("workspace.no-commit", "The repository has no commit that is checked out.", {
      hint: "Commit something first, and run the same command again.",
    });
  const commit = tip.stdout.trim();
  const branch = await git.run(["symbolic-ref", "--quiet", "--short", "HEAD"]);
  const entries = await entriesOf(git, commit);
  const files = new Set(entries.keys());
  return {
    base: { commit, branch: branch.exitCode === 0 ? branch.stdout.trim() : null },
    isShallow: (await git.ask(["rev-parse", "--is-shallow-repository"])) === "true",
    dirty: (await statusOf(git)).slice(0, MOST.dirty).map(({ path }) => path),
    files: [...files].sort().slice(0, MOST.files),
    testCommand: testCommandOf({ files, texts: await markersIn(git, entries) }),
  };
}

/** @throws `workspace.no-repository` unless the folder is the top of a work tree */
async function assertRoot(folder: string, git: Git): Promise<void> {
  const refuse = (says: string, hint: string) =>
    workspaceFailure("workspace.no-repository", `${folder} ${says}.`, { hint });
  const bare = await git.run(["rev-parse", "--is-bare-repository"]).catch(() => undefined);
  if (bare?.exitCode !== 0)
    throw refuse(
      "is no git repository that this user may read",
      "Give the root of a git repository; `git status` there says what is wrong with it.",
    );
  const top = await git.run(["rev-parse", "--show-toplevel"]);
  if (top.exitCode !== 0)
    throw refuse(
      "is a repository without a work tree",
      "Give a clone with a work tree: `git clone` makes one.",
    );
  const root = top.stdout.replace(/\n$/, "");
  if (realpathSync(folder) !== realpathSync(root))
    throw refuse("is inside a git repository, and not its root", `Give the root: ${shown(root, 400)}`);
}

/** What a tree holds, `mode id` by path. A name that is not UTF-8 is shown with replacement characters. */
async function entriesOf(git: Git, commit: string): Promise<ReadonlyMap<string, string>> {
  const ended = await git.run(["ls-tree", "-r", "-z", "--full-tree", commit]);
  const entries = new Map<string, string>();
  for (const piece of piecesOf(ended.bytes)) {
    // `mode type id TAB path`
    const text = Buffer.from(piece).toString("utf8");
    const tab = text.indexOf("\t");
    const [mode = "", , id = ""] = text.slice(0, tab).split(" ");
    entries.set(text.slice(tab + 1), `${mode} ${id}`);
  }
  return entries;
}

/** The texts of the markers that are plain files of a sane size: a link is not followed. */
async function markersIn(
  git: Git,
  entries: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<(typeof MARKERS)[number], string>> {
  const texts = new Map<(typeof MARKERS)[number], string>();
  for (const marker of MARKERS) {
    const [mode = "", id = ""] = entries.get(marker)?.split(" ") ?? [];
    if (!mode.startsWith("100")) continue;
    if (Number(await git.ask(["cat-file", "-s", id])) > MOST.markerBytes) continue;
    texts.set(marker, (await git.run(["cat-file", "blob", id])).stdout);
  }
  return texts;
}
