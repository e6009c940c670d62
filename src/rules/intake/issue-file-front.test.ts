import { describe, expect, test } from "vitest";
import { front, problemsOf } from "../../../test/support/issue-file.ts";

describe("what front matter is refused", () => {
  const TITLE = "must be one line of 1 to 256 characters";
  const LABEL = "must be 1 to 50 characters without a comma or a control character";
  const NUMBER = "must be a whole number from 1 to 2147483647";
  const LOGIN =
    "must be a login: letters, digits and dashes, at most 39 of them, and [bot] behind it for a bot";
  const rows: readonly { lines: readonly string[]; says: readonly (string | RegExp)[] }[] = [
    { lines: ["title: [x]"], says: ["title@2 must be text, found a list; put it in quotes"] },
    { lines: ["title: 5"], says: ["title@2 must be text, found 5; put it in quotes"] },
    { lines: ["title: ''"], says: [`title@2 ${TITLE}, found ""`] },
    { lines: ["title: |", "  a", "  b"], says: [`title@2 ${TITLE}, found "a\\u{a}b"`] },
    { lines: ['title: "a\\0b"'], says: [`title@2 ${TITLE}, found "a\\u{0}b"`] },
    { lines: [`title: ${"t".repeat(257)}`], says: [`title@2 ${TITLE}, found 257`] },
    { lines: ["titl: x"], says: ["titl@2 is not a known key; did you mean title?"] },
    {
      lines: ["milestone: x"],
      says: ["milestone@2 is not a known key; allowed are title, labels, author, number"],
    },
    { lines: ["Title: x"], says: ["Title@2 is not a known key; did you mean title?"] },
    { lines: ["__proto__: {title: x}"], says: [/^__proto__@2 is not a known key/] },
    { lines: ["constructor: x", "toString: y"], says: [/^constructor@2 is not/, /^toString@3 is not/] },
    { lines: ['"\\e[2J": x'], says: [/^\\u\{1b\}\[2J@null is not a known key/] },
    { lines: ["<<: {title: x}"], says: [/^<<@2 is not a known key/] },
    { lines: ["? [a]", ": b"], says: [/./] },
    {
      lines: ["labels: {a: b}"],
      says: ["labels@2 must be a list, or text with commas between, found an object"],
    },
    { lines: ["labels: 5"], says: ["labels@2 must be a list, or text with commas between, found 5"] },
    {
      lines: ["labels: [1, null, [a]]"],
      says: [
        "labels[0]@2 must be text, found 1",
        "labels[1]@2 must be text, found null",
        "labels[2]@2 must be text, found a list",
      ],
    },
    { lines: ["labels: a,,b"], says: [`labels[1]@2 ${LABEL}, found ""`] },
    { lines: ["labels: a,"], says: [`labels[1]@2 ${LABEL}, found ""`] },
    { lines: ["labels: ['a,b']"], says: [`labels[0]@2 ${LABEL}, found "a,b"`] },
    {
      lines: ['labels: ["a\\eb", "\\n"]'],
      says: [`labels[0]@2 ${LABEL}, found "a\\u{1b}b"`, `labels[1]@2 ${LABEL}, found "\\u{a}"`],
    },
    { lines: [`labels: [${"l".repeat(51)}]`], says: [/^labels\[0\]@2 must be 1 to 50 characters/] },
    {
      lines: ["title: x", "labels: [Bug, bug]"],
      says: ['labels[1]@3 must not be there twice, found "bug" after "Bug"'],
    },
    { lines: [`labels: ${"a,".repeat(100)}`], says: ["labels@2 must be at most 100 labels, found 101"] },
    { lines: ["author: ../x"], says: [`author@2 ${LOGIN}, found "../x"`] },
    { lines: ["author: 5"], says: [`author@2 ${LOGIN}, found 5`] },
    { lines: ["author: [mona]"], says: [`author@2 ${LOGIN}, found a list`] },
    { lines: ["number: 0"], says: [`number@2 ${NUMBER}, found 0`] },
    { lines: ["number: -1"], says: [`number@2 ${NUMBER}, found -1`] },
    { lines: ["number: 1.5"], says: [`number@2 ${NUMBER}, found 1.5`] },
    { lines: ['number: "5"'], says: [`number@2 ${NUMBER}, found "5"`] },
    { lines: ["number: 2147483648"], says: [`number@2 ${NUMBER}, found 2147483648`] },
    { lines: ["number: true"], says: [`number@2 ${NUMBER}, found true`] },
    {
      lines: ["- title"],
      says: ["@1 must have keys and values as front matter (title, labels, author, number), found a list"],
    },
    { lines: ["title"], says: [/^@1 must have keys and values .*, found "title"$/] },
    {
      lines: ["title: a", "title: b"],
      says: [/^@null has front matter that is not YAML: duplicated mapping key \(line 3\)$/],
    },
    {
      lines: ["title: !!js/function x"],
      says: [/^@null has front matter that is not YAML: unknown tag.*line 2/],
    },
    { lines: ["title: [a"], says: [/^@null has front matter that is not YAML/] },
    { lines: ["title: *a"], says: [/unidentified alias/] },
    { lines: [`a: &a [${"x"}]`, `labels: [${"*a, ".repeat(11)}]`], says: [/uses more than 10 aliases/] },
    {
      lines: ["title: a", `number: ${"1".repeat(33_000)}`],
      says: ["@1 must have front matter of at most 32768 characters, found 33018"],
    },
    {
      lines: ["label: x", "labels: [1]", "author: ../x", "number: 0"],
      says: [/^label@2/, /^labels\[0\]@3/, /^author@4/, /^number@5/],
    },
  ];
  test.each(rows)("$lines", async ({ lines, says }) => {
    const found = await problemsOf(`${front(...lines)}Title\nbody\n`);
    expect(found).toEqual(
      says.map((each) => (typeof each === "string" ? each : expect.stringMatching(each))),
    );
  });

  test("a thousand unknown keys are named twenty times", async () => {
    const lines = Array.from({ length: 1_000 }, (_, at) => `key${at}: x`);
    expect(await problemsOf(`${front(...lines)}x`)).toHaveLength(20);
  });

  test.each(["---\ntitle: a\n", "---\n", "---", "---\n--- x\n", "---\n ---\n", "---\ntitle: a\n...\nx"])(
    "front matter without its end is no text: %j",
    async (text) => {
      expect(await problemsOf(text)).toEqual([
        "@1 must end its front matter with a line of three dashes, as it begins with one",
      ]);
    },
  );

  test("what is wrong with the text is said together with its front matter", async () => {
    const found = await problemsOf(`${front("number: 0")}\n${"t".repeat(257)}\n${"b".repeat(65_537)}`);
    expect(found.map((each) => each.split(" ", 1)[0])).toEqual(["number@2", "title@5", "body@null"]);
    const unread = await problemsOf(`${front("title: [a")}\n${"b".repeat(65_537)}`);
    expect(unread.map((each) => each.split(" ", 1)[0])).toEqual(["@null", "body@null"]);
  });

  test("without a title nothing is made up", async () => {
    for (const text of [`${front("number: 1")}\n`, `${front("number: 1")}<!-- # x -->\n`])
      expect(await problemsOf(text)).toEqual([
        "title@4 is missing: give it in the front matter, as a # heading or in the first line",
      ]);
  });
});
