import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { byCode, Id, Key } from "./name.ts";

const long = (length: number, end = "") => `${"a".repeat(length - end.length)}${end}`;

describe("names that are Ids and Keys", () => {
  const rows = [
    { name: "a", because: "one letter" },
    { name: "0", because: "one digit" },
    { name: "work-item-001", because: "the seed's form" },
    { name: "phase_1.2-rc", because: "every mark that is allowed" },
    { name: "a-", because: "a dash at the end" },
    { name: "lock", because: "lock without a dot" },
    { name: "a.lock.b", because: ".lock in the middle" },
    { name: "a.locks", because: "nearly .lock" },
    { name: "a.jsonl", because: "nearly .json" },
    { name: "json", because: "json without a dot" },
    { name: "con-1", because: "a device name with more" },
    { name: "acon", because: "a device name at the end" },
    { name: "a.con", because: "a device name as an ending" },
    { name: "com", because: "com without a digit" },
    { name: "com10", because: "com with two digits" },
    { name: "conin", because: "conin without its dollar" },
    { name: long(127), because: "127 characters" },
    { name: long(128), because: "128 characters" },
  ];
  test.each(rows)("$because: $name", ({ name }) => {
    expect(v.is(Id, name)).toBe(true);
    expect(v.is(Key, name)).toBe(true);
  });
});

describe("names that are neither", () => {
  const rows: readonly { name: unknown; because: string }[] = [
    { name: "", because: "nothing" },
    { name: long(129), because: "129 characters" },
    { name: long(300), because: "300 characters" },
    { name: long(128, "é"), because: "128 characters, one of two bytes" },
    { name: ".", because: "the folder itself" },
    { name: "..", because: "the folder above" },
    { name: "../a", because: "a path above" },
    { name: "a/b", because: "a path" },
    { name: "/a", because: "a path from the root" },
    { name: "a\\b", because: "a path of Windows" },
    { name: "a..b", because: "two dots: a range to git" },
    { name: "a...", because: "dots at the end" },
    { name: "a.", because: "a dot at the end: gone on Windows" },
    { name: ".a", because: "a dot in front: hidden, a draft" },
    { name: "-a", because: "a dash in front: a flag" },
    { name: "_a", because: "an underscore in front" },
    { name: "__proto__", because: "JavaScript's prototype" },
    { name: "a\u0000b", because: "a NUL" },
    { name: "a\u0000", because: "a NUL at the end" },
    { name: "a\nb", because: "a newline" },
    { name: "a\n", because: "a newline at the end, where $ would match" },
    { name: "\na", because: "a newline in front" },
    { name: "..\na", because: "dots before a newline, where .* stops" },
    { name: "a b", because: "a blank" },
    { name: " a", because: "a blank in front" },
    { name: "a ", because: "a blank at the end: gone on Windows" },
    { name: "a\u00a0b", because: "a no-break space" },
    { name: ".lock", because: "a lock of git" },
    { name: "a.lock", because: "a lock of git after a name" },
    { name: ".json", because: "our ending alone" },
    { name: "a.json", because: "our ending" },
    { name: long(128, ".json"), because: "our ending at the very end of 128" },
    { name: "con", because: "a device of Windows" },
    { name: "con.txt", because: "a device with an ending" },
    { name: "con.a.b", because: "a device with two endings" },
    { name: "aux", because: "another device" },
    { name: "prn.x", because: "a printer" },
    { name: "nul", because: "nothing at all" },
    { name: "com0", because: "a serial port that is none, refused all the same" },
    { name: "com1", because: "a serial port" },
    { name: "lpt9.log", because: "a parallel port" },
    { name: "a:b", because: "a stream of Windows" },
    { name: "a*", because: "a pattern" },
    { name: "a?b", because: "a pattern of one" },
    { name: "a~1", because: "a revision to git" },
    { name: "a^", because: "a parent to git" },
    { name: "a@{1}", because: "a reflog to git" },
    { name: "a%2fb", because: "a slash escaped for an address" },
    { name: "$(x)", because: "a command of a shell" },
    { name: "$\u007b{ secrets.X }}", because: "an expression of Actions" },
    { name: "\u0430bc", because: "a Cyrillic a" },
    { name: "ab\u212a", because: "a Kelvin sign, which folds to k" },
    { name: "a\u017f", because: "a long s, which folds to s" },
    { name: "ａ", because: "a full-width a" },
    { name: "é", because: "a letter with an accent" },
    { name: "e\u0301", because: "the same in two code points" },
    { name: "ı", because: "a dotless i" },
    { name: "a\u200bb", because: "an unseen blank" },
    { name: "a\u202eb", because: "a change of direction" },
    { name: "😀", because: "an emoji" },
    { name: "\ud800", because: "half a pair" },
    { name: "١", because: "an Arabic digit" },
    { name: 1, because: "a number" },
    { name: null, because: "null" },
    { name: ["a"], because: "a list" },
    { name: undefined, because: "undefined" },
  ];
  test.each(rows)("$because", ({ name }) => {
    expect(v.is(Id, name)).toBe(false);
    expect(v.is(Key, name)).toBe(false);
  });
});

describe("capitals", () => {
  test.each(["A", "Phase-1", "aB", long(128, "Z")])("%s is a Key and no Id", (name) => {
    expect(v.is(Key, name)).toBe(true);
    expect(v.is(Id, name)).toBe(false);
  });

  test.each(["CON", "Con.txt", "NUL", "LPT1", "A.LOCK", "a.Json", "A..B", "A."])("%s is neither", (name) => {
    expect(v.is(Key, name)).toBe(false);
    expect(v.is(Id, name)).toBe(false);
  });
});

describe("for every text", () => {
  const near = fc
    .array(
      fc.constantFrom(
        "a",
        "0",
        ".",
        "-",
        "_",
        "lock",
        "json",
        "con",
        "nul",
        "com1",
        "..",
        "Z",
        "/",
        "é",
        "\n",
      ),
    )
    .map((parts) => parts.join(""));
  const text = fc.oneof(near, fc.string({ unit: "binary" }));

  test("an Id is a Key in small letters, and nothing else", () => {
    fc.assert(
      fc.property(text, (name) => {
        expect(v.is(Id, name)).toBe(v.is(Key, name) && name === name.toLowerCase());
      }),
      { numRuns: 2_000 },
    );
  });

  test("a Key is one segment of a path that no system reads otherwise", () => {
    fc.assert(
      fc.property(text, (name) => {
        if (!v.is(Key, name)) return;
        expect(name).toMatch(/^[a-zA-Z0-9][\w.-]{0,127}$/);
        expect(name).not.toMatch(/\.\.|\.$|\.(lock|json)$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
      }),
      { numRuns: 5_000 },
    );
  });

  test("a name of a million characters is refused at once", () => {
    const before = performance.now();
    for (const part of ["a", ".", "a.", ".lock", "con."]) expect(v.is(Key, part.repeat(200_000))).toBe(false);
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});

describe("byCode", () => {
  test("orders by code unit, not by locale", () => {
    expect(["ä", "b", "B", "a", "10", "9", "\ufb33", "😀"].sort(byCode)).toEqual([
      "10",
      "9",
      "B",
      "a",
      "b",
      "ä",
      "😀",
      "\ufb33",
    ]);
  });

  test("is an order: the built-in one", () => {
    const texts = fc.array(fc.string({ unit: "binary", maxLength: 3 }));
    fc.assert(
      fc.property(texts, (list) => {
        expect([...list].sort(byCode)).toEqual([...list].sort());
      }),
    );
    expect(byCode("a", "a")).toBe(0);
  });
});
