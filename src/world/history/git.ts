import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Git } from "../process/port.ts";
import { type Archive, type CommitRequest, type History, historyFailure } from "./port.ts";

/** The author of our commits: nobody in person and the same everywhere, so that equal work is one commit. */
const IDENTITY = { name: "continuo", email: "collector@continuo.invalid" };

/**
 * History in the git repository around the work folder, by plumbing: neither index nor work tree is disturbed.
 *
 * @param fileOf  where git finds the bytes of a path of ours
 */
export function gitHistory(git: Git, fileOf = (path: string) => path): History {
  /** The folder's place in the repository: paths of ours are relative to the folder, git's to its top. */
  const prefix = () => git.ask(["rev-parse", "--show-prefix"]);

  return {
    async head() {
      const tip = await git.run(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]);
      if (tip.exitCode !== 0) return null;
      const branch = await git.run(["symbolic-ref", "--quiet", "--short", "HEAD"]);
      return { commit: tip.stdout.trim(), branch: branch.exitCode === 0 ? branch.stdout.trim() : null };
    },

    async commit(request) {
      const index = join(tmpdir(), `continuo-${randomBytes(8).toString("hex")}.index`);
      try {
        return await commitWith({ git, index, prefix: await prefix(), fileOf }, request);
      } finally {
        rmSync(index, { force: true });
      }
    },

    async advance(branch, from, to, paths) {
      await git.ask(["update-ref", "-m", "continuo collect", `refs/heads/${branch}`, to, from]);
      const input = paths.map((path) => `${path}\0`).join("");
      await git.run(["reset", "--quiet", "--pathspec-from-file=-", "--pathspec-file-nul"], { input });
    },

    async fetch(remote, branch) {
      const listed = await git.ask(["ls-remote", "--heads", "--", remote, `refs/heads/${branch}`]);
      const [tip] = listed.split(/\s/, 1);
      if (!tip) return null;
      await git.ask([
        "fetch",
        "--quiet",
        "--no-tags",
        "--no-write-fetch-head",
        // Into the object store and nowhere else: the user's own remote-tracking branch is not ours to move.
        "--refmap=",
        "--",
        remote,
        `refs/heads/${branch}`,
      ]);
      return tip;
    },

    async push(remote, branch, commit, expected) {
      const ref = `refs/heads/${branch}`;
      const args = [
        "push",
        "--porcelain",
        `--force-with-lease=${ref}:${expected ?? ""}`,
        "--",
        remote,
        `${commit}:${ref}`,
      ];
      const pushed = await git.run(args);
      if (pushed.exitCode === 0) return "pushed";
      // Two ways to lose: the client sees a stale lease, or the server finds the ref locked or moved.
      if (
        /stale info|fetch first|cannot lock ref|non-fast-forward|reference already exists/.test(
          pushed.stdout + pushed.stderr,
        )
      )
        return "moved";
      const said = `${pushed.stdout}\n${pushed.stderr}`
        .split("\n")
        .find((line) => /^!|error|fatal|remote:/.test(line));
      throw historyFailure(
        "history.push",
        `The push to ${branch} was refused: ${said?.trim() ?? "git gave no reason"}.`,
        {
          hint: "Give the token or key the right to push to that branch, or push to another one with --branch.",
        },
      );
    },
  };
}

interface Desk {
  readonly git: Git;
  readonly index: string;
  readonly prefix: string;
  readonly fileOf: (path: string) => string;
}

async function commitWith(
  { git, index, prefix, fileOf }: Desk,
  { parent, paths, message, at }: CommitRequest,
): Promise<string> {
  const env = { GIT_INDEX_FILE: index };
  await git.ask(["read-tree", parent], { env });
  // Past every filter: evidence is committed byte by byte as it was signed.
  const hashed = await git.ask(["hash-object", "-w", "--no-filters", "--stdin-paths"], {
    input: lines(paths.map(fileOf)),
  });
  const blobs = hashed.split("\n");
  const info = paths.map((path, nth) => `100644 ${blobs[nth]}\t${prefix}${path}`);
  await git.ask(["update-index", "--add", "--index-info"], { env, input: lines(info) });
  const tree = await git.ask(["write-tree"], { env });
  if (tree === (await git.ask(["rev-parse", `${parent}^{tree}`]))) return parent;
  const date = `${Math.floor(Date.parse(at) / 1_000)} +0000`;
  const who = {
    GIT_AUTHOR_NAME: IDENTITY.name,
    GIT_AUTHOR_EMAIL: IDENTITY.email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: IDENTITY.name,
    GIT_COMMITTER_EMAIL: IDENTITY.email,
    GIT_COMMITTER_DATE: date,
  };
  return git.ask(["commit-tree", tree, "-p", parent, "-F", "-"], { env: who, input: `${message}\n` });
}

const lines = (each: readonly string[]): string => each.map((line) => `${line}\n`).join("");

/** What the repository's object store holds. Its ids are SHA-1: the caller compares a digest of its own. */
export function gitArchive(git: Git): Archive {
  return {
    async recall(blob) {
      const shown = await git.run(["cat-file", "blob", blob]).catch(() => undefined);
      return shown?.exitCode === 0 ? shown.bytes : undefined;
    },
  };
}
