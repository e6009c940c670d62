import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonical } from "./canonical.ts";

const ROWS: readonly (readonly [why: string, raw: string, seen: string])[] = [
  ["plain text stays", "Fix the login.\n\ttabs stay", "Fix the login.\n\ttabs stay"],
  ["one kind of line end", "a\r\nb\rc\nd", "a\nb\nc\nd"],
  ["a comment is not seen", "a <!-- b --> c", "a  c"],
  ["a comment over lines leaves its line ends", "a <!-- b\nc\n--> d", "a \n\n d"],
  ["an unclosed comment hides the rest", "a\n<!-- b\nc", "a\n\n"],
  ["two comments", "<!--a-->x<!--b-->y", "xy"],
  ["an empty comment ends at once", "<!-->x", "x"],
  ["a comment inside a fence is code", "```\n<!-- a\n```\nb", "```\n a\n```\nb"],
  ["a fence is one until it is closed", "```\na\n<!-- b\n```\nc <!-- d", "```\na\n b\n```\nc "],
  ["a fence inside a comment is none", "<!--\n```\n-->\nb <!-- c", "\n\n\nb "],
  ["decimal entity", "a&#98;c", "abc"],
  ["hexadecimal entity", "a&#x62;c &#X62;", "abc b"],
  ["entity without an end is text", "&#98 c", "&#98 c"],
  ["entity of eight digits is text", "&#00000098;", "&#00000098;"],
  ["entity of nothing", "&#0;&#x110000;&#xd800;", "\ufffd\ufffd\ufffd"],
  ["entity in an entity", "&#38;#98;", "b"],
  ["entity whose end is an entity", "&#98&#59;", "b"],
  ["a decoded line end makes no line", "a&#10;b&#13;c", "a b c"],
  ["a decoded opener is visible, and none any more", "&#60;!-- approve --&#62;", " approve -->"],
  ["a comment stays closed to what is decoded in it", "<!-- --&#62; #implement -->x", "x"],
  ["an opener that appears by taking another away", "<!<!-- x -->-- y", " y"],
  ["zero-width marks are no part of a word", "pay\u200bme\u2060nt \u00adauth\ufeff", "payment auth"],
  ["an entity that appears without them", "&#9\u200b8;", "b"],
  ["a decoded invisible is invisible", "a&#8203;b", "ab"],
  ["tag characters", "ok\u{e0061}\u{e0070}", "ok"],
  ["directions", "a\u202eb\u2066c\u2069", "abc"],
  ["fillers that look like nothing", "a\u3164b\u115fc\u034fd\u180ee", "abcde"],
  ["controls", "a\u0000b\u001bc\u0085d\u009be", "abc de"],
  ["other line ends part words but not lines", "a\u2028b\u2029c\u000bd", "a b c d"],
  ["composed", "e\u0301", "é"],
  ["composed over what was hidden", "e<!-- -->\u0301", "é"],
  ["half a pair", "a\ud800b", "a\ufffdb"],
];

describe("what a reader sees", () => {
  test.each(ROWS)("%s", (_why, raw, seen) => {
    expect(canonical(raw).text).toBe(seen);
  });

  test("marks of our own blocks are told, with their lines", () => {
    const raw = "a\n<!-- continuo:spec:start -->\nb\n<!-- continuo:spec:end -->\n<!-- /fugue-note -->";
    expect(canonical(raw).marks).toEqual([
      { line: 2, name: "continuo:spec", edge: "start" },
      { line: 4, name: "continuo:spec", edge: "end" },
      { line: 5, name: "fugue-note", edge: "end" },
    ]);
  });

  test.each([
    ["not at the start of its line", "a <!-- continuo:spec:start -->"],
    ["in a fence", "```\n<!-- continuo:spec:start -->\n```"],
    ["in a comment", "<!--\n<!-- continuo:spec:start -->"],
    ["of another name", "<!-- other:spec:start -->"],
  ])("a mark %s is none", (_why, raw) => {
    expect(canonical(raw).marks).toEqual([]);
  });
});

/** What the enemy builds from. */
const PIECES = [
  ...[
    "<!--",
    "-->",
    "<!",
    "--",
    "-",
    ">",
    "<",
    "&#60;",
    "&#38;",
    "&#x26;",
    "#38;",
    "&",
    "#",
    "60;",
    "&#59;",
    ";",
  ],
  ...[
    "\u200b",
    "\u{e0061}",
    "\u202e",
    "\u0301",
    "e",
    "\u0338",
    "\u037e",
    "\ufb1d",
    "\n",
    "\r",
    "```",
    "~~~",
    " ",
  ],
  ...[
    "&#8203;",
    "&#10;",
    "&#769;",
    "&#894;",
    "\ud83d",
    "\ude00",
    "a",
    "あ",
    "\u2028",
    "<!-- continuo:x:start -->\n",
  ],
];
const hostile = fc.array(fc.constantFrom(...PIECES), { maxLength: 24 }).map((parts) => parts.join(""));
const linesOf = (text: string) => text.split("\n").length;

describe("laws", () => {
  test("twice is once", () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: "binary" })), (raw) => {
        const { text } = canonical(raw);
        expect(canonical(text).text).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  test("nothing hidden is left, and no line is lost or made", () => {
    fc.assert(
      fc.property(hostile, (raw) => {
        const { text } = canonical(raw);
        expect(text).not.toMatch(
          /<!--|&#(?:[0-9]{1,7}|x[0-9a-f]{1,6});|[\u200b-\u200f\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/u,
        );
        expect(linesOf(text)).toBe(linesOf(raw.replace(/\r\n?/g, "\n")));
        expect(text.isWellFormed()).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
