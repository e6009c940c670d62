import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { LabourRequest } from "./port.ts";

/** A repository for a test: where it lies, and git in it as its owner has it. */
export interface Repository {
  readonly base: string;
  readonly folder: string;
  readonly home: string;
  git(...args: readonly string[]): string;
  write(path: string, text: string, mode?: number): void;
  commit(): string;
}

const PATH = process.env["PATH"] ?? "";

/** A fresh repository with a commit of those files; without files none. */
export function freshRepository(files: Readonly<Record<string, string>> = { "a.txt": "one\n" }): Repository {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "continuo-test-")));
  const [folder, home] = [join(base, "work"), join(base, "home")];
  for (const each of [folder, home, join(base, "temp")]) mkdirSync(each);
  const who = ["-c", "user.name=a", "-c", "user.email=a@b.c"];
  const git = (...args: readonly string[]) =>
    execFileSync("git", [...who, ...args], { cwd: folder, env: { PATH, HOME: home }, stdio: "pipe" })
      .toString()
      .trim();
  const write = (path: string, text: string, mode = 0o644) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    chmodSync(join(folder, path), mode);
  };
  const commit = () => {
    git("add", "--all", "--force");
    git("commit", "--quiet", "--allow-empty", "-m", "next");
    return git("rev-parse", "HEAD");
  };
  git("init", "--quiet", "--template=", "-b", "main");
  for (const [path, text] of Object.entries(files)) write(path, text);
  if (Object.keys(files).length > 0) commit();
  return { base, folder, home, git, write, commit };
}

/** A request for a program that is a line of shell. */
export function shell(commit: string, line: string, more: Partial<LabourRequest> = {}): LabourRequest {
  const signal = new AbortController().signal;
  const limits = { timeoutMs: 20_000, maxOutputBytes: 10_000, signal };
  return { commit, prepare: null, argv: ["sh", "-c", line], task: "make it so\n", ...limits, ...more };
}
