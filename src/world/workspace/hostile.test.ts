import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { execPath, getuid } from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, describe, expect, test, vi } from "vitest";
import { gitIn } from "../process/git.ts";
import { gitWorkspace } from "./git.ts";
import type { Labour } from "./port.ts";
import { freshRepository, type Repository, shell } from "./repository.contract.ts";

const env = { PATH: process.env["PATH"], SSH_AUTH_SOCK: "secret-socket", GH_TOKEN: "secret-token" };

const opened = ({ base, folder, home }: Repository) =>
  gitWorkspace({ folder, git: gitIn(folder, { env, home }), env, temp: join(base, "temp") });

/** A repository, and what a program of one line of shell does with it; `$0` is the repository, `$1` a place to mark. */
async function labour(line: string, files?: Readonly<Record<string, string>>) {
  const repository = freshRepository(files);
  const mark = join(repository.base, "mark");
  const commit = repository.git("rev-parse", "HEAD");
  const argv = ["sh", "-c", line, repository.folder, mark] as const;
  const done = await opened(repository).labour({ ...shell(commit, ""), argv });
  expect(readdirSync(join(repository.base, "temp")), "nothing is left behind").toEqual([]);
  return { ...done, repository, mark, commit };
}

const pathsOf = ({ changes }: Pick<Labour, "changes">) => changes.map(({ path }) => path);

describe("what a program finds", () => {
  afterAll(() => {
    vi.unstubAllEnvs();
  });

  test("is an environment of a few words, and none of our secrets", async () => {
    vi.stubEnv("CONTINUO_SIGNING_KEY", "secret-key");
    vi.stubEnv("GITHUB_TOKEN", "secret-token");
    vi.stubEnv("XDG_STATE_HOME", "/secret-home");
    const { ran } = await labour(
      "env; git remote -v; git config --list; cat .git/config; ls .git/hooks; ls -A ~ $TMPDIR",
    );
    expect(ran.output).not.toMatch(/secret|remote|origin|url|continuo-test-\w+\/work/);
    const names = ran.output.split("\n").flatMap((line) => /^([A-Z_]+)=/.exec(line)?.[1] ?? []);
    expect(names.filter((name) => !["PWD", "SHLVL", "_", "OLDPWD"].includes(name)).sort()).toEqual([
      "CI",
      "CONTINUO_TASK",
      "GIT_CEILING_DIRECTORIES",
      "GIT_CONFIG_GLOBAL",
      "GIT_CONFIG_NOSYSTEM",
      "GIT_TERMINAL_PROMPT",
      "HOME",
      "LANG",
      "LC_ALL",
      "NO_COLOR",
      "PATH",
      "TMPDIR",
    ]);
  });

  test("is a clean commit, whatever the work tree is like, without the history", async () => {
    const repository = freshRepository();
    const commit = repository.commit();
    repository.write("a.txt", "dirty\n");
    const line = "git status --porcelain; git log --format=%s; git branch; cat a.txt";
    const { ran } = await opened(repository).labour(shell(commit, line));
    expect(ran.output).toBe("next\n* work\none\n");
  });
});

describe("what a program changes inside of its clone", () => {
  test.each([
    { line: "ln -s /etc/passwd link", change: { path: "link", status: "A", modes: ["000000", "120000"] } },
    { line: "ln -sf /etc/passwd a.txt", change: { path: "a.txt", status: "T", modes: ["100644", "120000"] } },
    {
      line: "chmod +x a.txt",
      change: { path: "a.txt", status: "M", modes: ["100644", "100755"], lines: [0, 0] },
    },
    {
      line: "git init -q n; cd n; echo x > y; git add y; git -c user.name=a -c user.email=b commit -qm x",
      change: { path: "n", status: "A", modes: ["000000", "160000"] },
    },
    { line: "rm -rf * .git", change: { path: "a.txt", status: "D", modes: ["100644", "000000"] } },
    { line: "printf '\\0\\1' > b", change: { path: "b", status: "A", lines: null } },
    { line: "printf x > 'a\nb'", change: { path: "a\nb", status: "A", lines: [1, 0] } },
    {
      line: "printf x > \"$(printf 'a\\033[2J\\tb')\"",
      change: { path: "a\u001b[2J\tb", status: "A", lines: [1, 0] },
    },
    { line: "printf x > ./--force", change: { path: "--force", status: "A" } },
    { line: "git rm -q --cached a.txt; echo two > a.txt", change: { path: "a.txt", status: "M" } },
    {
      line: "echo two > a.txt; git add .; git -c user.name=a -c user.email=b commit -qm x",
      change: { path: "a.txt", status: "M" },
    },
    {
      line: "echo two > a.txt; touch -d @0 a.txt; git update-index --assume-unchanged a.txt",
      change: { path: "a.txt", status: "M" },
    },
    {
      line: "echo '*.txt -diff' > .git/info/attributes; echo two > a.txt",
      change: { path: "a.txt", lines: [1, 1] },
    },
  ])("is told as it is: $line", async ({ line, change }) => {
    const done = await labour(line);
    expect(done.changes).toHaveLength(1);
    expect(done).toMatchObject({ changes: [change], untaken: [], outside: [] });
  });

  test("is not hidden by what it says of itself: attributes do nothing, ignoring is seen", async () => {
    const line =
      "printf '* -diff filter=x text eol=crlf\\n' > .gitattributes; printf 'hidden\\n' > .gitignore; touch hidden; echo two > a.txt";
    const done = await labour(line);
    expect(pathsOf(done)).toEqual([".gitattributes", ".gitignore", "a.txt"]);
    expect(done.changes[2]?.lines).toEqual([1, 1]);
  });

  test("is taken byte by byte: line ends stay", async () => {
    const { changes } = await labour("printf 'one\\r\\n' > a.txt", {
      "a.txt": "one\n",
      ".gitattributes": "* text=auto\n",
    });
    expect(changes).toMatchObject([{ path: "a.txt", lines: [1, 1] }]);
  });

  test("runs nothing of what it plants in its own .git", async () => {
    const traps =
      'for at in post-index-change pre-commit post-checkout fsmonitor; do printf \'#!/bin/sh\\ntouch "%s"\\n\' "$1" > .git/hooks/$at; chmod +x .git/hooks/$at; done';
    const line = `mkdir -p .git/hooks; ${traps}
      git config core.fsmonitor "$PWD/.git/hooks/fsmonitor"
      git config filter.x.clean "touch '$1'; cat"; git config diff.external "touch '$1'"
      git config core.worktree /; echo '* filter=x' > .gitattributes; echo two > a.txt`;
    const done = await labour(line);
    expect(pathsOf(done)).toEqual([".gitattributes", "a.txt"]);
    expect(existsSync(done.mark)).toBe(false);
  });

  test("of 5 000 files is told file by file", async () => {
    const done = await labour("mkdir m; cd m; seq 5000 | split -l 1 -a 4");
    expect(done.changes).toHaveLength(5_000);
    expect(done.untaken).toEqual([]);
  });
});

describe("what cannot be taken", () => {
  test.each([
    { line: "printf x > \"$(printf 'a\\377')\"", says: /^names that are not UTF-8: "aÿ"$/ },
    { line: "mkdir -p .GIT/hooks; touch .GIT/hooks/x", says: /\.GIT\/hooks\/x/ },
    { line: "mkdir 'git~1'; touch 'git~1/x'", says: /git~1\/x/ },
    { line: "git init -q n", says: /does not have a commit checked out/ },
    { line: "truncate -s 1T huge", says: /more than is taken/ },
    { line: "truncate -s 1T a.txt", says: /more than is taken/ },
    {
      line: "head -c 18000000 /dev/urandom > big",
      says: /^a patch of \d+ bytes, which is more than is taken$/,
    },
    { line: "cd ..; rm -rf clone", says: /the clone is gone, or another folder is in its place/ },
    { line: 'cd ..; rm -rf clone; ln -s "$0" clone', says: /another folder is in its place/ },
  ])("is said, and nothing is taken: $line", async ({ line, says }) => {
    const done = await labour(`echo two > a.txt; ${line}`);
    expect(done.untaken.join("\n")).toMatch(says);
    expect(done.changes).toEqual([]);
    expect(done.patch.byteLength).toBe(0);
  });

  test("is what may not be read; the folder is removed nevertheless", async () => {
    const done = await labour("mkdir -p d/e; touch d/e/f; chmod 000 d/e d");
    // Root reads everything.
    if (getuid?.() === 0) expect(pathsOf(done)).toEqual(["d/e/f"]);
    else expect(done.untaken.join()).toMatch(/Permission denied/);
  });
});

describe("what a program changes outside of its clone", () => {
  test.each([
    { line: "echo x > ../outside.txt", outside: ["beside the clone: outside.txt: is new"] },
    { line: 'echo x >> "$CONTINUO_TASK"', outside: ["the task file: changed"] },
    { line: "rm -r ../home; ln -s / ../home", outside: ["the folder home: changed"] },
    { line: 'echo x > "$0/new\n.txt"', outside: ["the work tree: new\\u{a}.txt: is new"] },
    { line: 'echo x > "$0/a.txt"', outside: ["the work tree: a.txt: is new"] },
    { line: 'echo x > "$0/dirty.txt"', outside: ["the work tree: dirty.txt: changed"] },
    {
      line: 'mkdir "$0/artifacts"; echo x > "$0/artifacts/x"',
      outside: ["artifacts: is new", "artifacts/x: is new"],
    },
    { line: 'echo x > "$0/.continuo/secret"', outside: [".continuo/secret: changed"] },
    {
      line: 'mkdir -p "$0/.git/hooks"; echo x > "$0/.git/hooks/new-hook"',
      outside: [".git/hooks/new-hook: is new"],
    },
    { line: 'echo "[a]" >> "$0/.git/config"', outside: [".git/config: changed"] },
    {
      line: 'mkdir "$0/.git/info"; echo x > "$0/.git/info/attributes"',
      outside: [".git/info/attributes: changed"],
    },
    { line: 'git -C "$0" branch other', outside: ["the ref refs/heads/other: is new"] },
    {
      line: 'git -C "$0" checkout -q -b moved',
      outside: [".git/HEAD: changed", "the ref refs/heads/moved: is new"],
    },
    {
      line: 'cd "$0"; git -c user.name=a -c user.email=b commit -q --allow-empty -m x',
      outside: ["the ref refs/heads/main: changed"],
    },
  ])("is found: $line", async ({ line, outside }) => {
    const repository = freshRepository();
    repository.write(".gitignore", "/.continuo/\n");
    const commit = repository.commit();
    repository.write(".continuo/secret", "ours\n");
    repository.write("dirty.txt", "the user's\n");
    const argv = ["sh", "-c", line, repository.folder] as const;
    const done = await opened(repository).labour({ ...shell(commit, ""), argv });
    expect(done.outside).toEqual(outside);
    expect(done.ran.exitCode).toBe(0);
  });

  test("is found also when nothing of the repository is left", async () => {
    const done = await labour('rm -rf "$0/.git"; echo two > a.txt');
    expect(done.outside).toContain("the repository: is new");
    expect(done.untaken.join()).toMatch(/^the change could not be read/);
  });
});

describe("a program's leftovers", () => {
  test("end with it", async () => {
    const done = await labour(
      '(while :; do printf x >> "$1"; sleep 0.05; done) & while [ ! -s "$1" ]; do sleep 0.02; done',
    );
    expect(done.ran).toMatchObject({ exitCode: 0, timedOut: false });
    const size = statSync(done.mark).size;
    await pause(300);
    expect(statSync(done.mark).size).toBe(size);
  });

  test("of a flood is its beginning", async () => {
    const repository = freshRepository();
    const line =
      'const x = Buffer.alloc(1 << 20, "x"); for (let at = 0; at < 50; at++) require("fs").writeSync(1, x)';
    let told = 0;
    const onOutput = (bytes: number) => {
      told += bytes;
    };
    const argv = [execPath, "-e", line] as const;
    const commit = repository.git("rev-parse", "HEAD");
    const { ran } = await opened(repository).labour({ ...shell(commit, ""), argv, onOutput });
    expect(ran).toMatchObject({ exitCode: 0, cut: true, output: "x".repeat(10_000) });
    expect(told).toBe(50 << 20);
  });
});
