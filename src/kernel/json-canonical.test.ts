import { isDeepStrictEqual } from "node:util";
import canonicalize from "canonicalize";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson, canonicalPieces, parseJsonText } from "./json.ts";

/** Whether a key anywhere has what no key may have. */
const hasQuotedKey = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  Object.entries(value).some(
    ([key, member]) => (!Array.isArray(value) && /["\\]/.test(key)) || hasQuotedKey(member),
  );

/** Any JSON value; `-0` is left out, which RFC 8785 and we write as 0. */
const json = fc
  .jsonValue({ stringUnit: "binary", maxDepth: 5 })
  .map((value): unknown => JSON.parse(JSON.stringify(value)));
const keys = fc.oneof(
  fc.string({ unit: "binary", maxLength: 4 }),
  fc.constantFrom("__proto__", "constructor", "10", "9", "-1", "a", "B", "ä", "€", "😀", "\ufb33", "\r", "1"),
);
const document = fc.dictionary(keys, json, { noNullPrototype: true });

describe("canonicalJson", () => {
  test("lies on disk as the design says", () => {
    const value = { b: [1, { d: null, c: "x" }], a: {}, "": [], é: true, Z: -1.5 };
    expect(canonicalJson(value)).toBe(
      [
        "{",
        '  "": [],',
        '  "Z": -1.5,',
        '  "a": {},',
        '  "b": [',
        "    1,",
        "    {",
        '      "c": "x",',
        '      "d": null',
        "    }",
        "  ],",
        '  "é": true',
        "}",
        "",
      ].join("\n"),
    );
  });

  const rows: readonly { value: unknown; text: string; because: string }[] = [
    { value: null, text: "null\n", because: "a lone scalar has its newline too" },
    { value: -0, text: "0\n", because: "there is one zero" },
    { value: 1e21, text: "1e+21\n", because: "large numbers as ECMAScript writes them" },
    { value: 1e-7, text: "1e-7\n", because: "small ones too" },
    { value: 0.1 + 0.2, text: "0.30000000000000004\n", because: "the shortest digits that read back" },
    { value: { a: undefined, b: 1 }, text: '{\n  "b": 1\n}\n', because: "undefined members are left out" },
    { value: { a: undefined }, text: "{}\n", because: "nothing left is an empty object" },
    { value: "\u0000\u2028\u007f", text: '"\\u0000\u2028\u007f"\n', because: "escapes are JSON.stringify's" },
    { value: { 10: 1, 9: 2 }, text: '{\n  "10": 1,\n  "9": 2\n}\n', because: "code units, not numbers" },
    { value: { "😀": 1, "\ufb33": 2 }, text: '{\n  "😀": 1,\n  "\ufb33": 2\n}\n', because: "UTF-16 order" },
  ];
  test.each(rows)("$because", ({ value, text }) => expect(canonicalJson(value)).toBe(text));

  test.each([NaN, Infinity, -Infinity, () => 1, Symbol("s"), 1n, undefined])("refuses %s", (value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
    expect(() => canonicalJson([value])).toThrow(TypeError);
    expect(() => [...canonicalPieces({ list: [value] })].join("")).toThrow(TypeError);
  });
});

describe("canonicalJson, for every value", () => {
  test("reads back as the same value, or is refused for its keys", () => {
    fc.assert(
      fc.property(fc.oneof(json, document), (value) => {
        const parsed = parseJsonText(canonicalJson(value));
        if (hasQuotedKey(value))
          expect(parsed).toEqual({ ok: false, problem: "has a key with a quote or a backslash" });
        else expect(parsed.ok && isDeepStrictEqual(parsed.value, value)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("is RFC 8785 with blanks", () => {
    fc.assert(
      fc.property(fc.oneof(json, document), (value) => {
        expect(stripped(canonicalJson(value))).toBe(canonicalize(value));
      }),
      { numRuns: 500 },
    );
  });

  test("does not depend on the order in which members were set", () => {
    fc.assert(
      fc.property(document, (value) => {
        const backwards = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(backwards)).toBe(canonicalJson(value));
      }),
    );
  });

  test("two values with one text are one value", () => {
    fc.assert(
      fc.property(document, document, (one, other) => {
        if (canonicalJson(one) === canonicalJson(other)) expect(isDeepStrictEqual(one, other)).toBe(true);
      }),
    );
  });

  test("the pieces joined are the document", () => {
    const withGaps = fc.dictionary(keys, fc.oneof(json, fc.array(json), fc.constant(undefined)));
    fc.assert(
      fc.property(withGaps, (value) => {
        expect([...canonicalPieces(value)].join("")).toBe(canonicalJson(value));
      }),
      { numRuns: 500 },
    );
  });

  test("no piece holds much of a long list", () => {
    const items = Array.from({ length: 5_000 }, (_, n) => ({ n, text: "x".repeat(100) }));
    const pieces = [...canonicalPieces({ items, last: 1 })];
    expect(pieces.join("")).toBe(canonicalJson({ items, last: 1 }));
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(64_000);
  });
});

/** JSON without the blanks outside of strings. */
const stripped = (text: string): string => text.replace(/("(?:[^"\\]|\\.)*")|\s+/gs, "$1");
