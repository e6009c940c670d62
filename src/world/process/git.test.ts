import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { gitIn } from "./git.ts";
import type { Git } from "./port.ts";

const PATH = process.env["PATH"] ?? "";
const WHO = ["-c", "user.name=a", "-c", "user.email=a@b.c"];

/** A fresh repository with one commit, a home of its own, and a file that hostile settings would make. */
function fresh(env: Record<string, string> = {}): { root: string; home: string; pwned: string; git: Git } {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "continuo-git-")));
  const [root, home] = [join(base, "work"), join(base, "home")];
  mkdirSync(root);
  mkdirSync(home);
  const plain = { cwd: root, env: { PATH, HOME: home }, stdio: "pipe" as const };
  execFileSync("git", ["init", "--quiet", "-b", "main"], plain);
  execFileSync("git", [...WHO, "commit", "--quiet", "--allow-empty", "-m", "first"], plain);
  return { root, home, pwned: join(base, "pwned"), git: gitIn(root, { env: { PATH, ...env }, home }) };
}

function planted(at: string, pwned: string): void {
  writeFileSync(at, `#!/bin/sh\ntouch '${pwned}'\n`);
  chmodSync(at, 0o755);
}

/** The same git without our settings: shows that the trap works. */
const bare = (root: string, home: string, args: readonly string[]) =>
  execFileSync("git", [...WHO, ...args], { cwd: root, env: { PATH, HOME: home }, stdio: "pipe" });

describe("git", () => {
  test("run tells how it ended, whatever that was", async () => {
    const { git } = fresh();
    expect(await git.run(["rev-parse", "--abbrev-ref", "HEAD"])).toMatchObject({
      exitCode: 0,
      stdout: "main\n",
    });
    expect((await git.run(["no-such-verb"])).exitCode).not.toBe(0);
  });

  test("ask returns what it printed, without the final newline and no other", async () => {
    const { git, root } = fresh();
    expect(await git.ask(["rev-parse", "--abbrev-ref", "HEAD"])).toBe("main");
    writeFileSync(join(root, "two"), "a\n\n");
    const blob = await git.ask(["hash-object", "-w", "two"]);
    expect(await git.ask(["cat-file", "blob", blob])).toBe("a\n");
  });

  test("ask fails in our words, with git's last line", async () => {
    const { git } = fresh();
    await expect(git.ask(["cat-file", "blob", "HEAD:no-such-file"])).rejects.toMatchObject({
      code: "process.failed",
      kind: "unavailable",
      message: expect.stringMatching(/^git cat-file ended with 128: fatal: [^\n]*$/),
    });
  });

  test("input and environment of a call reach it", async () => {
    const { git } = fresh();
    const blob = await git.ask(["hash-object", "-w", "--stdin"], { input: "ä" });
    expect(await git.ask(["cat-file", "blob", blob])).toBe("ä");
    const env = { GIT_AUTHOR_DATE: "2026-01-01T00:00:00Z", GIT_COMMITTER_DATE: "2026-01-01T00:00:00Z" };
    await git.ask([...WHO, "commit", "--allow-empty", "-m", "dated"], { env });
    expect(await git.ask(["log", "-1", "--format=%at"])).toBe("1767225600");
  });

  test("speaks English, so that what it says can be read", async () => {
    const { git } = fresh({ LC_ALL: "de_DE.UTF-8", LANGUAGE: "de" });
    expect((await git.run(["no-such-verb"])).stderr).toMatch(/is not a git command/);
  });
});

describe("a repository cannot make git run its programs", () => {
  const HOOKS = [
    "pre-commit",
    "prepare-commit-msg",
    "commit-msg",
    "post-commit",
    "post-checkout",
    "reference-transaction",
    "post-index-change",
    "pre-push",
    "pre-auto-gc",
    "post-rewrite",
  ];
  const commit = ["commit", "--allow-empty", "-m", "x"];

  test.each(HOOKS)("the hook %s does not run", async (hook) => {
    const { root, git, pwned } = fresh();
    planted(join(root, ".git/hooks", hook), pwned);
    writeFileSync(join(root, "a"), hook);
    await git.ask(["add", "a"]);
    await git.ask([...WHO, ...commit]);
    await git.ask([...WHO, "commit", "--amend", "--allow-empty", "-m", "y"]);
    await git.ask(["checkout", "--quiet", "-b", "other"]);
    const remote = join(root, "../remote.git");
    await git.ask(["init", "--quiet", "--bare", remote]);
    await git.ask(["push", "--quiet", remote, "HEAD:refs/heads/pushed"]);
    expect(existsSync(pwned)).toBe(false);
  });

  test("not even from a folder that the repository's settings name", async () => {
    const { root, home, git, pwned } = fresh();
    mkdirSync(join(root, "hooks"));
    planted(join(root, "hooks/pre-commit"), pwned);
    bare(root, home, ["config", "core.hooksPath", "hooks"]);
    await git.ask([...WHO, ...commit]);
    expect(existsSync(pwned)).toBe(false);
    bare(root, home, commit);
    expect(existsSync(pwned), "the trap works").toBe(true);
  });

  test("nor as a monitor of the file system", async () => {
    const { root, home, git, pwned } = fresh();
    planted(join(root, "monitor"), pwned);
    bare(root, home, ["config", "core.fsmonitor", join(root, "monitor")]);
    await git.ask(["status", "--porcelain"]);
    expect(existsSync(pwned)).toBe(false);
    bare(root, home, ["status"]);
    expect(existsSync(pwned), "the trap works").toBe(true);
  });

  test("nor by a remote that is a command, though the repository allows it", async () => {
    const { root, home, git, pwned } = fresh();
    const remote = `ext::sh -c touch% ${pwned}`;
    bare(root, home, ["config", "protocol.ext.allow", "always"]);
    bare(root, home, ["remote", "add", "evil", remote]);
    for (const each of [remote, "evil"]) {
      const ended = await git.run(["ls-remote", each]);
      expect(ended.exitCode).toBe(128);
      expect(ended.stderr).toMatch(/transport 'ext' not allowed/);
    }
    expect(existsSync(pwned)).toBe(false);
    expect(() => bare(root, home, ["ls-remote", "evil"])).toThrow();
    expect(existsSync(pwned), "the trap works").toBe(true);
  });

  test("nor by the user's environment: only what reaches a remote is passed on", async () => {
    const { root, home, pwned } = fresh();
    planted(join(root, "trap"), pwned);
    const env = {
      PATH,
      GIT_DIR: "/nowhere",
      GIT_WORK_TREE: "/nowhere",
      GIT_INDEX_FILE: "/nowhere/index",
      GIT_EXTERNAL_DIFF: join(root, "trap"),
      GIT_PAGER: join(root, "trap"),
      GIT_ALLOW_PROTOCOL: "ext",
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "core.fsmonitor",
      GIT_CONFIG_VALUE_0: join(root, "trap"),
      GIT_SSH_COMMAND: "ssh -of=1",
      CONTINUO_SIGNING_KEY: "a secret",
    };
    const git = gitIn(root, { env, home });
    expect(await git.ask(["rev-parse", "--show-toplevel"])).toBe(root);
    expect((await git.run(["ls-remote", `ext::sh -c touch% ${pwned}`])).exitCode).toBe(128);
    await git.run(["diff"]);
    await git.run(["status"]);
    expect(existsSync(pwned)).toBe(false);
    const seen = await git.ask(["-c", "alias.env=!env", "env"]);
    expect(seen).toContain("GIT_SSH_COMMAND=ssh -of=1");
    expect(seen).not.toMatch(/a secret|GIT_CONFIG_VALUE_0|GIT_EXTERNAL_DIFF/);
  });
});

describe("git never asks a person", () => {
  test("a remote that wants a password is answered with a failure, at once", async () => {
    const server = createServer((_, answer) => {
      answer.writeHead(401, { "www-authenticate": 'Basic realm="x"' }).end();
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    try {
      const { git } = fresh();
      const { port } = server.address() as AddressInfo;
      const before = performance.now();
      const ended = await git.run(["ls-remote", `http://127.0.0.1:${port}/a.git`]);
      expect(ended).toMatchObject({ exitCode: 128, timedOut: false });
      expect(ended.stderr).toMatch(/terminal prompts disabled/);
      expect(performance.now() - before).toBeLessThan(20_000);
    } finally {
      server.close();
    }
  });

  test("a commit without a message ends, and opens no editor", async () => {
    const { git, root, home } = fresh();
    bare(root, home, ["config", "core.editor", "sleep 300 #"]);
    rmSync(join(root, ".git/COMMIT_EDITMSG"), { force: true });
    const ended = await git.run([...WHO, "commit", "--allow-empty", "-F", "-"], { input: "from input\n" });
    expect(ended).toMatchObject({ exitCode: 0, timedOut: false });
  });
});
