import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { gitIn } from "../process/git.ts";
import { gitWorkspace } from "./git.ts";
import { freshRepository, type Repository, shell } from "./repository.contract.ts";

const env = { PATH: process.env["PATH"] };

const opened = ({ base, folder, home }: Repository) =>
  gitWorkspace({ folder, git: gitIn(folder, { env, home }), env, temp: join(base, "temp") });

describe("a target that is hostile itself", () => {
  test("runs no program: hooks, monitors and filters of its own", async () => {
    const repository = freshRepository({ "a.txt": "one\n" });
    const mark = join(repository.base, "mark");
    const trap = `#!/bin/sh\ntouch '${mark}'\ncat\n`;
    const commit = repository.git("rev-parse", "HEAD");
    for (const hook of [
      "reference-transaction",
      "post-checkout",
      "post-index-change",
      "pre-auto-gc",
      "update",
    ])
      repository.write(`.git/hooks/${hook}`, trap, 0o755);
    repository.write(".git/trap", trap, 0o755);
    const path = join(repository.folder, ".git/trap");
    for (const name of [
      "core.fsmonitor",
      "filter.x.clean",
      "filter.x.smudge",
      "filter.x.process",
      "filter.a=b.c.clean",
      "uploadpack.packObjectsHook",
      "diff.external",
      "core.sshCommand",
    ])
      repository.git("config", name, path);
    repository.git("config", "filter.x.required", "true");
    repository.write(".gitattributes", "*.txt filter=x\n*.md filter=a=b.c\n");
    repository.write("a.txt", "two\n");
    const workspace = opened(repository);
    expect((await workspace.survey()).dirty).toEqual(["a.txt", ".gitattributes"]);
    const { patch, changes } = await workspace.labour(
      shell(commit, "echo '*.txt filter=x' > .gitattributes; echo three > a.txt"),
    );
    expect(changes).toHaveLength(2);
    await workspace.check({ ...shell(commit, "true"), patch });
    await workspace.publish({
      commit,
      patch,
      judged: changes,
      branch: "continuo/a",
      message: "x",
      at: "2026-01-01T00:00:00.000Z",
    });
    expect(existsSync(mark)).toBe(false);
    try {
      repository.git("branch", "trapped");
    } catch {
      // The hook's answer does not matter, that it ran does.
    }
    expect(existsSync(mark), "the trap works").toBe(true);
    expect(readFileSync(join(repository.folder, "a.txt"), "utf8")).toBe("two\n");
  });
});
