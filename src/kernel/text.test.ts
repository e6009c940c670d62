import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { listed, nearest, plain, shown } from "./text.ts";

/** By the Unicode database, not by our own list: controls, directions, what is not seen, breaks, half pairs. */
const NOT_TEXT = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/u;

/** Letters, marks, numbers, punctuation, symbols and blanks. */
const SEEN = /[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]/u;

const anything = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
  fc
    .array(
      fc.constantFrom(
        "a",
        '"',
        "\\",
        "\u001b[2J",
        "\u009b2J",
        "\r",
        "\n",
        "\u202e",
        "\u200b",
        "\ud83d",
        "😀",
      ),
    )
    .map((parts) => parts.join("")),
);

describe("plain", () => {
  const rows: readonly { text: string; becomes: string; because: string }[] = [
    { text: "plain text, 0 to ~", becomes: "plain text, 0 to ~", because: "text stays" },
    { text: "日本語 עברית 😀 é", becomes: "日本語 עברית 😀 é", because: "other scripts and emoji stay" },
    { text: "a\u001b[2Jb", becomes: "a\\u{1b}[2Jb", because: "ESC moves no cursor" },
    { text: "a\u009b2Jb", becomes: "a\\u{9b}2Jb", because: "the one-character CSI neither" },
    { text: "\u0090q\u009c", becomes: "\\u{90}q\\u{9c}", because: "C1 strings neither" },
    { text: "a\nb\r\nc", becomes: "a\\u{a}b\\u{d}\\u{a}c", because: "one line stays one line" },
    { text: "a\u0085b\u2028c\u2029d", becomes: "a\\u{85}b\\u{2028}c\\u{2029}d", because: "in every reader" },
    {
      text: "a\u0000b\tc\u007f\b",
      becomes: "a\\u{0}b\\u{9}c\\u{7f}\\u{8}",
      because: "controls are written out",
    },
    { text: "x\u202egpj.exe", becomes: "x\\u{202e}gpj.exe", because: "text runs in one direction" },
    {
      text: "a\u2066b\u2069\u200f\u061c",
      becomes: "a\\u{2066}b\\u{2069}\\u{200f}\\u{61c}",
      because: "isolates too",
    },
    {
      text: "pay\u200bpal\u00ad\u2060\ufeff",
      becomes: "pay\\u{200b}pal\\u{ad}\\u{2060}\\u{feff}",
      because: "unseen",
    },
    {
      text: "a\u3164b\u115f\uffa0",
      becomes: "a\\u{3164}b\\u{115f}\\u{ffa0}",
      because: "fillers are not blanks",
    },
    { text: "a\u{e0041}\u{e007f}", becomes: "a\\u{e0041}\\u{e007f}", because: "tags smuggle text" },
    { text: "a\ufe0fb\u{e0100}", becomes: "a\\u{fe0f}b\\u{e0100}", because: "selectors smuggle bytes" },
    { text: "\ud83dx\ude00", becomes: "\\u{d83d}x\\u{de00}", because: "halves of a pair are no text" },
    {
      text: "a\u{1d173}b\u{1bca0}",
      becomes: "a\\u{1d173}b\\u{1bca0}",
      because: "unseen beyond the first plane",
    },
  ];
  test.each(rows)("$because", ({ text, becomes }) => expect(plain(text)).toBe(becomes));

  test("for any text: nothing is left that is not seen as what it is, and doing it again changes nothing", () => {
    fc.assert(
      fc.property(anything, (text) => {
        expect(plain(text)).not.toMatch(NOT_TEXT);
        expect(plain(plain(text))).toBe(plain(text));
      }),
      { numRuns: 2_000 },
    );
  });

  test("of all code points: what is not text is written out, and what is seen stays", () => {
    const wrong: string[] = [];
    for (let point = 0; point <= 0x10ffff; point++) {
      const mark = String.fromCodePoint(point);
      if (NOT_TEXT.test(mark) && plain(mark) !== `\\u{${point.toString(16)}}`) wrong.push(point.toString(16));
      if (!NOT_TEXT.test(mark) && SEEN.test(mark) && plain(mark) !== mark) wrong.push(point.toString(16));
    }
    expect(listed(wrong, 40)).toBe("");
  });
});

describe("shown", () => {
  test.each([
    { length: 119, ends: 'x"' },
    { length: 120, ends: 'x"' },
    { length: 121, ends: 'x…"' },
  ])("$length characters", ({ length, ends }) => {
    const text = shown("x".repeat(length));
    expect(text.startsWith('"x') && text.endsWith(ends)).toBe(true);
    expect(text.length).toBe(Math.min(length, 120) + (length > 120 ? 3 : 2));
  });

  test("stands in quotes, also when it is empty", () => {
    expect(shown("")).toBe('""');
    expect(shown("a\u001b[2Jb")).toBe('"a\\u{1b}[2Jb"');
    expect(shown("abcdef", 3)).toBe('"abc…"');
  });

  test("for any text: one safe line of bounded length in quotes", () => {
    fc.assert(
      fc.property(anything, fc.integer({ min: 1, max: 200 }), (text, max) => {
        const seen = shown(text, max);
        expect(seen).not.toMatch(NOT_TEXT);
        expect(seen).toMatch(/^".*"$/);
        expect(seen.length).toBeLessThanOrEqual(max * "\\u{10ffff}".length + 3);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("listed", () => {
  const words = (count: number) => Array.from({ length: count }, (_, at) => `w${at}`);
  test.each([
    { count: 0, says: "" },
    { count: 1, says: "w0" },
    { count: 7, says: "w0, w1, w2, w3, w4, w5, w6" },
    { count: 8, says: "w0, w1, w2, w3, w4, w5, w6, w7" },
    { count: 9, says: "w0, w1, w2, w3, w4, w5, w6, w7 and 1 more" },
    { count: 1_000, says: "w0, w1, w2, w3, w4, w5, w6, w7 and 992 more" },
  ])("$count things", ({ count, says }) => expect(listed(words(count))).toBe(says));

  test("the caller may say how many", () => expect(listed(["a", "b", "c"], 1)).toBe("a and 2 more"));
});

describe("nearest", () => {
  const verbs = ["delegate", "claim", "complete", "collect", "keys"];
  const rows = [
    { word: "claim", known: verbs, near: "claim", because: "the word itself" },
    { word: "clam", known: verbs, near: "claim", because: "a letter left out" },
    { word: "cliam", known: verbs, near: undefined, because: "two letters of five is not near" },
    { word: "delgeate", known: verbs, near: "delegate", because: "two letters of eight is near" },
    { word: "dlgt", known: verbs, near: undefined, because: "four of eight is not" },
    { word: "abcfff", known: ["abcdef"], near: "abcdef", because: "2 of 6 is a third at most" },
    { word: "abffff", known: ["abcdef"], near: undefined, because: "3 of 6 is more than a third" },
    { word: "axxxef", known: ["abcdef"], near: undefined, because: "the same in the middle" },
    { word: "kez", known: ["key"], near: "key", because: "one letter is always near" },
    { word: "collec", known: verbs, near: "collect", because: "the nearest of several" },
    { word: "b", known: ["a", "b"], near: "b", because: "nearer beats earlier" },
    { word: "cat", known: ["car", "can"], near: "car", because: "of two equally near the first" },
    { word: "", known: verbs, near: undefined, because: "nothing typed is near to nothing" },
    { word: "claim", known: [], near: undefined, because: "nothing is known" },
    { word: "CLAIM", known: verbs, near: undefined, because: "other letters are other letters" },
  ];
  test.each(rows)("$because: $word", ({ word, known, near }) => expect(nearest(word, known)).toBe(near));

  test("for any words: what is near is known, and a known word is nearest to itself", () => {
    const word = fc.string({ minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), word, (known, asked) => {
        const near = nearest(asked, known);
        if (near !== undefined) expect(known).toContain(near);
        if (known.includes(asked)) expect(near).toBe(asked);
      }),
    );
  });

  test("long words from outside cost little", () => {
    const before = performance.now();
    nearest(
      "x".repeat(1_000_000),
      Array.from({ length: 500 }, (_, at) => `${at}${"y".repeat(10_000)}`),
    );
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});
