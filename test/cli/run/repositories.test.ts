import { mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { throughDoor } from "../../support/blackbox/door.ts";
import { changes, filesIn, snapshotOf } from "../../support/blackbox/folder.ts";
import { agent, beside, HELLO, issueText, project, story } from "../../support/blackbox/project.ts";
import { commitAll, git } from "../../support/blackbox/repository.ts";
import type { Workshop } from "../../support/cli.ts";

interface State {
  readonly because: string;
  readonly make: (shop: Workshop) => unknown;
  readonly says: RegExp;
  readonly next: RegExp;
  readonly mend: (shop: Workshop) => unknown;
}

/** A repository that is one, and cannot be worked on as it stands. */
const STATES: readonly (State & { readonly code: string })[] = [
  {
    because: "has no branch checked out",
    make: ({ root }) => git(root, "checkout", "--quiet", "--detach"),
    code: "repository.detached",
    says: /no branch checked out/,
    next: /git switch/,
    mend: ({ root }) => git(root, "switch", "--quiet", "main"),
  },
  {
    because: "has changes that are not committed",
    make: (shop) => shop.write("notes.txt", "x"),
    code: "repository.dirty",
    says: /"notes\.txt"/,
    next: /Commit them, stash them or move them away/,
    mend: ({ root }) => rmSync(join(root, "notes.txt")),
  },
  {
    because: "has no tests that are known",
    make: (shop) => {
      rmSync(join(shop.root, "Makefile"));
      commitAll(shop, "no tests");
    },
    code: "repository.no-tests",
    says: /no test command/,
    next: /--test-command/,
    mend: (shop) => {
      shop.write("Makefile", "test:\n\tsh check.sh\n");
      commitAll(shop, "tests");
    },
  },
];

/** What is no repository's root, or has nothing to start from: nothing at all is written. */
const NONE: readonly (State & { readonly kind: string })[] = [
  {
    because: "is no repository",
    make: ({ root }) => rmSync(join(root, ".git"), { recursive: true }),
    kind: "workspace.no-repository",
    says: /is no git repository/,
    next: /Give the root of a git repository/,
    mend: commitAll,
  },
  {
    because: "has no commit",
    make({ root }) {
      rmSync(join(root, ".git"), { recursive: true });
      git(root, "init", "--quiet");
    },
    kind: "workspace.no-commit",
    says: /no commit/,
    next: /Commit something first/,
    mend: commitAll,
  },
  {
    because: "has no work tree",
    make: ({ root }) => git(root, "config", "core.bare", "true"),
    kind: "workspace.no-repository",
    says: /without a work tree/,
    next: /git clone/,
    mend: ({ root }) => git(root, "config", "core.bare", "false"),
  },
];

describe("a repository that", () => {
  test.each(STATES)(
    "$because is told so, and worked on once it is not so",
    async ({ make, code, says, next, mend }) => {
      const shop = project();
      const line = [beside(shop, "issue.md", issueText()), ...agent(HELLO)];
      make(shop);
      const { exitCode, answer } = await story(shop, line);
      expect([exitCode, answer.outcome, answer.code]).toEqual([3, "stopped", code]);
      expect(answer.says).toMatch(says);
      expect(answer.next).toMatch(next);
      mend(shop);
      expect((await story(shop, line.slice(0, 1))).answer.code).toBe("agent.none");
    },
  );

  test.each(NONE)(
    "$because is told so before anything is written",
    async ({ make, kind, says, next, mend }) => {
      const shop = project();
      const line = [beside(shop, "issue.md", issueText()), ...agent(HELLO)];
      make(shop);
      const before = snapshotOf(shop.root);
      const { exitCode, stderr } = await throughDoor(shop, ["run", ...line]);
      expect(exitCode).toBe(6);
      expect(stderr).toContain(`error[${kind}]`);
      expect(stderr).toMatch(says);
      expect(stderr).toMatch(next);
      expect(changes(before, snapshotOf(shop.root))).toEqual([]);
      mend(shop);
      expect((await story(shop, line.slice(0, 1))).answer.code).toBe("agent.none");
    },
  );

  test("is given by a folder in it: the root is named, and nothing is written there", async () => {
    const shop = project();
    const issue = join(dirname(shop.root), beside(shop, "issue.md", issueText()).slice(3));
    shop.write("sub/x", "x");
    commitAll(shop, "sub");
    const sub = { ...shop, root: join(shop.root, "sub") };
    const { exitCode, stderr } = await throughDoor(sub, ["run", issue, ...agent(HELLO)]);
    expect(exitCode).toBe(6);
    expect(stderr).toContain(`Give the root: "${shop.root}"`);
    expect(filesIn(sub.root)).toEqual(["x"]);
    expect((await story(shop, [issue, ...agent(HELLO)])).answer.code).toBe("story.published");
  });

  test("is a shallow clone is told so, and worked on once it is whole", async () => {
    const shop = project();
    shop.write("more.txt", "x");
    commitAll(shop, "more");
    const clone = project();
    rmSync(clone.root, { recursive: true });
    mkdirSync(clone.root);
    git(clone.root, "clone", "--quiet", "--depth", "1", `file://${shop.root}`, ".");
    const line = [beside(clone, "issue.md", issueText()), ...agent(HELLO)];
    const { exitCode, answer } = await story(clone, line);
    expect([exitCode, answer.code]).toEqual([3, "repository.shallow"]);
    expect(answer.next).toContain("git fetch --unshallow");
    git(clone.root, "fetch", "--quiet", "--unshallow");
    expect((await story(clone, line.slice(0, 1))).answer.code).toBe("agent.none");
  });

  test("is not there is told so", async () => {
    const shop = project();
    const issue = beside(shop, "issue.md", issueText());
    const { exitCode, stderr } = await throughDoor(shop, ["run", issue, "--repo", "nowhere"]);
    expect(exitCode).toBe(6);
    expect(stderr).toContain('There is no folder "nowhere"');
    expect(filesIn(shop.root, "artifacts")).toEqual([]);
  });
});
