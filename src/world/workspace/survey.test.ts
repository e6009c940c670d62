import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { gitIn } from "../process/git.ts";
import type { Git } from "../process/port.ts";
import { gitWorkspace } from "./git.ts";
import { freshRepository, type Repository, shell } from "./repository.contract.ts";

const env = { PATH: process.env["PATH"] ?? "" };

const openedAt = ({ base, home }: Repository, folder: string) =>
  gitWorkspace({ folder, git: gitIn(folder, { env, home }), env, temp: join(base, "temp") });
const opened = (repository: Repository) => openedAt(repository, repository.folder);
const gitAt = (cwd: string, ...args: string[]) => execFileSync("git", args, { cwd, env, stdio: "pipe" });

describe("survey refuses", () => {
  test("a folder that is no repository", async () => {
    const repository = freshRepository();
    await expect(openedAt(repository, repository.base).survey()).rejects.toMatchObject({
      code: "workspace.no-repository",
      hint: expect.stringContaining("Give the root of a git repository"),
    });
  });

  test("a folder that is not there", async () => {
    const repository = freshRepository();
    const nowhere = join(repository.base, "nowhere");
    await expect(openedAt(repository, nowhere).survey()).rejects.toMatchObject({
      code: "workspace.no-repository",
    });
  });

  test("a folder inside of one, and names the root", async () => {
    const repository = freshRepository({ "d/a": "" });
    await expect(openedAt(repository, join(repository.folder, "d")).survey()).rejects.toMatchObject({
      code: "workspace.no-repository",
      hint: `Give the root: "${repository.folder}"`,
    });
  });

  test("one without a work tree", async () => {
    const repository = freshRepository();
    const bare = join(repository.base, "bare.git");
    repository.git("clone", "--quiet", "--bare", repository.folder, bare);
    await expect(openedAt(repository, bare).survey()).rejects.toMatchObject({
      code: "workspace.no-repository",
      message: `${bare} is a repository without a work tree.`,
    });
  });

  test("one whose settings say that its work tree is elsewhere", async () => {
    const repository = freshRepository();
    repository.git("config", "core.worktree", repository.base);
    await expect(opened(repository).survey()).rejects.toMatchObject({ code: "workspace.no-repository" });
  });

  test("one without a commit", async () => {
    await expect(opened(freshRepository({})).survey()).rejects.toMatchObject({
      code: "workspace.no-commit",
      kind: "missing",
      hint: expect.stringContaining("Commit something"),
    });
  });
});

describe("survey tells of", () => {
  test("a detached head", async () => {
    const repository = freshRepository();
    repository.git("checkout", "--quiet", "--detach");
    expect((await opened(repository).survey()).base.branch).toBeNull();
  });

  test("a folder that is reached by a link", async () => {
    const repository = freshRepository();
    const link = join(repository.base, "link");
    symlinkSync(repository.folder, link);
    const commit = repository.git("rev-parse", "HEAD");
    expect((await openedAt(repository, link).survey()).base.commit).toBe(commit);
  });

  test("a dirty work tree, but not of what Continuo keeps there; at most 20 paths", async () => {
    const repository = freshRepository();
    for (const path of ["artifacts/x", ".continuo/y", "artifacts2", "a.txt", "b\nc"])
      repository.write(path, "new\n");
    expect((await opened(repository).survey()).dirty).toEqual(["a.txt", "artifacts2", "b\nc"]);
    for (let at = 0; at < 20; at++) repository.write(`many/${at}`, "");
    expect((await opened(repository).survey()).dirty).toHaveLength(20);
  });

  test("the commit's files, not those of the work tree", async () => {
    const repository = freshRepository();
    repository.write("Makefile", "test:\n");
    expect(await opened(repository).survey()).toMatchObject({ files: ["a.txt"], testCommand: null });
  });

  test("no test command that is a link, or too long to be read", async () => {
    const repository = freshRepository();
    symlinkSync("a.txt", join(repository.folder, "Makefile"));
    repository.write("package.json", `{"scripts":{"test":"x"},"y":"${"y".repeat(1 << 20)}"}`);
    repository.commit();
    expect((await opened(repository).survey()).testCommand).toBeNull();
  });

  test("more files than are told", async () => {
    const repository = freshRepository();
    const names = Array.from({ length: 20_001 }, (_, at) => `${at + 10_000}`);
    const blob = repository.git("hash-object", "-w", "a.txt");
    const input = names.map((name) => `100644 blob ${blob}\t${name}\n`).join("");
    const inside = { cwd: repository.folder, env, input };
    const tree = execFileSync("git", ["mktree"], inside).toString().trim();
    repository.git("update-ref", "HEAD", repository.git("commit-tree", tree, "-m", "x"));
    const { files } = await opened(repository).survey();
    expect(files).toEqual(names.slice(0, 20_000));
  });
});

describe("an unusual repository can be worked on", () => {
  const worksIn = async (repository: Repository, folder = repository.folder) => {
    const workspace = openedAt(repository, folder);
    const { base, isShallow } = await workspace.survey();
    const { patch, outside, untaken, changes } = await workspace.labour(
      shell(base.commit, "echo two > a.txt"),
    );
    expect({ outside, untaken, changed: changes.length }).toEqual({ outside: [], untaken: [], changed: 1 });
    const branch = "continuo/a";
    const request = {
      commit: base.commit,
      patch,
      judged: changes,
      branch,
      message: "x",
      at: "2026-01-01T00:00:00.000Z",
    };
    expect(await workspace.branchAt(branch)).toBeNull();
    const { commit } = await workspace.publish(request);
    expect(await workspace.publish(request)).toEqual({ commit });
    gitAt(folder, "fsck", "--strict");
    return { isShallow };
  };

  test("a shallow one", async () => {
    const repository = freshRepository();
    repository.commit();
    const folder = join(repository.base, "shallow");
    repository.git("clone", "--quiet", "--depth=1", `file://${repository.folder}`, folder);
    expect(await worksIn(repository, folder)).toEqual({ isShallow: true });
  });

  test("a second work tree", async () => {
    const repository = freshRepository();
    const folder = join(repository.base, "second");
    repository.git("worktree", "add", "--quiet", folder);
    expect(await worksIn(repository, folder)).toEqual({ isShallow: false });
  });

  test("one with SHA-256 ids", async () => {
    const repository = freshRepository({});
    const folder = join(repository.base, "sha256");
    mkdirSync(folder);
    gitAt(folder, "init", "--quiet", "--object-format=sha256");
    repository.write("../sha256/a.txt", "one\n");
    gitAt(folder, "add", ".");
    gitAt(folder, "-c", "user.name=a", "-c", "user.email=b", "commit", "--quiet", "-m", "x");
    await worksIn(repository, folder);
  });

  test("one with a submodule, which stays empty and unchanged", async () => {
    const [repository, other] = [freshRepository(), freshRepository({ x: "" })];
    repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", other.folder, "sub");
    repository.commit();
    expect((await opened(repository).survey()).files).toEqual([".gitmodules", "a.txt", "sub"]);
    await worksIn(repository);
  });

  test("one with names that are hard to say", async () => {
    const repository = freshRepository({ "a.txt": "one\n", "-rf": "", "b\nc": "", "ä ö": "", ":(top)x": "" });
    await worksIn(repository);
  });

  test("one that is dirty, with something staged, and both stay as they are", async () => {
    const repository = freshRepository();
    repository.write("staged", "x\n");
    repository.git("add", "staged");
    repository.write("a.txt", "dirty\n");
    const before = repository.git("status", "--porcelain");
    await worksIn(repository);
    expect(repository.git("status", "--porcelain")).toBe(before);
  });

  test("one that has a branch named like our folder of branches: it is said", async () => {
    const repository = freshRepository();
    repository.git("branch", "continuo");
    await expect(worksIn(repository)).rejects.toMatchObject({ code: "workspace.branch-taken" });
  });
});

describe("what was published is read back", () => {
  /** A git that says yes to a command, and does not run it. */
  const lying = (git: Git, verb: string): Git => ({
    run: async (args, options) => (args.includes(verb) ? git.run(["--version"]) : git.run(args, options)),
    ask: async (args, options) => (args.includes(verb) ? "" : git.ask(args, options)),
  });

  test.each(["update-ref", "unpack-objects"])(
    "and is unconfirmed, or fails, when %s did nothing",
    async (verb) => {
      const repository = freshRepository();
      const { folder, home, base } = repository;
      const commit = repository.git("rev-parse", "HEAD");
      const { patch, changes: judged } = await opened(repository).labour(shell(commit, "echo two > a.txt"));
      const git = lying(gitIn(folder, { env, home }), verb);
      const workspace = gitWorkspace({ folder, git, env, temp: join(base, "temp") });
      const request = {
        commit,
        patch,
        judged,
        branch: "continuo/a",
        message: "x",
        at: "2026-01-01T00:00:00.000Z",
      };
      await expect(workspace.publish(request)).rejects.toMatchObject({
        code: verb === "update-ref" ? "workspace.unconfirmed" : "workspace.branch-taken",
      });
      expect(await workspace.branchAt("continuo/a")).toBeNull();
    },
  );
});
