import { describe, expect, test } from "vitest";
import { splitFrontMatter } from "./issue-file-front.ts";
import { titleIn } from "./issue-file-title.ts";

describe("the title in a text", () => {
  const rows: readonly { text: string; title: string; line: number; body: string }[] = [
    { text: "# a", title: "a", line: 1, body: "" },
    { text: "# a\n\n\nb\n", title: "a", line: 1, body: "b\n" },
    { text: "# a\r\n \r\nb\r\n", title: "a", line: 1, body: "b\r\n" },
    { text: "\n\n  # a  \nb", title: "a", line: 3, body: "b" },
    { text: "x\n# a\ny", title: "a", line: 2, body: "x\ny" },
    { text: "# a\n# b", title: "a", line: 1, body: "# b" },
    { text: "## x\n# a", title: "a", line: 2, body: "## x\n" },
    { text: "## x\ny", title: "x", line: 1, body: "y" },
    { text: "####### x", title: "####### x", line: 1, body: "" },
    { text: "# a ##", title: "a", line: 1, body: "" },
    { text: "# C#", title: "C#", line: 1, body: "" },
    { text: "# a\t#", title: "a", line: 1, body: "" },
    { text: "#\ta", title: "a", line: 1, body: "" },
    { text: "#a\nb", title: "#a", line: 1, body: "b" },
    { text: "# \nb", title: "#", line: 1, body: "b" },
    { text: "# ##\n# b", title: "b", line: 2, body: "# ##\n" },
    { text: "    # code\nb", title: "# code", line: 1, body: "b" },
    { text: "x\n    # code", title: "x", line: 1, body: "    # code" },
    { text: "a\nb\n", title: "a", line: 1, body: "b\n" },
    { text: "\n \n- a\nb", title: "- a", line: 3, body: "b" },
    { text: "x\n```sh\n# code\n```\n# a", title: "a", line: 5, body: "x\n```sh\n# code\n```\n" },
    { text: "```\n# code\n```\nx", title: "x", line: 4, body: "```\n# code\n```\n" },
    { text: "x\n~~~\n```\n# code\n~~~\n# a", title: "a", line: 6, body: "x\n~~~\n```\n# code\n~~~\n" },
    { text: "x\n````\n```\n# code\n````\n# a", title: "a", line: 6, body: "x\n````\n```\n# code\n````\n" },
    {
      text: "x\n```\n# code\n``` not the end\n# code",
      title: "x",
      line: 1,
      body: "```\n# code\n``` not the end\n# code",
    },
    { text: "<!-- # x -->\n# a", title: "a", line: 2, body: "<!-- # x -->\n" },
    { text: "<!--\n# hidden\n-->\n# a", title: "a", line: 4, body: "<!--\n# hidden\n-->\n" },
    { text: "x <!--\n# hidden\n-->", title: "x <!--", line: 1, body: "# hidden\n-->" },
    {
      text: "x\n<!--\n--> <!--\n# hidden\n-->\n# a",
      title: "a",
      line: 6,
      body: "x\n<!--\n--> <!--\n# hidden\n-->\n",
    },
    { text: "<!--\n```\n-->\n# a", title: "a", line: 4, body: "<!--\n```\n-->\n" },
  ];
  test.each(rows)("$text", ({ text, title, line, body }) => {
    expect(titleIn(text)).toEqual({ title, line, body });
  });

  test.each(["", " \n\t\r\n", "<!-- x -->", "<!--\n# x", "```\n# x", "```\n# x\n```\n"])(
    "none in %j",
    (text) => {
      expect(titleIn(text)).toBeNull();
    },
  );
});

describe("front matter and text", () => {
  test.each([
    { text: "a", front: null, rest: "a", line: 1 },
    { text: "", front: null, rest: "", line: 1 },
    { text: "a\n---\nb\n---\n", front: null, rest: "a\n---\nb\n---\n", line: 1 },
    { text: " ---\na", front: null, rest: " ---\na", line: 1 },
    { text: "---a\n---\n", front: null, rest: "---a\n---\n", line: 1 },
    { text: "---\n---", front: "", rest: "", line: 3 },
    { text: "---\na: b\n---\n", front: "a: b\n", rest: "", line: 4 },
    { text: "---\r\na: b\r\n---\r\nx", front: "a: b\r\n", rest: "x", line: 4 },
    { text: "---\na\n ---\n---\nx\n---\n", front: "a\n ---\n", rest: "x\n---\n", line: 5 },
  ])("$text", ({ text, front, rest, line }) => {
    expect(splitFrontMatter(text)).toEqual({ ok: true, front, text: rest, line });
  });
});
