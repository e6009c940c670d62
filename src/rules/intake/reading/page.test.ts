import { describe, expect, test } from "vitest";
import { readPage } from "./page.ts";

const kindsOf = (raw: string) => readPage(raw, ["b"]).lines.map(({ kind }) => kind);

describe("kinds of lines", () => {
  test.each([
    ["words and blanks", "a\n\nb", ["text", "blank", "text"]],
    ["a fence", "```ts\na\n```\nb", ["code", "code", "code", "text"]],
    ["a fence of tildes", "~~~\n```\n~~~\nb", ["code", "code", "code", "text"]],
    ["a longer fence ends with as many", "````\n```\n````\nb", ["code", "code", "code", "text"]],
    ["a fence that never ends", "```\na\nb", ["code", "code", "code"]],
    ["a fence does not end with words behind it", "```\n``` a\nb", ["code", "code", "code"]],
    ["two marks are no fence", "``\na", ["text", "text"]],
    ["a span of three is no fence", "```a```\nb", ["text", "text"]],
    ["three blanks before a fence", "   ```\na\n   ```\nb", ["code", "code", "code", "text"]],
    ["four blanks before a fence", "    ```\na", ["text", "text"]],
    ["a quote", "> a\n  > b\nc", ["quote", "quote", "text"]],
    ["four blanks before a quote", "    > a", ["text"]],
    ["no heading in a fence", "```\n## a\n```", ["code", "code", "code"]],
    ["CRLF", "```\r\na\r\n```\r\nb", ["code", "code", "code", "text"]],
    [
      "a block of ours",
      "a\n<!-- continuo:x:start -->\nb\n<!-- continuo:x:end -->\nc",
      ["text", "generated", "generated", "generated", "text"],
    ],
    [
      "the other spelling",
      "<!-- continuo:x -->\nb\n<!-- /continuo:x -->\nc",
      ["generated", "generated", "generated", "text"],
    ],
    [
      "a block whose words are not ours",
      "<!-- continuo:x:start -->\nb2\n<!-- continuo:x:end -->",
      ["blank", "text", "blank"],
    ],
    ["a block without end", "<!-- continuo:x:start -->\nb", ["blank", "text"]],
    [
      "a block that another ends",
      "<!-- continuo:x:start -->\nb\n<!-- continuo:y:end -->",
      ["blank", "text", "blank"],
    ],
  ])("%s", (_why, raw, kinds) => {
    expect(kindsOf(raw)).toEqual(kinds);
  });

  test.each([
    ["## Goal", { name: "Goal", depth: 2 }],
    ["### Goal ###", { name: "Goal", depth: 3 }],
    ["   # A#", { name: "A#", depth: 1 }],
    ["##", { name: "", depth: 2 }],
    ["## ##", { name: "", depth: 2 }],
    ["##\tGoal", { name: "Goal", depth: 2 }],
    ["##Goal", null],
    ["    ## Goal", null],
    ["####### Goal", null],
    ["#implement", null],
  ])("heading in %s", (raw, heading) => {
    expect(readPage(raw).lines[0]?.heading).toEqual(heading);
  });

  test("lines keep their numbers whatever was hidden above them", () => {
    const { lines } = readPage("a\r\n<!-- b\r\nc -->\r\n## d");
    expect(lines.map(({ number, text }) => [number, text])).toEqual([
      [1, "a"],
      [2, ""],
      [3, ""],
      [4, "## d"],
    ]);
  });
});
