import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inertJson, printable } from "./text.ts";

/** What a runner obeys in a stream, by its two parsers; lines end where any reader sees an end. */
const OBEYED = [/^[\s\p{White_Space}\u180e\ufeff]*::/u, /##\[/];
const obeyed = (text: string): string[] =>
  text.split(/\r\n|[\r\n\u0085\u2028\u2029]/).filter((line) => OBEYED.some((form) => form.test(line)));

const NOT_SEEN = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\ufeff]/;

const pieces = [
  "::",
  ":",
  "#",
  "##[",
  "[",
  "error",
  "\n",
  "\r",
  "\t",
  " ",
  "\u0085",
  "\u00a0",
  "\u3000",
  "\u2028",
];
const hostile = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .array(fc.constantFrom(...pieces, "\u001b", "\u009b", "\u200b", "\ufeff", '"', "\\"))
    .map((all) => all.join("")),
);

describe("printable", () => {
  test.each([
    {
      text: "plain: text\nof two :: lines # [x]",
      becomes: "plain: text\nof two :: lines # [x]",
      because: "text stays",
    },
    { text: "::error::x", becomes: "\\u{3a}:error::x", because: "the new form is broken" },
    {
      text: "a\n \u3000::error::x",
      becomes: "a\n \u3000\\u{3a}:error::x",
      because: "after any blank of any line",
    },
    { text: "a\r::error::x", becomes: "a\\u{d}::error::x", because: "a carriage return ends no line" },
    { text: "a ##[set-env]", becomes: "a #\\u{23}[set-env]", because: "the old form is broken anywhere" },
    { text: "###[x]####[", becomes: "##\\u{23}[x]###\\u{23}[", because: "wherever it begins" },
    { text: ": :x", becomes: ": :x", because: "one colon is none" },
  ])("$because", ({ text, becomes }) => expect(printable(text)).toBe(becomes));

  test("for any text: nothing is obeyed, nothing unseen is left, and doing it again changes nothing", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const said = printable(text);
        expect(obeyed(said)).toEqual([]);
        expect(said).not.toMatch(NOT_SEEN);
        expect(said.split("\n").length).toBe(text.split("\n").length);
        expect(printable(said)).toBe(said);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe("inertJson", () => {
  test("for any value: the same value, in a form that nothing obeys", () => {
    const value = fc.dictionary(hostile, fc.oneof(hostile, fc.array(hostile)));
    fc.assert(
      fc.property(value, fc.constantFrom(undefined, 2), (any, indent) => {
        const json = JSON.stringify(any, null, indent);
        const said = inertJson(json);
        expect(JSON.parse(said)).toEqual(JSON.parse(json));
        expect(obeyed(said)).toEqual([]);
        expect(said).not.toMatch(NOT_SEEN);
      }),
      { numRuns: 2_000 },
    );
  });

  test("plain JSON stays as it is", () => {
    const json = JSON.stringify({ a: ["b", 1, null], c: "::x::" }, null, 2);
    expect(inertJson(json)).toBe(json);
  });
});
