import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { JSON_LIMITS, memberAt, parseJson, parseJsonText } from "./json.ts";

const bytes = (text: string) => Buffer.from(text, "utf8");
const raw = (...numbers: number[]) => Uint8Array.from(numbers);
const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

describe("parseJson accepts", () => {
  const rows: readonly { text: string; value: unknown; because: string }[] = [
    { text: "null", value: null, because: "a lone literal is a document" },
    { text: " true\n", value: true, because: "blanks around the document mean nothing" },
    { text: "\t\r\n {} \r\n", value: {}, because: "all four blanks of RFC 8259" },
    { text: '""', value: "", because: "an empty string" },
    { text: '{"":0}', value: { "": 0 }, because: "an empty key is a key" },
    { text: '{"a":1,"A":2}', value: { a: 1, A: 2 }, because: "keys that differ in case are two keys" },
    { text: '[{"a":1},{"a":1}]', value: [{ a: 1 }, { a: 1 }], because: "one key in two objects" },
    { text: '{"a":{"a":{"a":1}}}', value: { a: { a: { a: 1 } } }, because: "one key on three levels" },
    { text: '{"a":"b:c,{[\\"d\\":"}', value: { a: 'b:c,{["d":' }, because: "marks in a string are text" },
    { text: '{"a":"\\\\","b":1}', value: { a: "\\", b: 1 }, because: "an escaped backslash ends no string" },
    { text: '"\\u0000\\u001f"', value: "\u0000\u001f", because: "control characters may be escaped" },
    {
      text: '"\u007f\u2028\u2029"',
      value: "\u007f\u2028\u2029",
      because: "DEL and line separators are text",
    },
    { text: '"\\ud83d\\ude00"', value: "😀", because: "a whole pair, escaped" },
    { text: '"😀"', value: "😀", because: "a whole pair, raw" },
    { text: '"\\b\\f\\n\\r\\t\\/"', value: "\b\f\n\r\t/", because: "the short escapes" },
    { text: "[-0.5e-2, 1E+2, 0]", value: [-0.005, 100, 0], because: "every part of a number" },
    { text: "1e308", value: 1e308, because: "the largest power of ten that is finite" },
    { text: "1e-400", value: 0, because: "a number too small is zero, not an error" },
    { text: "9007199254740991", value: Number.MAX_SAFE_INTEGER, because: "the largest safe integer" },
    { text: '{"constructor":1,"toString":2}', value: { constructor: 1, toString: 2 }, because: "plain keys" },
  ];

  test.each(rows)("$because", ({ text, value }) => {
    expect(parseJson(bytes(text))).toEqual({ ok: true, value });
  });

  test("__proto__ as a plain key that changes no prototype", () => {
    const parsed = parseJson(bytes('{"__proto__":{"isAdmin":true}}'));
    const value = parsed.ok ? (parsed.value as object) : {};
    expect(Object.keys(value)).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Reflect.get({}, "isAdmin")).toBeUndefined();
  });
});

describe("parseJson refuses", () => {
  const DUPLICATE = (key: string) => `has the key "${key}" twice in one object`;
  const NOT_JSON = /^is not JSON: /;
  const rows: readonly { text: string | Uint8Array; says: string | RegExp; because: string }[] = [
    { text: "", says: NOT_JSON, because: "an empty document" },
    { text: " \n", says: NOT_JSON, because: "a document of blanks" },
    { text: "\ufeff{}", says: NOT_JSON, because: "a byte order mark" },
    { text: "{}{}", says: NOT_JSON, because: "two documents" },
    { text: "{}\n{}", says: NOT_JSON, because: "two documents on two lines" },
    { text: "1 2", says: NOT_JSON, because: "two numbers" },
    { text: "{}x", says: NOT_JSON, because: "something after the document" },
    { text: "{}\u0000", says: NOT_JSON, because: "a NUL after the document" },
    { text: "[1,]", says: NOT_JSON, because: "a comma after the last item" },
    { text: '{"a":1,}', says: NOT_JSON, because: "a comma after the last member" },
    { text: "[,1]", says: NOT_JSON, because: "a comma before the first item" },
    { text: "[1 2]", says: NOT_JSON, because: "a comma left out" },
    { text: '{"a" 1}', says: NOT_JSON, because: "a colon left out" },
    { text: '{"a"::1}', says: NOT_JSON, because: "a colon too many" },
    { text: "{a:1}", says: NOT_JSON, because: "a bare key" },
    { text: "{1:1}", says: NOT_JSON, because: "a number as a key" },
    { text: "{'a':1}", says: NOT_JSON, because: "single quotes" },
    { text: "// x\n1", says: NOT_JSON, because: "a comment" },
    { text: "1 /* x */", says: NOT_JSON, because: "a block comment" },
    { text: "NaN", says: NOT_JSON, because: "NaN" },
    { text: "Infinity", says: NOT_JSON, because: "Infinity" },
    { text: "-Infinity", says: NOT_JSON, because: "minus Infinity" },
    { text: "undefined", says: NOT_JSON, because: "undefined" },
    { text: "True", says: NOT_JSON, because: "a literal in capitals" },
    { text: "nul", says: NOT_JSON, because: "a literal cut short" },
    { text: "01", says: NOT_JSON, because: "a leading zero" },
    { text: "+1", says: NOT_JSON, because: "a plus sign" },
    { text: ".5", says: NOT_JSON, because: "no digit before the point" },
    { text: "5.", says: NOT_JSON, because: "no digit after the point" },
    { text: "1e", says: NOT_JSON, because: "an exponent without digits" },
    { text: "0x10", says: NOT_JSON, because: "a hexadecimal number" },
    { text: "1_000", says: NOT_JSON, because: "an underscore in a number" },
    { text: "-", says: NOT_JSON, because: "a lone minus" },
    { text: "１", says: NOT_JSON, because: "a full-width digit" },
    { text: '"a', says: NOT_JSON, because: "a string without its end" },
    { text: '"\\"', says: NOT_JSON, because: "a string that ends in an escape" },
    { text: '"\\x41"', says: NOT_JSON, because: "an escape that JSON has not" },
    { text: '"\\u12"', says: NOT_JSON, because: "an escape cut short" },
    { text: '"a\nb"', says: NOT_JSON, because: "a raw newline in a string" },
    { text: '"a\tb"', says: NOT_JSON, because: "a raw tab in a string" },
    { text: '"a\u0000b"', says: NOT_JSON, because: "a raw NUL in a string" },
    { text: "[1", says: NOT_JSON, because: "a list without its end" },
    { text: "]", says: NOT_JSON, because: "an end without its list" },
    { text: "[}", says: NOT_JSON, because: "crossed brackets" },
    { text: "\u00a0{}", says: NOT_JSON, because: "a no-break space is no blank" },
    { text: "\u000b{}", says: NOT_JSON, because: "a vertical tab is no blank" },
    { text: "1e999", says: "holds a number that is not finite", because: "a number that overflows" },
    {
      text: '{"a":[-1e999]}',
      says: "holds a number that is not finite",
      because: "the same, deep and negative",
    },
    { text: '"\\ud800"', says: "holds half of a surrogate pair", because: "a lone high surrogate" },
    { text: '"\\udc00x"', says: "holds half of a surrogate pair", because: "a lone low surrogate" },
    {
      text: '"\\ude00\\ud83d"',
      says: "holds half of a surrogate pair",
      because: "a pair the wrong way round",
    },
    { text: '{"\\ud800":1}', says: "holds half of a surrogate pair", because: "half a pair in a key" },
    { text: raw(0x22, 0xed, 0xa0, 0x80, 0x22), says: "is not UTF-8", because: "a raw lone surrogate" },
    { text: raw(0x22, 0xc0, 0x80, 0x22), says: "is not UTF-8", because: "an overlong NUL" },
    { text: raw(0x22, 0xff, 0x22), says: "is not UTF-8", because: "a byte that UTF-8 has not" },
    { text: raw(0x22, 0xc3, 0x22), says: "is not UTF-8", because: "a sequence cut short" },
    { text: raw(0x22, 0xf4, 0x90, 0x80, 0x80, 0x22), says: "is not UTF-8", because: "beyond U+10FFFF" },
    { text: raw(0x7b, 0, 0x7d, 0), says: NOT_JSON, because: "UTF-16 without a mark" },
    { text: raw(0xff, 0xfe, 0x7b, 0, 0x7d, 0), says: "is not UTF-8", because: "UTF-16 with a mark" },
    { text: '{"a":1,"a":1}', says: DUPLICATE("a"), because: "a key twice, with the same value" },
    { text: '{"a":1,"b":2,"a":3}', says: DUPLICATE("a"), because: "a key twice, apart" },
    { text: '{"a":1,"\\u0061":2}', says: DUPLICATE("a"), because: "a key twice, once escaped" },
    { text: '{"/":1,"\\/":2}', says: DUPLICATE("/"), because: "a key twice, escaped in two ways" },
    { text: '{"😀":1,"\\ud83d\\ude00":2}', says: DUPLICATE("😀"), because: "a pair raw and escaped" },
    { text: '[{"x":{"k":1,"k":2}}]', says: DUPLICATE("k"), because: "a key twice, deep down" },
    { text: '{"k":1,"o":{"k":1},"k":2}', says: DUPLICATE("k"), because: "twice around an object" },
    { text: '{"":1,"":2}', says: DUPLICATE(""), because: "the empty key twice" },
    { text: '{"__proto__":1,"__proto__":2}', says: DUPLICATE("__proto__"), because: "__proto__ twice" },
    { text: '{"a:":1,"a:":2}', says: DUPLICATE("a:"), because: "a colon inside of the key" },
    ...["\\\\", '\\"', "\\u005c", "\\u0022", "a\\u005Cb"].map((key) => ({
      text: `{"a":{"${key}":1}}`,
      says: "has a key with a quote or a backslash",
      because: `a key that V8 may mistake for another: ${key}`,
    })),
    {
      text: '{"\\u001b":1,"\\u001b":2}',
      says: DUPLICATE("\\u{1b}"),
      because: "an escape character as the key",
    },
  ];

  test.each(rows)("$because", ({ text, says }) => {
    const parsed = parseJson(typeof text === "string" ? bytes(text) : text);
    expect(parsed.ok).toBe(false);
    if (!parsed.ok) expect(parsed.problem).toMatch(typeof says === "string" ? toPattern(says) : says);
  });
});

describe("parseJson's limits", () => {
  test.each([
    { depth: 63, ok: true },
    { depth: 64, ok: true },
    { depth: 65, ok: false },
    { depth: 500_000, ok: false },
  ])("depth $depth: $ok", ({ depth, ok }) => {
    expect(parseJson(bytes(nested(depth)))).toMatchObject(
      ok ? { ok } : { ok, problem: "is nested deeper than 64 levels" },
    );
  });

  test.each([
    { depth: 63, ok: true },
    { depth: 64, ok: true },
    { depth: 65, ok: false },
  ])("depth $depth made of objects: $ok", ({ depth, ok }) => {
    expect(parseJson(bytes(`${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`)).ok).toBe(ok);
  });

  test("brackets in strings and beside each other are no depth", () => {
    expect(parseJson(bytes(`["${"[".repeat(200)}",${"[],".repeat(200)}{}]`)).ok).toBe(true);
  });

  test("a text that opens deep and never closes is refused for its depth", () => {
    expect(parseJson(bytes("[".repeat(100_000)))).toMatchObject({
      problem: "is nested deeper than 64 levels",
    });
  });

  test.each([
    { size: JSON_LIMITS.maxBytes - 1, ok: true },
    { size: JSON_LIMITS.maxBytes, ok: true },
    { size: JSON_LIMITS.maxBytes + 1, ok: false },
  ])("$size bytes: $ok", ({ size, ok }) => {
    const parsed = parseJson(bytes(`"${"x".repeat(size - 2)}"`));
    expect(parsed.ok).toBe(ok);
    if (!parsed.ok) expect(parsed.problem).toBe(`is ${size} bytes long, at most 1048576 are allowed`);
  });

  test("size counts bytes, not characters, and the caller may set both limits", () => {
    const limits = { maxBytes: 6, maxDepth: 1 };
    expect(parseJson(bytes('"😀"'), limits).ok).toBe(true);
    expect(parseJson(bytes('"😀x"'), limits).ok).toBe(false);
    expect(parseJson(bytes("[1]"), limits).ok).toBe(true);
    expect(parseJson(bytes("[[]]"), limits)).toMatchObject({
      ok: false,
      problem: "is nested deeper than 1 levels",
    });
  });

  test("hostile texts of a megabyte are answered at once", () => {
    const million = 1_000_000;
    const before = performance.now();
    expect(parseJson(bytes(`"${"\\\\".repeat(million / 2)}"`)).ok).toBe(true);
    expect(parseJson(bytes(`"${"\\".repeat(million - 1)}`)).ok).toBe(false);
    expect(parseJson(bytes('"'.repeat(million))).ok).toBe(false);
    expect(parseJson(bytes(":".repeat(million))).ok).toBe(false);
    expect(parseJson(bytes(`{${'"k":1,'.repeat(million / 10)}"k":1}`)).ok).toBe(false);
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});

describe("parseJson, for every text", () => {
  test("never throws, and never accepts what JSON.parse refuses or reads otherwise", () => {
    const fragment = fc.constantFrom(
      ...'[]{},:"\\01-.eEtrufalsn\u0000\ud800 ',
      '"a"',
      '"\\u0061"',
      "null",
      "1e999",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(fragment).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(text, (each) => {
        const parsed = parseJsonText(each);
        if (parsed.ok) expect(parsed.value).toEqual(JSON.parse(each));
      }),
      { numRuns: 2_000 },
    );
  });

  test("never throws for any bytes", () => {
    fc.assert(fc.property(fc.uint8Array(), (each) => typeof parseJson(each).ok === "boolean"));
  });

  test("an object is accepted exactly when no two of its keys are the same text and none is quoted inside", () => {
    const key = fc.string({ unit: fc.constantFrom("a", "b", "/", '"', ":", "\\", "{", "😀"), maxLength: 2 });
    const members = fc.array(fc.tuple(key, fc.boolean()), { maxLength: 6 });
    fc.assert(
      fc.property(members, fc.nat(2), (pairs, depth) => {
        const object = `{${pairs.map(([name, isEscaped]) => `${isEscaped ? escaped(name) : JSON.stringify(name)}:1`)}}`;
        const isUnique = new Set(pairs.map(([name]) => name)).size === pairs.length;
        const isPlain = pairs.every(([name]) => !/["\\]/.test(name));
        expect(parseJsonText("[".repeat(depth) + object + "]".repeat(depth)).ok).toBe(isUnique && isPlain);
      }),
      { numRuns: 1_000 },
    );
  });
});

/** A string in JSON with every code unit escaped. */
const escaped = (text: string): string =>
  `"${Array.from({ length: text.length }, (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, "0")}`).join("")}"`;

const toPattern = (text: string): RegExp => new RegExp(`^${text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}$`);

describe("memberAt", () => {
  test.each([
    { names: ["a", "b"], found: 1, because: "the way leads there" },
    { names: ["list", "1"], found: "y", because: "a list is gone into by index" },
    { names: [], found: { a: { b: 1 }, list: ["x", "y"], no: null }, because: "no way leads nowhere" },
    { names: ["a", "c"], found: undefined, because: "there is no such member" },
    { names: ["no", "b"], found: undefined, because: "null has no members" },
    { names: ["toString"], found: undefined, because: "only what the document itself says counts" },
    { names: ["list", "length", "x"], found: undefined, because: "a number has no members" },
  ])("$names: $because", ({ names, found }) => {
    expect(memberAt({ a: { b: 1 }, list: ["x", "y"], no: null }, ...names)).toEqual(found);
  });
});
