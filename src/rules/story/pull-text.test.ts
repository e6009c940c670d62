import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BASE, HEAD, lastRound, ROUTE, STORIES } from "../../../test/support/rules/stories.ts";
import { pullText, subjectLine } from "./pull-text.ts";
import type { Round } from "./round.ts";

const whole = lastRound(STORIES["published"] ?? []);
const titled = (title: string): Round => ({
  ...whole,
  route: { ...whole.route, input: { ...whole.route.input, route: { ...ROUTE, title } } },
});
const textOf = (title: string) =>
  pullText(titled(title), { commit: HEAD, tests: "The tests pass before and after." });

/** What GitHub acts on in a title, a commit or an e-mail, where no Markdown is read; and in Actions' logs. */
const ACTIVE = [
  /@[a-z0-9]/i,
  /#\d/,
  /\bgh-\d/i,
  /:\/\//,
  /\/(?:issues|pull|discussions|commit)\/[0-9a-f]/i,
  /\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]/i,
  /^\s*::/,
  /##\[/,
  /[\r\n\u2028\u001b\u202e\u200b]/,
];

const HOSTILE = [
  ["a mention", "thanks @octocat and @org/team"],
  ["a mention in brackets", "(@octocat)"],
  ["an address of somebody", "mail me@example.com"],
  ["a reference that closes", "fixes #3, closes: #4"],
  ["a reference elsewhere", "resolves octo/shop#3"],
  ["a reference by name", "Fixes GH-3"],
  ["a reference by address", "closes https://github.com/octo/shop/issues/3"],
  ["a reference by half an address", "closes github.com/octo/shop/pull/3"],
  ["a link", "see http://evil.example/x"],
  ["a word that skips the checks", "slug [skip ci]"],
  ["another", "[CI SKIP] slug"],
  ["and another", "slug [no ci] [skip actions] [actions skip]"],
  ["a workflow command", "::set-output name=a::b"],
  ["a workflow command behind blanks", "  ::error::x"],
  ["an older workflow command", "##[group]x"],
  ["several lines", "a\nskip-checks: true\n\nCo-authored-by: x <x@y.z>\u2028b"],
  ["an escape and a change of direction", "a\u001b[2Jb\u202ec"],
  ["marks side by side", "@@a ##1 [[skip ci]] @#1 ://@a"],
] as const;

/** A code span as CommonMark finds it: the same run of backticks on both ends. */
function codeSpan(line: string): { readonly text: string; readonly rest: string } | undefined {
  const { 0: fence, index } = /`+/.exec(line) ?? { index: 0 };
  if (fence === undefined) return undefined;
  for (const run of line.slice(index + fence.length).matchAll(/`+/g))
    if (run[0].length === fence.length) {
      const end = index + fence.length + run.index;
      return { text: line.slice(index + fence.length, end), rest: line.slice(end + fence.length) };
    }
  return undefined;
}

describe("the text of a pull request", () => {
  test.each(HOSTILE)("has nothing in it that is active, whatever the title holds: %s", (_, title) => {
    const { title: line, body } = textOf(title);
    const [first = ""] = body.split("\n");
    for (const sign of ACTIVE) {
      expect(line).not.toMatch(sign);
      expect(subjectLine(titled(title), 100)).not.toMatch(sign);
      expect(codeSpan(first)?.text ?? "").not.toMatch(sign);
    }
    expect(body.split("\n")).toHaveLength(textOf("plain").body.split("\n").length);
  });

  test.each([
    ["Markdown", "**a** [b](c) ![d](e) <!-- f --> | g"],
    ["HTML", "<img src=x onerror=alert(1)> <details open>"],
    ["backticks", "a `b` ``c`` ` d"],
    ["nothing but backticks", "```"],
    ["a backslash at its end", "a \\"],
    ["a backtick at both ends", "`a`"],
  ])("is code where somebody wrote it: %s", (_, title) => {
    const [first = ""] = textOf(title).body.split("\n");
    expect(first.startsWith("Implements issue #7: `")).toBe(true);
    expect(codeSpan(first)).toEqual({ text: ` ${title} `, rest: "" });
  });

  test("is one line in code for every title, and never longer than asked", () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 256, unit: "grapheme" }),
        fc.integer({ min: 20, max: 200 }),
        (title, max) => {
          const [first = ""] = textOf(title).body.split("\n");
          expect(codeSpan(first)?.rest).toBe("");
          const line = subjectLine(titled(title), max);
          expect(line.length).toBeLessThanOrEqual(max);
          expect(line.isWellFormed()).toBe(true);
          expect(line).not.toBe("");
        },
      ),
      { numRuns: 300 },
    );
  });

  test.each([
    ["an empty title", "", "Request 7"],
    ["a blank title", " \t ", "Request 7"],
    [
      "a plain title as it is",
      "slug: C# and F# are e-mail, 50% [done]",
      "slug: C# and F# are e-mail, 50% [done]",
    ],
    ["an emoji where it is cut as none", `${"x".repeat(99)}😀`, "x".repeat(99)],
  ])("names %s", (_, title, is) => {
    expect(subjectLine(titled(title), 100)).toBe(is);
  });

  test("says what was decided, by whom, on what, and what it does not prove", () => {
    const { title, body } = textOf(ROUTE.title);
    expect(title).toBe(ROUTE.title);
    for (const words of [
      "Implements issue #7: ` slug makes two dashes of two blanks `",
      "mode: implement; risk tier: low",
      "council: approved",
      `consent: \` maintainer \`, bound to content \`${whole.route.output.content}\``,
      `base: \`${BASE}\`, head: \`${HEAD}\``,
      "tests: ` The tests pass before and after. `",
      "Not proven: that the change is good.",
    ])
      expect(body).toContain(words);
  });
});
