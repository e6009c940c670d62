import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { documentOf, keepsTheConventions } from "../support/blackbox/conventions.ts";
import { must } from "../support/blackbox/door.ts";
import { fails, works } from "../support/blackbox/ends.ts";
import { changes, copyOf, filesIn, passing, snapshotOf, textOf } from "../support/blackbox/folder.ts";
import { itemFiles } from "../support/blackbox/item.ts";
import { commitAll, git } from "../support/blackbox/repository.ts";
import type { Workshop } from "../support/cli.ts";

keepsTheConventions("collect");

interface Answer {
  readonly items: readonly { workItemId: string; state: string }[];
  readonly findings: readonly { path: string; problem: string }[];
  readonly export: string | null;
  readonly commit: string | null;
  readonly committed: boolean;
  readonly pushed: boolean;
}

describe("continuo collect", () => {
  let main: Workshop;
  let worker: Workshop;

  /** A repository with a remote, and an executor's copy of it in which one step more was done. */
  beforeAll(async () => {
    main = passing({ ...itemFiles("a/1 b/2"), "README.md": "people's own\n" });
    commitAll(main);
    git(main.root, "init", "--quiet", "--bare", join(main.home, "remote.git"));
    git(main.root, "remote", "add", "origin", join(main.home, "remote.git"));
    git(main.root, "push", "--quiet", "origin", "HEAD:refs/heads/main");
    await must(main, ["delegate", "wi"]);
    worker = copyOf(main);
    await must(worker, ["complete", "--work-item", "wi", "--step", "a", "--attempt", "a1"]);
  });

  const fresh = () => copyOf(main);
  /** What an executor's job uploaded: its artifacts folder, with or without that name. */
  const download = (shop: Workshop, folder: string, from = worker) => {
    cpSync(join(from.root, "artifacts"), join(shop.root, folder), { recursive: true });
  };

  /** The same, whose remote has a commit that it does not know. */
  const moved = (shop: Workshop): Workshop => {
    const [remote, other] = [join(shop.home, "moved.git"), join(shop.home, "other")];
    git(shop.root, "clone", "--quiet", "--bare", join(main.home, "remote.git"), remote);
    git(shop.root, "remote", "set-url", "origin", remote);
    git(shop.root, "clone", "--quiet", remote, other);
    git(other, "commit", "--quiet", "--allow-empty", "-m", "meanwhile");
    git(other, "push", "--quiet", "origin", "HEAD:refs/heads/main");
    return shop;
  };

  test.each([
    ["as it was downloaded", "in/handoffs-a1/artifacts"],
    ["without the name artifacts", "in/handoffs-a1"],
  ])("takes in what an executor left, %s", async (_, folder) => {
    const shop = fresh();
    download(shop, folder);
    const answer = await works<Answer>(shop, ["collect", "--from", "in", "--no-commit"]);
    expect(answer).toMatchObject({
      items: [{ workItemId: "wi", state: "open" }],
      findings: [],
      commit: null,
    });
    expect(filesIn(shop.root, "artifacts/handoff")).toEqual(filesIn(worker.root, "artifacts/handoff"));
    expect(await works(shop, ["claim", "--work-item", "wi", "--step", "b"])).toMatchObject({ stepKey: "b" });
  });

  test("the folder may stand without its flag, and --from may be repeated", async () => {
    const shop = fresh();
    download(shop, "in/a");
    await works(shop, ["collect", "in", "--no-commit"]);
    download(shop, "again/a");
    await works(shop, ["collect", "--from", "in", "--from", "again", "--no-commit"]);
  });

  test("commits its own paths and nothing else; what people have staged stays staged", async () => {
    const shop = fresh();
    download(shop, "in");
    shop.write("README.md", "changed\n");
    shop.write("stray.txt", "x\n");
    git(shop.root, "add", "README.md");
    const { commit } = await works<Answer>(shop, ["collect", "--from", "in"]);
    expect(commit).toBe(git(shop.root, "rev-parse", "HEAD"));
    const files = git(shop.root, "show", "--name-only", "--format=", "HEAD").split("\n");
    expect(files.every((path) => path.startsWith("artifacts/"))).toBe(true);
    expect(files).toContain("artifacts/claims/wi/a/1.json");
    expect(git(shop.root, "diff", "--cached", "--name-only")).toBe("README.md");
    expect(git(shop.root, "status", "--porcelain", "artifacts")).toBe("");
  });

  test("twice, or by two collectors, it is the same commit", async () => {
    const [one, two] = [fresh(), fresh()];
    for (const shop of [one, two]) download(shop, "in");
    const [first, second] = [
      await works<Answer>(one, ["collect", "--from", "in"]),
      await works<Answer>(two, ["collect", "--from", "in"]),
    ];
    expect(first.commit).toBe(second.commit);
    expect(await works<Answer>(one, ["collect", "--from", "in"])).toMatchObject({ committed: false });
  });

  test("takes in nothing of a download that was tampered with, and names it: 5", async () => {
    const shop = fresh();
    download(shop, "in");
    const [handoff = ""] = filesIn(shop.root, "in/handoff").filter((path) => !path.endsWith(".dsse.json"));
    shop.write(handoff, textOf(shop, handoff).replace("Step completed.", "Step Completed."));
    const before = snapshotOf(join(shop.root, "artifacts"));
    const ended = await shop.run(["collect", "--from", "in", "--json"]);
    expect(ended.exitCode).toBe(5);
    const { findings } = documentOf<Answer>(ended);
    expect(`${findings[0]?.path} ${findings[0]?.problem}`).toContain("handoff/");
    expect(git(shop.root, "log", "--name-only", "--format=")).not.toContain("handoff/");
    expect(filesIn(shop.root, "artifacts/handoff")).toEqual([]);
    const changed = changes(before, snapshotOf(join(shop.root, "artifacts"))).filter(
      (line) => !line.includes("exports"),
    );
    expect(changed).toEqual([]);
  });

  test("one bad download does not keep the good ones out", async () => {
    const shop = fresh();
    download(shop, "in/good");
    download(shop, "in/bad");
    shop.write("in/bad/claims/wi/a/1.json", "{}\n");
    const ended = await shop.run(["collect", "--from", "in", "--no-commit", "--json"]);
    expect(ended.exitCode).toBe(5);
    expect(documentOf<Answer>(ended).findings.every(({ path }) => path.includes("in/bad"))).toBe(true);
    expect(filesIn(shop.root, "artifacts/handoff").length).toBeGreaterThan(0);
  });

  test("pushes, also on top of a branch that has moved", async () => {
    const shop = moved(fresh());
    download(shop, "in");
    const answer = await works<Answer>(shop, ["collect", "--from", "in", "--push", "--branch", "main"]);
    expect(answer).toMatchObject({ pushed: true, committed: true });
    expect(git(join(shop.home, "moved.git"), "log", "--format=%s", "main").split("\n").slice(0, 3)).toEqual([
      "Collect artifacts of work items",
      "meanwhile",
      "start",
    ]);
  });

  test("--dry-run lists the commit and the push", async () => {
    const shop = fresh();
    download(shop, "in");
    const words = ["collect", "--from", "in", "--push", "--branch", "main", "--dry-run"];
    const { wouldWrite, commit } = await works<{ wouldWrite: string[]; commit: string }>(shop, words);
    expect(wouldWrite.join("\n")).toMatch(/^commit /m);
    expect(wouldWrite.join("\n")).toMatch(/^push /m);
    const real = await works<Answer>(shop, ["collect", "--from", "in"]);
    expect(real.commit, "the very commit that was announced").toBe(commit);
    const again = await works<{ wouldWrite: string[] }>(shop, ["collect", "--from", "in", "--dry-run"]);
    expect(again.wouldWrite.join("\n"), "nothing new").not.toMatch(/^(?:commit|push|move) /m);
  });

  test("--dry-run leaves work tree, index, refs and objects alone, also where the branch has moved", async () => {
    const shop = moved(fresh());
    download(shop, "in");
    const before = snapshotOf(shop.root);
    await works(shop, ["collect", "--from", "in", "--push", "--branch", "main", "--dry-run"]);
    expect(changes(before, snapshotOf(shop.root))).toEqual([]);
  });

  test.each([
    ["a folder that is not there", ["--from", "nowhere", "--no-commit"], 6, "collect.no-source"],
    ["a folder without artifacts", ["--from", ".", "--no-commit"], 6, "collect.no-source"],
    ["a branch name that is none", ["--branch", "a..b"], 2, "input.invalid"],
    ["a branch that looks like a flag", ["--branch=--force"], 2, "input.invalid"],
    ["a remote that is an address", ["--push", "--remote", "ext::sh -c x"], 2, "input.invalid"],
    ["an unknown remote", ["--push", "--remote", "nope"], 75, "process.failed"],
    ["a blank message", ["--commit-message", ""], 2, "input.invalid"],
  ])("fails on %s", async (name, more, exit, code) => {
    const shop = fresh();
    if (name.includes("without")) rmSync(join(shop.root, "artifacts"), { recursive: true });
    const said = await fails(shop, ["collect", ...more], exit, code);
    expect(said.message).toMatch(/\S/);
  });

  test("without a repository, and on a detached HEAD, there is no branch: said, with what to do", async () => {
    const said = await fails(passing(itemFiles("a/1")), ["collect"], 78, "collect.no-branch");
    expect(said.hint).toContain("--no-commit");
    const detached = fresh();
    git(detached.root, "checkout", "--quiet", "--detach");
    await fails(detached, ["collect"], 78, "collect.no-branch");
  });
});
