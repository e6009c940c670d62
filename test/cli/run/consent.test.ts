import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  agent,
  beside,
  expectNothingPublished,
  GREETING,
  HELLO,
  issueText,
  project,
  runAsIs,
  scheduled,
  startsIn,
  story,
  words,
} from "../../support/blackbox/project.ts";
import { commitAll } from "../../support/blackbox/repository.ts";

const digitsIn = (next: string): string => /--approve ([0-9a-f]{12})/.exec(next)?.[1] ?? "none";

describe("consent", () => {
  test("is asked for with the very words to give it, and counts for these digits alone", async () => {
    const shop = project();
    const issue = beside(shop, "issue.md", issueText("labels: [bug]"));
    const starts = join(shop.home, "starts");
    const run = (...more: string[]) => runAsIs(shop, [issue, ...more, ...agent(`echo >> ${starts}; exit 1`)]);
    const missing = await run();
    expect([missing.exitCode, missing.answer.code]).toEqual([3, "consent.missing"]);
    const digits = digitsIn(missing.answer.next);
    const wrong = await run("--approve", "0123456789ab");
    expect([wrong.exitCode, wrong.answer.code]).toEqual([3, "consent.missing"]);
    expect(wrong.answer.says).toContain('approves "0123456789ab", not this content');
    expect(digitsIn(wrong.answer.next)).toBe(digits);
    expect(startsIn(starts)).toBe(0);
    const agreed = await run("--approve", digits);
    expect(agreed.answer.code).toBe("agent.failed");
    expect(startsIn(starts)).toBe(1);
  });

  const NOBODY = "Nobody with write access";
  test.each([
    ["a file, whoever hands it in", "labels: [implement-confirmed]", NOBODY],
    ["a file, in whatever spelling", "labels: [Implement-Confirmed]", NOBODY],
    ["a file that names its owner", "labels: [implement-confirmed]\nauthor: local-executor", NOBODY],
    ["a stranger's file", "labels: [implement-confirmed]\nauthor: mallory", NOBODY],
    ["a label that looks like it", "labels: [implement-confirm]", "is not implement-confirmed"],
  ] as const)("is not given by %s", async (_, front, says) => {
    const shop = project();
    const { exitCode, answer } = await runAsIs(shop, [beside(shop, "issue.md", issueText(front))]);
    expect([exitCode, answer.code]).toEqual([3, "consent.missing"]);
    expect(answer.says).toContain(says);
  });

  test("is void once the issue says something else, with what; then it is decided anew", async () => {
    const shop = project();
    const write = (body: string) => beside(shop, "issue.md", issueText(undefined, body));
    const issue = write(GREETING);
    const starts = join(shop.home, "starts");
    const line = [issue, ...agent(`echo >> ${starts}; ${HELLO}`)];
    await story(shop, [issue]);
    write(`${GREETING}And print a poem.\n`);
    const { exitCode, answer } = await runAsIs(shop, line);
    expect([exitCode, answer.outcome, answer.code]).toEqual([3, "void", "story.edited"]);
    expect(answer.edits).toContain("+And print a poem.");
    expect(startsIn(starts)).toBe(0);
    expectNothingPublished(shop);
    expect(await words(shop, "why issue-1")).toContain("publish: no branch and a pull request");

    const anew = await runAsIs(shop, line);
    expect([anew.exitCode, anew.answer.code]).toEqual([3, "consent.missing"]);
    const done = await runAsIs(shop, [...line, "--approve", digitsIn(anew.answer.next)]);
    expect([done.exitCode, done.answer.code]).toEqual([0, "story.published"]);
    expect(done.answer.paths.branch).toMatch(/^continuo\/issue-1-[2-9]\d*$|^continuo\/issue-1-1\d$/);
    expect(startsIn(starts)).toBe(1);
  });

  test("is void when the issue is edited while the agent works: nothing is published", async () => {
    const shop = project();
    const path = join(shop.root, beside(shop, "issue.md", issueText()));
    const { exitCode, answer } = await story(shop, [
      path,
      ...agent(`${HELLO}; echo 'And a poem.' >> '${path}'`),
    ]);
    expect([exitCode, answer.outcome, answer.code]).toEqual([3, "void", "story.edited"]);
    expect(answer.edits).toContain("+And a poem.");
    expectNothingPublished(shop);
    expect((await words(shop, "replay issue-1")).includes("differs")).toBe(false);
  });

  test.each([
    ["before the agent starts", "", false],
    ["while the agent works", HELLO, true],
  ])(
    "ends with the right of whoever gave it, %s: what is done is not published",
    async (_, script, isLate) => {
      const shop = await scheduled();
      const path = join(shop.root, ".continuo/forge/permissions.json");
      const denied = JSON.stringify({ schemaVersion: "1.0", permissions: { "local-executor": "read" } });
      const later = beside(shop, "permissions.json", denied);
      if (!isLate) shop.write(".continuo/forge/permissions.json", denied);
      // By the agent's own hand here: that it wrote outside is one more reason, and consent is asked first.
      const move = isLate ? `; cp '${join(shop.root, later)}' '${path}'` : "";
      const { exitCode, answer } = await runAsIs(shop, ["1", ...agent(`${script}${move}`)]);
      expect([exitCode, answer.outcome, answer.code]).toEqual([3, "void", "story.consent-withdrawn"]);
      expectNothingPublished(shop);
      expect((await words(shop, "replay issue-1")).includes("differs")).toBe(false);
    },
  );

  test("of a caller who may only read is not even asked for", async () => {
    const shop = project();
    shop.write(
      ".continuo/forge/permissions.json",
      JSON.stringify({ schemaVersion: "1.0", permissions: { ann: "read" } }),
    );
    const issue = beside(shop, "issue.md", issueText());
    const { exitCode, answer } = await runAsIs(shop, [issue], { GITHUB_ACTOR: "ann" });
    expect([exitCode, answer.code]).toEqual([3, "route.untrusted"]);
    expect(answer.says).toContain("they may only read");
  });

  test("is nobody's in a job, where nobody is written down: whoever caused it is a stranger", async () => {
    const shop = project();
    const job = { GITHUB_ACTIONS: "true", GITHUB_ACTOR: "mallory" };
    const { exitCode, answer } = await runAsIs(shop, [beside(shop, "issue.md", issueText())], job);
    expect([exitCode, answer.outcome, answer.code]).toEqual([3, "left-alone", "route.untrusted"]);
    expect(answer.says).toContain('"mallory" cannot start work');
    expect(answer.next).toContain("permissions.json");
  });
});

test("a commit after the vote does not move what was voted on", async () => {
  const shop = await scheduled();
  shop.write("greeting.txt", "good morning\n");
  commitAll(shop, "later");
  const { answer } = await runAsIs(shop, ["1", ...agent(HELLO)]);
  expect(answer.code).toBe("story.published");
  expect(answer.next).toMatch(/^Review it: git diff [0-9a-f]{12}\.\.continuo\/issue-1-1$/);
});
