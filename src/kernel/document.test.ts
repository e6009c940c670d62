import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { digestOf } from "./digest.ts";
import { readDocument } from "./document.ts";
import { canonicalJson } from "./json.ts";

const Note = v.strictObject({
  b: v.number(),
  a: v.optional(v.string()),
  list: v.optional(v.array(v.unknown())),
});
const GOOD = '{\n  "a": "x",\n  "b": 1\n}\n';

describe("readDocument", () => {
  test("returns the value, the text and the digest of the bytes as they are", () => {
    expect(readDocument(Note, Buffer.from(GOOD))).toEqual({
      ok: true,
      read: { value: { a: "x", b: 1 }, text: GOOD, digest: digestOf(GOOD) },
    });
  });

  const FORM = "is not in canonical form";
  const rows: readonly { text: string | Uint8Array; says: string | RegExp; because: string }[] = [
    { text: GOOD.trimEnd(), says: FORM, because: "no newline at the end" },
    { text: `${GOOD}\n`, says: FORM, because: "two newlines at the end" },
    { text: GOOD.replaceAll("\n", "\r\n"), says: FORM, because: "newlines of Windows" },
    { text: GOOD.replaceAll("  ", "\t"), says: FORM, because: "tabs" },
    { text: '{"a":"x","b":1}\n', says: FORM, because: "no blanks" },
    { text: '{\n  "b": 1,\n  "a": "x"\n}\n', says: FORM, because: "keys in another order" },
    { text: '{\n  "b": 1.0\n}\n', says: FORM, because: "a number with a needless zero" },
    { text: '{\n  "b": 1e0\n}\n', says: FORM, because: "a number with a needless exponent" },
    { text: '{\n  "b": -0\n}\n', says: FORM, because: "the other zero" },
    {
      text: '{\n  "b": 9007199254740993\n}\n',
      says: FORM,
      because: "a number that does not survive reading",
    },
    {
      text: '{\n  "a": "\\u0078",\n  "b": 1\n}\n',
      says: FORM,
      because: "a letter that is escaped for no reason",
    },
    { text: '{\n  "a": "\\/",\n  "b": 1\n}\n', says: FORM, because: "a slash that is escaped" },
    { text: '{\n  "b": 1,\n  "list": [ ]\n}\n', says: FORM, because: "a blank in an empty list" },
    {
      text: '{\n  "a": 1,\n  "a": 1,\n  "b": 1\n}\n',
      says: /^has the key "a" twice/,
      because: "a key twice",
    },
    { text: `\ufeff${GOOD}`, says: /^is not JSON/, because: "a byte order mark" },
    { text: Uint8Array.from([0xff]), says: "is not UTF-8", because: "bytes that are no text" },
    { text: "", says: /^is not JSON/, because: "nothing" },
    {
      text: '{\n  "b": "1"\n}\n',
      says: /^does not read: b must be number, found "1"$/,
      because: "another type",
    },
    {
      text: '{\n  "b": 1,\n  "c": 1\n}\n',
      says: /^does not read: c is not a known key/,
      because: "more keys",
    },
    { text: "{}\n", says: "does not read: b is missing", because: "fewer keys" },
  ];
  test.each(rows)("refuses $because", ({ text, says }) => {
    const read = readDocument(Note, Buffer.from(text));
    expect(read.ok).toBe(false);
    if (read.ok) return;
    if (typeof says === "string") expect(read.says).toBe(says);
    else expect(read.says).toMatch(says);
  });

  test("holds to the limits that it is given, and to its own without", () => {
    const size = Buffer.byteLength(GOOD);
    expect(readDocument(Note, Buffer.from(GOOD), { maxBytes: size, maxDepth: 1 }).ok).toBe(true);
    expect(readDocument(Note, Buffer.from(GOOD), { maxBytes: size - 1, maxDepth: 1 })).toMatchObject({
      ok: false,
    });
    expect(readDocument(Note, Buffer.from(GOOD), { maxBytes: size, maxDepth: 0 })).toMatchObject({
      ok: false,
    });
    const large = canonicalJson({ a: "x".repeat(1 << 20), b: 1 });
    expect(readDocument(Note, Buffer.from(large))).toMatchObject({ ok: false });
  });

  test("says three problems at most", () => {
    const Four = v.strictObject({ p: v.number(), q: v.number(), r: v.number(), s: v.number() });
    expect(readDocument(Four, Buffer.from("{}\n"))).toEqual({
      ok: false,
      says: "does not read: p is missing; q is missing; r is missing; and 1 more",
    });
  });

  test("for every document: its canonical text reads, and no other text of the same value does", () => {
    const value = fc.record({
      b: fc.integer(),
      a: fc.string({ unit: "binary" }),
      list: fc.array(fc.integer()),
    });
    fc.assert(
      fc.property(value, fc.constantFrom(undefined, 0, 1, 3, 4, "\t"), (each, indent) => {
        const text = canonicalJson(each);
        expect(readDocument(Note, Buffer.from(text))).toMatchObject({ ok: true, read: { text } });
        const other = JSON.stringify(each, null, indent);
        expect(readDocument(Note, Buffer.from(other)).ok).toBe(other === text);
      }),
    );
  });
});
