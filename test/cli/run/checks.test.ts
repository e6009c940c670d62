import { describe, expect, test } from "vitest";
import { asked } from "../../support/blackbox/door.ts";
import {
  agent,
  beside,
  expectNothingPublished,
  HELLO,
  issueText,
  project,
  scheduled,
  story,
} from "../../support/blackbox/project.ts";

describe("tests", () => {
  test.each([
    ["fail only with the change", "grep -q bye greeting.txt", "tests.worse", /passed before, and fail/],
    [
      "are not there, as a shell says it",
      "sh -c nosuch-command",
      "tests.unknown",
      /could not be started \(127\)/,
    ],
    ["are a program that is not there", "nosuch-command", "tests.unknown", /could not be started \(127\)/],
  ])("that %s end the round, with a proof of it", async (_, command, code, says) => {
    const shop = project();
    const issue = beside(shop, "issue.md", issueText());
    const { exitCode, answer } = await story(shop, [issue, "--test-command", command, ...agent(HELLO)]);
    expect([exitCode, answer.outcome, answer.code]).toEqual([3, "failed", code]);
    expect(answer.says).toMatch(says);
    expectNothingPublished(shop);
    const proven = await asked(shop, ["verify", answer.paths.proof ?? ""]);
    expect(proven.document).toMatchObject({ integrity: "intact" });
    expect(answer.next).toContain("--again");
  });

  test("that were voted on are those that run: other ones are said to count for nothing", async () => {
    const shop = await scheduled();
    const { answer, stderr } = await story(shop, ["1", "--test-command", "true", ...agent("true")]);
    expect(stderr).toContain("warning: --test-command is not what was voted on");
    expect(answer.rows.find(({ station }) => station === "propose")?.why).toBe("tests: make test");
  });

  test("run after the preparation; where that fails, the round ends, and says how", async () => {
    const shop = project();
    const issue = beside(shop, "issue.md", issueText());
    const run = (command: string, ...more: string[]) =>
      story(shop, [issue, "--prepare-command", command, ...more, ...agent(HELLO)]);
    const failed = await run("sh -c 'echo no network; exit 3'");
    expect([failed.exitCode, failed.answer.code]).toEqual([3, "work.unprepared"]);
    expect(failed.answer.says).toContain("ended with 3: no network");
    const missing = await run("nosuch-command", "--again");
    expect([missing.exitCode, missing.answer.code]).toEqual([3, "work.unprepared"]);
    expect(missing.answer.says).toContain("nosuch-command could not be started");
    expectNothingPublished(shop);
    expect((await run("sh -c 'test -f Makefile'", "--again")).answer.code).toBe("story.published");
  });
});
