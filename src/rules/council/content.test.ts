import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { digestOf } from "../../kernel/digest.ts";
import { readShape } from "../../kernel/shape.ts";
import {
  type Content,
  contentDigest,
  contentOf,
  Subject,
  subjectDigest,
  type WrittenRequest,
} from "./content.ts";

const REQUEST: WrittenRequest = {
  title: "Fix the parser",
  body: "It drops the last line.\n\nKeep it.",
  mode: "implement",
  target: { repository: "acme/app", project: "app" },
  recordedPrefix: null,
};
const bodyOf = (body: string): string => contentOf({ ...REQUEST, body }).body;
const block = (name: string, text = "ours"): string =>
  `<!-- continuo:${name}:start -->${text}<!-- continuo:${name}:end -->`;

describe("the title", () => {
  test.each<[string, string, string | null, string]>([
    ["without a prefix", "Fix it", null, "Fix it"],
    ["with the recorded one", "[app] Fix it", "[app] ", "Fix it"],
    ["with one that is not recorded", "[app] Fix it", null, "[app] Fix it"],
    ["with another than the recorded one", "[api] Fix it", "[app] ", "[api] Fix it"],
    ["with the recorded one twice: the second is somebody's", "[app] [app] Fix it", "[app] ", "[app] Fix it"],
    ["with the recorded one further on", "Fix [app] it", "[app] ", "Fix [app] it"],
    ["with the recorded one in capitals", "[APP] Fix it", "[app] ", "[APP] Fix it"],
  ])("%s", (_name, title, recordedPrefix, wanted) => {
    expect(contentOf({ ...REQUEST, title, recordedPrefix }).title).toBe(wanted);
  });
});

describe("the body", () => {
  test.each<[string, string, string]>([
    ["without a block", "a\nb", "a\nb"],
    ["a block behind it", `a\n\n${block("status")}\n`, "a"],
    ["a block before it", `${block("status")}\n\na`, "a"],
    ["a block of many lines", `a\n${block("status", "\nx\n\ny\n")}`, "a"],
    ["two blocks", `${block("one")}\na\n${block("two")}`, "a"],
    ["nothing but a block", block("status"), ""],
    ["CRLF, as GitHub's editor writes", `a\r\nb\r\n\r\n${block("status", "\r\n")}`, "a\nb"],
    ["code at the start", "\n\n    code\nb  \n", "    code\nb"],
    ["a start without an end", "a <!-- continuo:x:start --> b", "a <!-- continuo:x:start --> b"],
    ["an end without a start", "a <!-- continuo:x:end --> b", "a <!-- continuo:x:end --> b"],
    [
      "the end of another block",
      "a<!-- continuo:x:start -->b<!-- continuo:y:end -->c",
      "a<!-- continuo:x:start -->b<!-- continuo:y:end -->c",
    ],
    [
      "another block inside: only that one is whole",
      `<!-- continuo:x:start -->a${block("y")}b<!-- continuo:x:end -->`,
      "<!-- continuo:x:start -->ab<!-- continuo:x:end -->",
    ],
    ["a start that is opened again", `<!-- continuo:x:start -->a${block("x")}`, "<!-- continuo:x:start -->a"],
    [
      "ends in the wrong order",
      "<!-- continuo:x:end -->a<!-- continuo:x:start -->",
      "<!-- continuo:x:end -->a<!-- continuo:x:start -->",
    ],
    [
      "a block that is made by taking one away",
      `<!-- contin${block("a")}uo:x:start -->b<!-- continuo:x:end -->`,
      "<!-- continuo:x:start -->b<!-- continuo:x:end -->",
    ],
    [
      "a name in capitals",
      "<!-- continuo:X:start -->a<!-- continuo:X:end -->",
      "<!-- continuo:X:start -->a<!-- continuo:X:end -->",
    ],
    [
      "a mark of somebody else",
      "<!-- acme:x:start -->a<!-- acme:x:end -->",
      "<!-- acme:x:start -->a<!-- acme:x:end -->",
    ],
    ["a name too long", block("a".repeat(41)), block("a".repeat(41))],
  ])("%s", (_name, body, wanted) => {
    expect(bodyOf(body)).toBe(wanted);
  });

  test("a block before or behind the text leaves no trace in the digest", () => {
    const words = fc.string({
      unit: fc.constantFrom("a", " ", "\n", "\r\n", "é", "<!--", "-->", "continuo:"),
    });
    fc.assert(
      fc.property(words, words, (body, ours) => {
        const digest = contentDigest(contentOf({ ...REQUEST, body }));
        for (const changed of [
          `${body}\n\n${block("status", ours)}\n`,
          `${block("status", ours)}\n\n${body}`,
        ])
          expect(contentDigest(contentOf({ ...REQUEST, body: changed }))).toBe(digest);
      }),
      { numRuns: 500 },
    );
  });

  test("a word of somebody's, anywhere outside a block, changes the digest", () => {
    const text = `${REQUEST.body}\n\n${block("status")}`;
    const inside = [text.indexOf("-->") + 3, text.lastIndexOf("<!--")];
    const digest = contentDigest(contentOf({ ...REQUEST, body: text }));
    for (let at = 0; at <= text.length; at++) {
      const body = `${text.slice(0, at)}x${text.slice(at)}`;
      const isOurs = at >= inside[0]! && at <= inside[1]!;
      expect({ at, same: contentDigest(contentOf({ ...REQUEST, body })) === digest }).toEqual({
        at,
        same: isOurs,
      });
    }
  });

  test.each([
    ["starts", "<!-- continuo:x:start -->".repeat(2_600)],
    ["names", Array.from({ length: 2_000 }, (_, at) => `<!-- continuo:x${at}:start -->`).join("")],
    ["halves", "<!-- continuo:".repeat(4_600)],
    ["blanks", `a${" ".repeat(65_000)}b`],
  ])("is read in one pass: %s", (_name, body) => {
    // As many names as there are starts, each sought to the end, would meet the time that a test may take.
    for (let time = 0; time < 5; time++) expect(bodyOf(body)).toBe(body);
  });
});

describe("the digests", () => {
  const content = contentOf(REQUEST);
  test.each<[string, Content]>([
    ["title", { ...content, title: "Fix the parser!" }],
    ["body", { ...content, body: `${content.body} Or not.` }],
    ["mode", { ...content, mode: "review" }],
    ["repository", { ...content, target: { ...content.target, repository: "acme/api" } }],
    ["project", { ...content, target: { ...content.target, project: "api" } }],
    [
      "title and body, put together otherwise",
      { ...content, title: "Fix", body: ` the parser${content.body}` },
    ],
  ])("of the content: another %s is another content", (_name, other) => {
    expect(contentDigest(other)).not.toBe(contentDigest(content));
  });

  const subject: Subject = {
    content: contentDigest(content),
    base: "a".repeat(40),
    comments: [
      { id: 1, digest: digestOf("one") },
      { id: 2, digest: digestOf("two") },
    ],
    policy: digestOf("policy"),
  };
  test.each<[string, Subject]>([
    ["content", { ...subject, content: digestOf("else") }],
    ["base", { ...subject, base: "b".repeat(40) }],
    ["comment less", { ...subject, comments: subject.comments.slice(1) }],
    ["comment edited", { ...subject, comments: [{ id: 1, digest: digestOf("1") }, subject.comments[1]!] }],
    ["comment's id", { ...subject, comments: [{ id: 3, digest: digestOf("one") }, subject.comments[1]!] }],
    ["policy", { ...subject, policy: digestOf("else") }],
  ])("of the subject: another %s is another subject", (_name, other) => {
    expect(subjectDigest(other)).not.toBe(subjectDigest(subject));
  });

  test("of the subject: the order of the comments does not matter", () => {
    expect(subjectDigest({ ...subject, comments: subject.comments.toReversed() })).toBe(
      subjectDigest(subject),
    );
    expect(readShape(Subject, subject).ok).toBe(true);
    expect(readShape(Subject, { ...subject, base: "main" }).ok).toBe(false);
  });
});
