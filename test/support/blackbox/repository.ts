import { execFileSync } from "node:child_process";
import type { Workshop } from "../cli.ts";

/** git as a person would use it, away from this machine's own settings. */
export function git(cwd: string, ...args: readonly string[]): string {
  return execFileSync("git", ["-c", "commit.gpgsign=false", "-c", "init.defaultBranch=main", ...args], {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: cwd,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_AUTHOR_NAME: "ann",
      GIT_AUTHOR_EMAIL: "ann@example.invalid",
      GIT_COMMITTER_NAME: "ann",
      GIT_COMMITTER_EMAIL: "ann@example.invalid",
    },
  }).trimEnd();
}

/** Makes the work folder a repository with one commit of all that lies there. */
export function commitAll(shop: Workshop, message = "start"): void {
  git(shop.root, "init", "--quiet");
  git(shop.root, "add", "--all");
  git(shop.root, "commit", "--quiet", "--allow-empty", "-m", message);
}
