import { describe, expect, test } from "vitest";
import { exported, fileOf, problemsOf } from "../../../test/support/issue-file.ts";

describe("JSON as GitHub's API gives it", () => {
  test("is read for what counts; all else is ignored", async () => {
    const text = exported({
      body: "It is broken.\r\n",
      labels: [{ id: 1, name: "bug", color: "ff0000" }, "help wanted"],
      user: { login: "renovate[bot]", type: "Bot" },
      state: "closed",
      pull_request: null,
      comments: 3,
      reactions: { "+1": 4 },
      milestone: null,
    });
    for (const each of [text, `\ufeff\r\n ${text}\n`])
      expect(await fileOf(each)).toEqual({
        title: "Fix it",
        body: "It is broken.\r\n",
        labels: ["bug", "help wanted"],
        author: "renovate[bot]",
        number: 7,
        state: "closed",
        form: "json",
        labelsByAuthor: false,
      });
  });

  test("a body, an account, a number that are not there are none", async () => {
    const wanted = { body: "", author: null, number: null, labels: [], state: "open" };
    expect(await fileOf('{"title":"a"}')).toMatchObject(wanted);
    expect(await fileOf(exported({ body: null, user: null, number: null }))).toMatchObject(wanted);
  });

  const rows: readonly { text: string; says: readonly RegExp[] }[] = [
    { text: exported({ pull_request: { url: "x" } }), says: [/^pull_request@null must not be there/] },
    { text: exported({ pull_request: false }), says: [/^pull_request@null must not be there/] },
    { text: exported({ title: undefined }), says: [/^title@null is missing/] },
    { text: exported({ title: null }), says: [/^title@null must be text, found null/] },
    { text: exported({ title: " " }), says: [/^title@null must be one line of 1 to 256/] },
    { text: exported({ title: "a\nb" }), says: [/^title@null must be one line/] },
    { text: exported({ title: "t".repeat(257) }), says: [/^title@null .* found 257$/] },
    { text: exported({ title: "a\u0000" }), says: [/^title@null must be one line/] },
    { text: exported({ body: "a\u0000" }), says: [/^body@null must be text without a NUL/] },
    { text: exported({ body: 5 }), says: [/^body@null must be text or null, found 5$/] },
    { text: exported({ body: ["x"] }), says: [/^body@null must be text or null, found a list$/] },
    { text: exported({ labels: null }), says: [/^labels@null must be a list of labels, found null$/] },
    { text: exported({ labels: "bug" }), says: [/^labels@null must be a list of labels, found "bug"$/] },
    { text: exported({ labels: [{}, 5, null] }), says: [/^labels\[0\]/, /^labels\[1\]/, /^labels\[2\]/] },
    {
      text: exported({ labels: [{ name: "a\u001b" }] }),
      says: [/^labels\[0\]@null must be 1 to 50 .*\\u\{1b\}/],
    },
    { text: exported({ labels: Array(101).fill("x") }), says: [/^labels@null must be at most 100 labels/] },
    { text: exported({ user: { login: "../x" } }), says: [/^user\.login@null must be a login/] },
    { text: exported({ user: {} }), says: [/^user\.login@null is missing$/] },
    { text: exported({ user: "mona" }), says: [/^user\.login@null is missing$/] },
    { text: exported({ number: 0 }), says: [/^number@null must be a whole number/] },
    { text: exported({ number: "5" }), says: [/^number@null must be a whole number/] },
    { text: exported({ number: 1e10 }), says: [/^number@null must be a whole number/] },
    { text: exported({ state: "merged" }), says: [/^state@null must be open or closed, found "merged"$/] },
    {
      text: exported({ title: 1, body: 2, labels: 3, number: 4.5 }),
      says: [/^title/, /^body/, /^labels/, /^number/],
    },
    { text: "{", says: [/^@null is not JSON/] },
    { text: "{}", says: [/^title@null is missing/] },
    { text: "{} {}", says: [/^@null is not JSON/] },
    { text: '[{"title":"a"}]', says: [/^@null must be one issue .* found a list$/] },
    { text: '{"title":"a","title":"b"}', says: [/^@null has the key "title" twice/] },
    { text: '{"__proto__":{"title":"a"}}', says: [/^title@null is missing/] },
    { text: '{"title":"\\ud800"}', says: [/^@null holds half of a surrogate pair/] },
    { text: `{"title":${"[".repeat(100)}`, says: [/^@null is nested deeper than 64 levels/] },
  ];
  test.each(rows)("$text", async ({ text, says }) => {
    expect(await problemsOf(text)).toEqual(says.map((each) => expect.stringMatching(each)));
  });
});
