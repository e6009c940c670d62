import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exported, fileOf, front, problemsOf, readIssueFile } from "../../../test/support/issue-file.ts";
import type { IssueFile } from "./issue-file.ts";

describe("Markdown", () => {
  test("says everything in its front matter", async () => {
    const text = `${front("title: Fix it", "labels: [fugue-task, tutti]", "author: mona", "number: 7")}\nIt is broken.\n`;
    expect(await fileOf(text)).toEqual({
      title: "Fix it",
      body: "It is broken.\n",
      labels: ["fugue-task", "tutti"],
      author: "mona",
      number: 7,
      state: "open",
      form: "markdown",
      labelsByAuthor: true,
    });
  });

  const NOTHING = { labels: [], author: null, number: null };
  const rows: readonly { because: string; text: string; wanted: Partial<IssueFile> }[] = [
    {
      because: "no front matter",
      text: "# Fix it\n\nx\n",
      wanted: { title: "Fix it", body: "x\n", ...NOTHING },
    },
    {
      because: "an empty one",
      text: "---\n---\n# Fix it\nx",
      wanted: { title: "Fix it", body: "x", ...NOTHING },
    },
    {
      because: "one of comments",
      text: `${front("# nothing")}a\nb`,
      wanted: { title: "a", body: "b", ...NOTHING },
    },
    {
      because: "keys without a value",
      text: `${front("title:", "labels:", "author:", "number: ~")}a`,
      wanted: { title: "a", body: "", ...NOTHING },
    },
    { because: "labels: ''", text: `${front("labels: ''")}a`, wanted: { labels: [] } },
    {
      because: "labels as text",
      text: `${front("labels: bug, fugue-task")}a`,
      wanted: { labels: ["bug", "fugue-task"] },
    },
    {
      because: "one label as text",
      text: `${front("labels: needs help")}a`,
      wanted: { labels: ["needs help"] },
    },
    {
      because: "labels in lines",
      text: `${front("labels:", "  - b", "  - a")}x`,
      wanted: { labels: ["b", "a"] },
    },
    {
      because: "a title and a heading",
      text: `${front("title: ' Fix it '")}\n# Other\nx`,
      wanted: { title: "Fix it", body: "# Other\nx" },
    },
    { because: "a byte order mark", text: `\ufeff${front("title: a")}x`, wanted: { title: "a", body: "x" } },
    {
      because: "CRLF",
      text: "---\r\ntitle: a\r\nlabels: [b]\r\n---\r\n\r\nx\r\ny\r\n",
      wanted: { title: "a", labels: ["b"], body: "x\r\ny\r\n" },
    },
    {
      because: "blanks behind the dashes",
      text: "--- \ntitle: a\n---\t\nx",
      wanted: { title: "a", body: "x" },
    },
    { because: "dashes in the body", text: `${front("title: a")}x\n---\ny`, wanted: { body: "x\n---\ny" } },
    { because: "four dashes first", text: "----\nx", wanted: { title: "----", body: "x" } },
    { because: "a bot", text: `${front("author: renovate[bot]")}a`, wanted: { author: "renovate[bot]" } },
    {
      because: "an alias",
      text: `${front("title: &t a", "labels: [*t]")}x`,
      wanted: { title: "a", labels: ["a"] },
    },
    { because: "a list first", text: "[link](x)\ny", wanted: { title: "[link](x)", body: "y" } },
    { because: "one line", text: "Fix it", wanted: { title: "Fix it", body: "" } },
    {
      because: "hostile text",
      text: `${front('title: "\\e[2J::set-output name=x::"')}\u202e<!-- -->##[x]`,
      wanted: { title: "\u001b[2J::set-output name=x::", body: "\u202e<!-- -->##[x]" },
    },
  ];
  test.each(rows)("$because", async ({ text, wanted }) => {
    expect(await fileOf(text)).toMatchObject(wanted);
  });
});

describe("bounds", () => {
  test.each([
    { length: 65_535, ok: true },
    { length: 65_536, ok: true },
    { length: 65_537, ok: false },
  ])("a body of $length: $ok", async ({ length, ok }) => {
    const body = "b".repeat(length);
    const says = ok ? [] : ["body@null must be text of at most 65536 characters, found 65537"];
    for (const text of [`${front("title: a")}${body}`, `# a\n\n${body}`, exported({ body })]) {
      expect(await problemsOf(text)).toEqual(says);
      if (ok) expect((await fileOf(text)).body).toBe(body);
    }
  });

  test.each([
    { length: 255, ok: true },
    { length: 256, ok: true },
    { length: 257, ok: false },
  ])("a title of $length: $ok", async ({ length, ok }) => {
    const title = "t".repeat(length);
    for (const text of [front(`title: ${title}`), `# ${title}`, title, exported({ title })])
      expect(await problemsOf(text)).toHaveLength(ok ? 0 : 1);
  });

  test.each([1, 2_147_483_647, 1_000_000_000])("number %d is taken", async (number) => {
    expect((await fileOf(`${front(`number: ${number}`)}a`)).number).toBe(number);
    expect((await fileOf(exported({ number }))).number).toBe(number);
  });

  test("a file has at most 1 MiB, in bytes", async () => {
    const padded = (size: number) =>
      Buffer.concat([Buffer.from(exported({})), Buffer.alloc(size, " ")]).subarray(0, size);
    expect(await problemsOf(padded(1 << 20))).toEqual([]);
    expect(await problemsOf(padded((1 << 20) + 1))).toEqual([
      "@null must be Markdown or JSON in UTF-8, 1 to 1048576 bytes, found 1048577 bytes",
    ]);
  });

  test.each([
    { content: "", found: "nothing" },
    { content: "\ufeff", found: "nothing" },
    { content: " \r\n\t", found: "nothing" },
    { content: "# a\u0000", found: "a NUL character" },
    { content: Uint8Array.of(0xff, 0xfe, 0x61, 0), found: "bytes that are no UTF-8" },
    { content: Uint8Array.of(0x61, 0xed, 0xa0, 0x80), found: "bytes that are no UTF-8" },
  ])("$content: $found", async ({ content, found }) => {
    expect(await problemsOf(content)).toEqual([
      `@null must be Markdown or JSON in UTF-8, 1 to 1048576 bytes, found ${found}`,
    ]);
  });

  test.each([
    "#",
    "# ",
    "<!--",
    "-->",
    "```\n",
    "~",
    "---\n",
    "a,",
    "- ",
    "\n",
    " \n",
    "\r\n",
    " #",
    "{",
    "[",
    '"',
    "\\",
    "&a ",
  ])("a megabyte of %j is answered", async (part) => {
    const many = part.repeat(Math.floor((1 << 20) / part.length) - 10);
    for (const text of [many, `---\n${many}`, `# ${many}`, `{"title":"${many}`])
      expect(typeof (await readIssueFile(text)).ok).toBe("boolean");
  });
});

describe("for every text", () => {
  test("an answer, never a failure; and what is accepted is within the limits", async () => {
    const mark = fc.constantFrom(
      "---\n",
      "# ",
      "title: ",
      "labels: ",
      "a",
      ",",
      "[",
      "]",
      "{",
      "}",
      '"',
      "\n",
      "\r\n",
      "<!--",
      "-->",
      "```",
      ": ",
      "&a ",
      "*a",
      "\u0000",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(mark).map((marks) => marks.join("")),
    );
    await fc.assert(
      fc.asyncProperty(text, async (each) => {
        const answer = await readIssueFile(each);
        if (!answer.ok) expect(answer.problems.length).toBeGreaterThan(0);
        else {
          expect(answer.file.title.trim()).not.toBe("");
          expect(answer.file.title).not.toMatch(/[\0\r\n]/);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("an issue that was read comes back from either form", async () => {
    const line = fc
      .string({ minLength: 1, maxLength: 60, unit: "grapheme" })
      .filter((each) => each.trim() === each && !/[\p{Cc}\p{Cs}]/u.test(each));
    const body = fc
      .string({ maxLength: 200, unit: "grapheme" })
      .filter((each) => each.isWellFormed() && !each.includes("\0"));
    await fc.assert(
      fc.asyncProperty(line, body, async (title, words) => {
        const markdown = await fileOf(`${front(`title: ${JSON.stringify(title)}`)}x${words}`);
        const json = await fileOf(exported({ title, body: `x${words}` }));
        expect([markdown.title, markdown.body]).toEqual([title, `x${words}`]);
        expect([json.title, json.body]).toEqual([title, `x${words}`]);
      }),
      { numRuns: 200 },
    );
  });
});
