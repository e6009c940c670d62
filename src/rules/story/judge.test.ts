import { describe, expect, test } from "vitest";
import { CHANGE, implemented, RAN } from "../../../test/support/rules/step-results.ts";
import { lastRound, STORIES } from "../../../test/support/rules/stories.ts";
import { readShape } from "../../kernel/shape.ts";
import { judgeTests, judgeWork } from "./judge.ts";
import { STORY_POLICY } from "./policy.ts";
import { Judged } from "./result.ts";

const round = lastRound(STORIES["published"] ?? []);
const work = implemented();

const many = (count: number, lines: number) =>
  Array.from({ length: count }, (_, at) => ({
    ...CHANGE,
    path: `src/file-${at}.js`,
    lines: [lines, 0] as [number, number],
  }));

const WORKS = [
  { because: "a small patch", change: {}, code: "work.done", says: /^1 file changed: "slug\.js"\.$/ },
  {
    because: "several files",
    change: { changes: many(7, 1) },
    code: "work.done",
    says: /^7 files changed: .* and 2 more\.$/,
  },
  {
    because: "as much as the plan allows",
    change: { changes: many(STORY_POLICY.maxFiles, 1) },
    code: "work.done",
    says: /^50 files/,
  },
  {
    because: "one file more",
    change: { changes: many(STORY_POLICY.maxFiles + 1, 1) },
    code: "patch.files",
    says: /51 files/,
  },
  {
    because: "one line more",
    change: { changes: many(1, STORY_POLICY.maxLines + 1) },
    code: "patch.lines",
    says: /2001 lines/,
  },
  { because: "no change", change: { changes: [] }, code: "patch.empty", says: /changes nothing/ },
  {
    because: "a workflow",
    change: { changes: [{ ...CHANGE, path: ".github/workflows/x.yml" }] },
    code: "patch.protected",
    says: /rights/,
  },
  {
    because: "a lockfile, which no label opens here",
    change: { changes: [{ ...CHANGE, path: "package-lock.json" }] },
    code: "patch.dependencies",
    says: /installed/,
  },
  {
    because: "an agent that failed",
    change: { ran: { ...RAN, exitCode: 3 } },
    code: "agent.failed",
    says: /ended with 3/,
  },
  {
    because: "an agent that hung",
    change: { ran: { ...RAN, exitCode: null, timedOut: true } },
    code: "agent.timed-out",
    says: /in its time/,
  },
  {
    because: "an agent that was killed",
    change: { ran: { ...RAN, exitCode: null } },
    code: "agent.crashed",
    says: /signal/,
  },
  {
    because: "an agent that flooded its output",
    change: { ran: { ...RAN, cut: true } },
    code: "agent.flooded",
    says: /more than is kept/,
  },
  {
    because: "an edit outside of its clone",
    change: { outside: ["../x"] },
    code: "agent.outside",
    says: /not its own: \.\.\/x/,
  },
  {
    because: "a change that cannot be taken",
    change: { untaken: ["a link"] },
    code: "agent.untaken",
    says: /a link/,
  },
  {
    because: "the agent before its patch",
    change: { ran: { ...RAN, exitCode: 3 }, changes: [] },
    code: "agent.failed",
    says: /^The agent/,
  },
  {
    because: "every reason",
    change: { ran: { ...RAN, exitCode: 3 }, outside: ["a"], untaken: ["b"] },
    code: "agent.failed",
    says: /with 3\., It changed .*, Its change/,
  },
];

describe("what the guards say to an agent's work", () => {
  test.each(WORKS)("$because: $code", ({ change, code, says }) => {
    const judged = judgeWork({ ...work, ...change }, round);
    expect(judged.code).toBe(code);
    expect(judged.says).toMatch(says);
    expect(judged.outcome).toBe(code === "work.done" ? "open" : "closed");
  });

  test("is in its shape however long the names are, and prints as it is", () => {
    const changes = Array.from({ length: 9 }, (_, at) => ({
      ...CHANGE,
      path: `${"😀".repeat(2_000)}\u001b${at}`,
    }));
    for (const outside of [[], changes.map(({ path }) => path)]) {
      const judged = judgeWork({ ...work, changes, outside }, round);
      expect(readShape(Judged, judged)).toEqual({ ok: true, value: judged });
      expect(judged.says.isWellFormed()).toBe(true);
    }
  });

  test("holds a round without a plan to our own limits", () => {
    const bare = { ...round, propose: null };
    expect(judgeWork(work, bare).outcome).toBe("open");
    expect(judgeWork({ ...work, changes: many(51, 1) }, bare).code).toBe("patch.files");
  });
});

const green = RAN;
const red = { ...RAN, exitCode: 1 };
const silent = { ...RAN, exitCode: null, timedOut: true };

describe("what the tests say of a patch", () => {
  test.each([
    { because: "green before and after", before: green, after: green, code: "work.done" },
    { because: "red before, green after", before: red, after: green, code: "work.done" },
    { because: "green before, red after", before: green, after: red, code: "tests.worse" },
    { because: "red before and after", before: red, after: red, code: "tests.same" },
    { because: "no end before", before: silent, after: green, code: "tests.unknown" },
    { because: "no end after", before: green, after: silent, code: "tests.unknown" },
    {
      because: "a program that is not there",
      before: red,
      after: { ...RAN, exitCode: 127 },
      code: "tests.unknown",
    },
  ])("$because: $code", ({ before, after, code }) => {
    const judged = judgeTests({ before, after, outside: [] });
    expect(judged).toMatchObject({ code, outcome: code === "work.done" ? "open" : "closed" });
    expect(judged.says).toMatch(/^The tests .*\.$/);
  });

  test("what the tests did outside of their checkout closes, however they ended", () => {
    const judged = judgeTests({ before: red, after: green, outside: [".git/hooks/pre-commit"] });
    expect(judged).toMatchObject({ code: "tests.outside", outcome: "closed" });
    expect(judged.says).toContain(".git/hooks/pre-commit");
  });
});
