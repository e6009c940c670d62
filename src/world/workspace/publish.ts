import { join } from "node:path";
import { canonicalJson } from "../../kernel/json.ts";
import { shown } from "../../kernel/text.ts";
import type { Git } from "../process/port.ts";
import { onFolder } from "./ground.ts";
import { type PublishRequest, workspaceFailure } from "./port.ts";
import { gitWith, NO_TRANSPORT, storeAt, type Target } from "./store.ts";
import { compared } from "./taking.ts";

/** The author of our commits: nobody in person and the same everywhere, so that equal work is one commit. */
const IDENTITY = { name: "continuo", email: "workspace@continuo.invalid" };

/**
 * Continuo's own branches: `continuo/` and parts of small letters, digits, `.`, `_` and `-`, each begun by a letter
 * or digit, in all at most 200 characters. Stricter than git, and no word of it is a flag or a range.
 */
const BRANCH = /^continuo(?:\/[a-z0-9][a-z0-9._-]{0,99}){1,4}$/;

export function isOwnBranch(branch: string): boolean {
  const parts = branch.split("/");
  return (
    branch.length <= 200 &&
    BRANCH.test(branch) &&
    !parts.some((part) => part.includes("..") || part.endsWith(".") || part.endsWith(".lock"))
  );
}

/** Commits a patch on a branch of its own: see the port. The target's index and work tree are not touched. */
export function publishTo(target: Target, request: PublishRequest): Promise<{ readonly commit: string }> {
  const { branch } = request;
  if (!isOwnBranch(branch))
    throw workspaceFailure(
      "workspace.branch-name",
      `${shown(branch)} is no name of a branch of Continuo's.`,
      {
        hint: "Name it continuo/… with small letters, digits, dots, underlines and hyphens.",
      },
    );
  return onFolder(target.temp, async (folder) => {
    const store = await storeAt(target, folder, request.commit);
    const commit = await committed(store, join(folder, "patched.index"), request);
    const git = gitWith(target.git, { ...NO_TRANSPORT, ...signedAt(request.at) });
    await carry(store, git, { commit, base: request.commit });
    await land(git, branch, commit);
    await confirm(git, { branch, commit, base: request.commit });
    return { commit };
  });
}

/**
 * Puts a patch into an index at a commit.
 *
 * @throws `workspace.patch` when it does not apply
 */
export async function applyPatch(git: Git, patch: Uint8Array, how: "--cached" | "--index"): Promise<void> {
  const ended = await git.run(["apply", how, "--binary", "--whitespace=nowarn", "-"], { input: patch });
  if (ended.exitCode === 0) return;
  const said = ended.stderr.trim().split("\n").at(-1) ?? "";
  throw workspaceFailure("workspace.patch", `The patch does not apply to its commit: ${shown(said)}.`);
}

async function committed(store: Git, index: string, request: PublishRequest): Promise<string> {
  const { commit: base, patch, judged, message, at } = request;
  const git = gitWith(store, { GIT_INDEX_FILE: index, ...signedAt(at) });
  await git.ask(["read-tree", base]);
  await applyPatch(git, patch, "--cached");
  const tree = await git.ask(["write-tree"]);
  if (tree === (await git.ask(["rev-parse", `${base}^{tree}`])))
    throw workspaceFailure("workspace.patch", "The patch changes nothing.");
  const { changes } = await compared(git, base, tree);
  if (canonicalJson(changes) !== canonicalJson(judged))
    throw workspaceFailure("workspace.patch", "The patch changes something else than was judged.");
  return git.ask(["commit-tree", "--no-gpg-sign", tree, "-p", base, "-F", "-"], { input: `${message}\n` });
}

function signedAt(at: string): Readonly<Record<string, string>> {
  const date = `${Math.floor(Date.parse(at) / 1_000)} +0000`;
  return {
    GIT_AUTHOR_NAME: IDENTITY.name,
    GIT_AUTHOR_EMAIL: IDENTITY.email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: IDENTITY.name,
    GIT_COMMITTER_EMAIL: IDENTITY.email,
    GIT_COMMITTER_DATE: date,
  };
}

/** Brings the new objects over as bytes: no transport, so nothing of either side's settings is asked on the way. */
async function carry(
  store: Git,
  git: Git,
  { commit, base }: { commit: string; base: string },
): Promise<void> {
  const packed = await store.run(["pack-objects", "--revs", "--stdout", "-q"], {
    input: `${commit}\n^${base}\n`,
  });
  if (packed.exitCode !== 0 || packed.cut)
    throw workspaceFailure("workspace.unconfirmed", "The commit could not be packed for the repository.");
  await git.ask(["unpack-objects", "-q", "--strict"], { input: packed.bytes });
}

/** Compare and swap: of many that write a branch for the first time, one does, and the others see whose it is. */
async function land(git: Git, branch: string, commit: string): Promise<void> {
  const nobody = "0".repeat(commit.length);
  const ref = `refs/heads/${branch}`;
  const ended = await git.run(["update-ref", "--no-deref", "-m", "continuo publish", ref, commit, nobody]);
  if (ended.exitCode === 0) return;
  const found = await tipOf(git, branch);
  if (found === commit) return;
  const said = ended.stderr.trim().split("\n").at(-1) ?? "";
  throw workspaceFailure(
    "workspace.branch-taken",
    found === null
      ? `The branch ${branch} could not be made: ${shown(said)}.`
      : `The branch ${branch} is at ${found}, which is not this work.`,
    { hint: "Look at what is there; move it away or delete it, and run the same command again." },
  );
}

/** What was written is read back: the branch, its commit, and that commit's parent and content. */
async function confirm(
  git: Git,
  { branch, commit, base }: { branch: string; commit: string; base: string },
): Promise<void> {
  const tip = await tipOf(git, branch).catch(() => null);
  const parents = await git.run(["rev-parse", "--verify", "--quiet", `${commit}^`]);
  const whole = await git.run(["rev-list", "--objects", "--quiet", commit, `^${base}`]);
  if (tip === commit && parents.stdout.trim() === base && whole.exitCode === 0) return;
  throw workspaceFailure(
    "workspace.unconfirmed",
    `The branch ${branch} does not read back as it was written.`,
    {
      hint: "Look at the repository with `git fsck`, and run the same command again.",
    },
  );
}

/** Where a branch stands; null when there is none. Any text may be asked for: only the very name answers. */
export async function tipOf(git: Git, branch: string): Promise<string | null> {
  const ref = `refs/heads/${branch}`;
  if (branch === "" || branch.includes("\0")) return null;
  const found = await git.ask(["for-each-ref", "--format=%(objectname) %(refname)", "--", ref]);
  const line = found.split("\n").find((each) => each.slice(each.indexOf(" ") + 1) === ref);
  return line === undefined ? null : line.slice(0, line.indexOf(" "));
}
