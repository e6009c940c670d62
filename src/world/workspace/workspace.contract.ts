import { describe, expect, test } from "vitest";
import type { Workspace } from "./port.ts";
import { freshRepository, type Repository, shell } from "./repository.contract.ts";

/** What every adapter of Workspace promises. `open` gives it over a repository at its newest commit. */
export function workspaceContract(name: string, open: (repository: Repository) => Workspace): void {
  const fresh = (files?: Readonly<Record<string, string>>) => {
    const repository = freshRepository(files);
    return { repository, workspace: open(repository), commit: repository.git("rev-parse", "HEAD") };
  };
  const AT = "2026-01-02T03:04:05.000Z";

  describe(`Workspace: ${name}: survey`, () => {
    test("tells the commit, the branch, the files by code unit, and the test command", async () => {
      const { workspace, commit } = fresh({ "b/z": "", "b.txt": "", B: "", "go.mod": "module a\n" });
      expect(await workspace.survey()).toEqual({
        base: { commit, branch: "main" },
        isShallow: false,
        dirty: [],
        files: ["B", "b.txt", "b/z", "go.mod"],
        testCommand: ["go", "test", "./..."],
      });
    });
  });

  describe(`Workspace: ${name}: labour`, () => {
    test("tells a change as a list and as a patch that can be checked and published", async () => {
      const { workspace, commit } = fresh({ "a.txt": "one\n", "gone.txt": "x\n" });
      const line = "printf 'one\\ntwo\\n' > a.txt; mkdir d; echo new > d/n; rm gone.txt; echo done";
      const { ran, changes, patch, untaken, outside } = await workspace.labour(shell(commit, line));
      expect(ran).toMatchObject({ exitCode: 0, timedOut: false, output: "done\n", cut: false });
      expect(changes).toEqual([
        { path: "a.txt", status: "M", modes: ["100644", "100644"], lines: [1, 0] },
        { path: "d/n", status: "A", modes: ["000000", "100644"], lines: [1, 0] },
        { path: "gone.txt", status: "D", modes: ["100644", "000000"], lines: [0, 1] },
      ]);
      expect({ untaken, outside }).toEqual({ untaken: [], outside: [] });
      const argv = ["sh", "-c", "cat a.txt d/n; test ! -e gone.txt"] as const;
      const checked = await workspace.check({ ...shell(commit, ""), argv, patch });
      expect(checked).toMatchObject({ exitCode: 0, output: "one\ntwo\nnew\n" });
    });

    test("hands the task over on standard input and in a file", async () => {
      const { workspace, commit } = fresh();
      const { ran } = await workspace.labour(shell(commit, 'cat; cat "$CONTINUO_TASK"', { task: "ä\n" }));
      expect(ran.output).toBe("ä\nä\n");
    });

    test.each([
      { line: "exit 3", exitCode: 3, because: "a failure" },
      { line: "kill -9 $$", exitCode: null, because: "a crash" },
      { line: "true", exitCode: 0, because: "nothing" },
    ])("tells $because as no change", async ({ line, exitCode }) => {
      const { workspace, commit } = fresh();
      const labour = await workspace.labour(shell(commit, line));
      expect(labour).toMatchObject({
        ran: { exitCode, timedOut: false },
        changes: [],
        outside: [],
        untaken: [],
      });
      expect(labour.patch.byteLength).toBe(0);
    });

    test("ends a program at its time, with what it started, and tells what it did until then", async () => {
      const { workspace, commit } = fresh();
      const line = "echo half > a.txt; sh -c 'sleep 60' & sleep 60";
      const labour = await workspace.labour(shell(commit, line, { timeoutMs: 2_000 }));
      expect(labour).toMatchObject({ ran: { exitCode: null, timedOut: true }, changes: [{ path: "a.txt" }] });
    });

    test("ends it when it is aborted, and takes nothing", async () => {
      const { workspace, commit } = fresh();
      const ending = new AbortController();
      const onOutput = () => ending.abort();
      const line = "echo half > a.txt; echo begun; sleep 60";
      const labour = await workspace.labour(shell(commit, line, { signal: ending.signal, onOutput }));
      expect(labour).toMatchObject({
        ran: { exitCode: null, timedOut: false },
        changes: [],
        untaken: ["the work was stopped"],
      });
    });

    test.each([
      { size: 99, kept: 99, cut: false },
      { size: 100, kept: 100, cut: false },
      { size: 101, kept: 100, cut: true },
    ])("of $size bytes of output keeps $kept, cut: $cut", async ({ size, kept, cut }) => {
      const { workspace, commit } = fresh();
      let told = 0;
      const onOutput = (bytes: number) => {
        told += bytes;
      };
      const line = `printf '%0${size}d' 0 >&2`;
      const { ran } = await workspace.labour(shell(commit, line, { maxOutputBytes: 100, onOutput }));
      expect(ran).toMatchObject({ output: "0".repeat(kept), cut });
      expect(told).toBe(size);
    });

    test("makes what was printed harmless to whoever reads it", async () => {
      const { workspace, commit } = fresh();
      const { ran } = await workspace.labour(
        shell(commit, "printf '\\033[2Ja\\n::error::x\\n##[warning]y\\n'"),
      );
      expect(ran.output).toBe("\\u{1b}[2Ja\n\\u{3a}:error::x\n#\\u{23}[warning]y\n");
    });

    test.each(["0".repeat(40), "main", "--upload-pack=touch x", "HEAD:refs/heads/main", ""])(
      "refuses a commit that is not there: %s",
      async (commit) => {
        const { workspace } = fresh();
        await expect(workspace.labour(shell(commit, "true"))).rejects.toMatchObject({
          code: "workspace.no-commit",
        });
      },
    );

    test("says that a program is not there", async () => {
      const { workspace, commit } = fresh();
      const argv = ["no-such-program-of-continuo"] as const;
      await expect(workspace.labour(shell(commit, "", { argv }))).rejects.toMatchObject({
        code: "process.missing",
      });
    });
  });

  describe(`Workspace: ${name}: check`, () => {
    test("sees the commit, not the work tree", async () => {
      const { repository, workspace, commit } = fresh();
      repository.write("a.txt", "dirty\n");
      repository.write("new.txt", "new\n");
      const argv = ["sh", "-c", "cat a.txt; ls"] as const;
      expect(await workspace.check({ ...shell(commit, ""), argv, patch: null })).toMatchObject({
        exitCode: 0,
        output: "one\na.txt\n",
      });
    });

    test.each([
      ["nonsense", "nonsense\n"],
      ["an empty one", ""],
      ["one for another content", "--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-other\n+two\n"],
      ["one for a file outside", "--- /dev/null\n+++ b/../x\n@@ -0,0 +1 @@\n+two\n"],
      ["one for git's own folder", "--- /dev/null\n+++ b/.git/hooks/x\n@@ -0,0 +1 @@\n+two\n"],
    ])("refuses a patch that does not apply: %s", async (_, patch) => {
      const { workspace, commit } = fresh();
      const request = { ...shell(commit, "true"), patch: Buffer.from(patch) };
      await expect(workspace.check(request)).rejects.toMatchObject({
        code: "workspace.patch",
        kind: "evidence",
      });
    });
  });

  describe(`Workspace: ${name}: publish`, () => {
    const work = async (workspace: Workspace, commit: string, line = "echo two > a.txt") => {
      const { patch, changes: judged } = await workspace.labour(shell(commit, line));
      return { commit, patch, judged, branch: "continuo/issue-1", message: "Do it\n\nBecause.", at: AT };
    };

    test("commits on a branch of its own, which reads back", async () => {
      const { repository, workspace, commit } = fresh();
      expect(await workspace.branchAt("continuo/issue-1")).toBeNull();
      const published = await workspace.publish(await work(workspace, commit));
      expect(await workspace.branchAt("continuo/issue-1")).toBe(published.commit);
      const format = "--format=%P %an %cn %aI %cI %B";
      expect(repository.git("log", "-1", format, published.commit)).toBe(
        `${commit} continuo continuo 2026-01-02T03:04:05+00:00 2026-01-02T03:04:05+00:00 Do it\n\nBecause.`,
      );
      expect(repository.git("show", `${published.commit}:a.txt`)).toBe("two");
      expect(repository.git("status", "--porcelain")).toBe("");
      expect(repository.git("rev-parse", "HEAD")).toBe(commit);
    });

    test("twice is once", async () => {
      const { repository, workspace, commit } = fresh();
      const request = await work(workspace, commit);
      const first = await workspace.publish(request);
      expect(await workspace.publish(request)).toEqual(first);
      expect(await Promise.all([workspace.publish(request), workspace.publish(request)])).toEqual([
        first,
        first,
      ]);
      expect(repository.git("for-each-ref", "--format=%(refname)")).toBe(
        "refs/heads/continuo/issue-1\nrefs/heads/main",
      );
    });

    test("leaves a branch alone that is somebody else's", async () => {
      const { repository, workspace, commit } = fresh();
      const request = await work(workspace, commit);
      repository.git("branch", "continuo/issue-1");
      await expect(workspace.publish(request)).rejects.toMatchObject({
        code: "workspace.branch-taken",
        kind: "conflict",
      });
      expect(await workspace.branchAt("continuo/issue-1")).toBe(commit);
    });

    test("of two works for one branch, one lands", async () => {
      const { workspace, commit } = fresh();
      const [one, two] = [await work(workspace, commit), await work(workspace, commit, "echo three > a.txt")];
      const ends = await Promise.allSettled([workspace.publish(one), workspace.publish(two)]);
      expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    });

    test.each([
      "main",
      "-x",
      "continuo",
      "continuo/",
      "continuo/../main",
      "continuo/A",
      "continuo/a b",
      "continuo/a.lock",
      "continuo/a..b",
      "continuo//a",
      "continuo/a\n",
      `continuo/${"a".repeat(101)}`,
    ])("takes no other name for a branch: %j", async (branch) => {
      const { workspace, commit } = fresh();
      const request = { ...(await work(workspace, commit)), branch };
      await expect(workspace.publish(request)).rejects.toMatchObject({ code: "workspace.branch-name" });
    });

    test("refuses a patch that changes something else than was judged", async () => {
      const { workspace, commit } = fresh();
      const honest = await work(workspace, commit);
      const { judged } = await work(workspace, commit, "echo two > b.txt");
      for (const each of [judged, [], [...honest.judged, ...judged]])
        await expect(workspace.publish({ ...honest, judged: each })).rejects.toMatchObject({
          code: "workspace.patch",
        });
      expect(await workspace.branchAt("continuo/issue-1")).toBeNull();
    });

    test("refuses a patch that changes nothing", async () => {
      const { workspace, commit } = fresh();
      const request = { ...(await work(workspace, commit)), patch: new Uint8Array() };
      await expect(workspace.publish(request)).rejects.toMatchObject({ code: "workspace.patch" });
    });
  });

  describe(`Workspace: ${name}: branchAt`, () => {
    test.each([
      ["main", true],
      ["refs/heads/main", false],
      ["mai", false],
      ["main@{0}", false],
      ["m*", false],
      ["--all", false],
      ["", false],
      ["a\0b", false],
    ])("of %j: %s", async (branch, isThere) => {
      const { workspace, commit } = fresh();
      expect(await workspace.branchAt(branch)).toBe(isThere ? commit : null);
    });
  });
}
