import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { asked } from "../../support/blackbox/door.ts";
import { changes, documentAt, filesIn, snapshotOf, textOf } from "../../support/blackbox/folder.ts";
import {
  agent,
  beside,
  GREETING,
  HELLO,
  issueText,
  project,
  runAsIs,
  startsIn,
  story,
  words,
} from "../../support/blackbox/project.ts";
import { git } from "../../support/blackbox/repository.ts";

/** The issue as GitHub's API gives it: who set its labels is not said, so none of them consents. */
const EXPORTED = JSON.stringify({
  number: 41,
  title: "The greeting says goodbye",
  body: GREETING,
  labels: [{ name: "bug" }, { name: "implement-confirmed" }],
  user: { login: "local-executor" },
  state: "open",
  html_url: "https://github.invalid/acme/greeting/issues/41",
});

describe("an issue that nobody has seen before, on a repository that nobody made for it", () => {
  test("becomes a branch, a pull request and a proof; and said again, nothing more", async () => {
    const shop = project();
    const starts = join(shop.home, "starts");
    const before = snapshotOf(shop.root);
    const line = [beside(shop, "issue.md", issueText()), ...agent(`echo >> ${starts}; ${HELLO}`)];

    const { exitCode, answer } = await story(shop, line);
    expect(answer).toMatchObject({
      request: "issue-1",
      outcome: "published",
      ending: "ok",
      paths: { branch: "continuo/issue-1-1", pull: 2, proof: "artifacts/proofs/issue-1-1.continuo.json" },
    });
    expect(exitCode).toBe(0);
    expect(answer.rows.map(({ station }) => station)).toEqual(
      "route propose seat ballot tally consent enlist implement check publish end".split(" "),
    );

    expect(git(shop.root, "show", "continuo/issue-1-1:greeting.txt")).toBe("hello");
    expect(git(shop.root, "diff", "--name-only", "main", "continuo/issue-1-1")).toBe("greeting.txt");
    const came = changes(before, snapshotOf(shop.root)).filter((each) => !each.startsWith("+ .git/"));
    expect(came.filter((each) => !/^\+ (?:artifacts|\.continuo)\//.test(each))).toEqual(
      ["~ .git/refs/heads/"].filter((each) => came.includes(each)),
    );
    expect(textOf(shop, "greeting.txt")).toBe("bye\n");
    expect(git(shop.root, "rev-parse", "--abbrev-ref", "HEAD")).toBe("main");

    const commit = git(shop.root, "rev-parse", "continuo/issue-1-1");
    expect(documentAt(shop, ".continuo/forge/pulls/2/1.json")).toMatchObject({
      base: "main",
      head: { branch: "continuo/issue-1-1", commit },
      state: "open",
      body: expect.stringContaining("The tests failed before, and pass with the change"),
    });

    const proven = await asked(shop, ["verify", answer.paths.proof ?? ""]);
    expect(proven.document).toMatchObject({ integrity: "intact" });
    expect((await asked(shop, ["replay", "issue-1"])).exitCode).toBe(0);

    const after = snapshotOf(shop.root);
    const again = await story(shop, line);
    expect(again.answer).toEqual(answer);
    expect(changes(after, snapshotOf(shop.root))).toEqual([]);
    expect(startsIn(starts)).toBe(1);

    const why = await words(shop, "why issue-1");
    expect(why).toContain("issue-1, 1 round");
    expect(why).toContain("tests: make test");
    expect(why).toContain("local-executor agreed by comment");
    expect(why).toContain("check: The tests failed before, and pass with the change.");
    expect(why).not.toContain("did not happen");
  });

  test("comes as GitHub's API gives it as well; then consent is somebody's own word", async () => {
    const shop = project();
    const issue = beside(shop, "issue.json", EXPORTED);
    const unasked = await runAsIs(shop, [issue, ...agent(HELLO)]);
    expect([unasked.exitCode, unasked.answer.code]).toEqual([3, "consent.missing"]);
    const [, content = ""] = /--approve ([0-9a-f]{12})/.exec(unasked.answer.next) ?? [];
    const { exitCode, answer } = await story(shop, [issue, "--approve", content, ...agent(HELLO)]);
    expect([exitCode, answer.request, answer.paths.branch]).toEqual([0, "issue-41", "continuo/issue-41-1"]);
  });

  test("is gone on with by its number, from wherever it stood", async () => {
    const shop = project();
    const issue = beside(shop, "issue.md", issueText("labels: []"));
    const { answer } = await runAsIs(shop, [issue]);
    rmSync(join(shop.root, issue));
    const [, content = ""] = /--approve ([0-9a-f]{12})/.exec(answer.next) ?? [];
    expect((await story(shop, ["#1", "--approve", content])).answer.code).toBe("agent.none");
    expect((await story(shop, ["1", ...agent(HELLO)])).answer.code).toBe("story.published");
  });

  test("leaves its records where --cwd says, and its branch in --repo", async () => {
    const [shop, records] = [project(), project()];
    const line = [beside(records, "issue.md", issueText()), ...agent(HELLO)];
    const done = await story(records, [...line, "--repo", shop.root, "--cwd", records.root]);
    expect(done.answer.code).toBe("story.published");
    expect(git(shop.root, "show", "continuo/issue-1-1:greeting.txt")).toBe("hello");
    expect(filesIn(shop.root, "artifacts")).toEqual([]);
    expect(git(records.root, "branch", "--format=%(refname:short)")).toBe("main");
    expect(filesIn(records.root, "artifacts/proofs")).toHaveLength(1);
  });
});
