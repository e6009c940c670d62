import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { REVIEW_POLICY } from "../policy.ts";
import { type Direction, directionOf } from "./direction.ts";
import { type Passage, placeOf, readingOf } from "./passage.ts";
import { moreThan, pathsIn } from "./paths.ts";
import { occurrences } from "./phrases.ts";
import { secretsIn, withoutSecret } from "./secrets.ts";
import { folded, wordsOf } from "./words.ts";

const of = (body: string) => readingOf({ title: "t", body }, REVIEW_POLICY.sections);
const last = (body: string): Passage => of(body).at(-1)!;

describe("words", () => {
  test.each([
    ["ｓｕｄｏ", ["sudo"], "full width"],
    ["su\u200bdo", ["sudo"], "a zero-width space within"],
    ["SU\u00adDO", ["sudo"], "a soft hyphen within"],
    ["don’t", ["dont"], "a curly apostrophe"],
    ["rm -rf", ["rm", "rf"], "a flag"],
    ["a|bash", ["a", "|", "bash"], "a pipe"],
    ["CSV出力", ["csv", "出力"], "two scripts"],
    ["İstanbul", ["İstanbul"], "a letter that grows when it is folded"],
  ])("%j reads as %j: %s", (text, words) => {
    expect(wordsOf(text).map((word) => word.text)).toEqual(words);
  });

  test("folding keeps every offset", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
        expect(folded(text).length).toBe(text.length);
      }),
    );
  });

  test("words stand where they say, in order, and clauses only grow", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(..."ab. ,\n`\"|「」。の'-/"), maxLength: 60 }),
        (text) => {
          const words = wordsOf(text);
          for (const [at, { start, end, clause, sentence }] of words.entries()) {
            const before = words[at - 1] ?? { end: 0, clause: 0, sentence: 0 };
            expect(end).toBeGreaterThan(start);
            expect(start).toBeGreaterThanOrEqual(before.end);
            expect(clause).toBeGreaterThanOrEqual(before.clause);
            expect(sentence).toBeGreaterThanOrEqual(before.sentence);
          }
        },
      ),
    );
  });
});

describe("passages", () => {
  test.each([
    ["# Steps to reproduce\n1. run it", "item", "reproduction"],
    ["## Acceptance criteria\n- a", "item", "criteria"],
    ["Expected: a", "prose", "criteria"],
    ["**To Reproduce**\ntext", "prose", "reproduction"],
    ["Expected: a\n\nb", "prose", "other"],
    ["## ロールバック\n戻す", "prose", "rollback"],
    ["```sh\nrun\n```", "code", "other"],
    ["```sh\nnever closed", "code", "other"],
    ["```a``` b", "prose", "other"],
    ["a <!-- b", "comment", "other"],
    ["<!-- a --> b", "prose", "other"],
    ["<!--\n```\n-->\nb", "prose", "other"],
  ])("%j ends in %s of %s", (body, kind, section) => {
    expect(last(body)).toMatchObject({ kind, section });
  });

  test("a place names the line of the body and quotes it as it stands", () => {
    const passage = last("a\n\nb\r\nfind  me\nc");
    const start = passage.text.indexOf("find");
    expect(placeOf(passage, start, passage.text.length)).toEqual({ in: "body", line: 4, quote: "find  me" });
  });

  test.each([
    [200, 200],
    [201, 200],
  ])("of %i characters %i are quoted", (length, quoted) => {
    const passage = last("x".repeat(length));
    expect(placeOf(passage, 0, length).quote).toHaveLength(quoted);
  });

  test("a cut never leaves half of a character", () => {
    expect(placeOf(last(`${"x".repeat(199)}😀`), 0, 201).quote).toBe("x".repeat(199));
  });
});

describe("directions", () => {
  const CUE = ["sudo"];
  test.each<[string, Direction]>([
    ["run sudo", "asked"],
    ["sudo", "asked"],
    ["Please use sudo", "asked"],
    ["It should use sudo", "asked"],
    ["use sudo to remove the folder", "asked"],
    ["fix it by running sudo", "asked"],
    ["replace the script with sudo", "asked"],
    ["Remove docs. Then run sudo", "asked"],
    ["it is without a prompt, so run sudo", "asked"],
    ["do not worry and run sudo", "asked"],
    ["run it without a long prompt with sudo", "asked"],
    ["```\nsudo\n```", "asked"],
    ["do not run sudo", "averted"],
    ["never run it with sudo", "averted"],
    ["stop using sudo", "averted"],
    ["remove sudo", "averted"],
    ["remove the cron job and sudo", "averted"],
    ["it works without sudo", "averted"],
    ["sudo must not be needed", "averted"],
    ["## Must not\n- sudo", "averted"],
    ["sudo を使わないようにする", "averted"],
    ["sudo を実行してください", "asked"],
    ["sudo が実行されている", "told"],
    ["the script runs sudo", "told"],
    ["Log: sudo", "told"],
    ["scripts/deploy.sh runs sudo", "told"],
    ["The script runs this:\n```\nsudo\n```", "told"],
    ["## Steps to reproduce\n1. sudo", "told"],
    ["a line with sudo in it", "told"],
  ])("%j is %s", (body, direction) => {
    const passage = last(body);
    const [found] = occurrences(passage, CUE);
    expect(directionOf(passage, found!, { cues: REVIEW_POLICY.direction, removersAvert: true })).toBe(
      direction,
    );
  });
});

describe("paths", () => {
  test.each([
    ["see src/a.ts.", ["src/a.ts"]],
    ["in `src/**/*.ts`, please", ["src/**/*.ts"]],
    ["below db/migrations/ and package.json", ["db/migrations/", "package.json"]],
    ["https://x.example/a/b.sh, s3://b/c.txt, /etc/a.conf, ~/a/b.txt", []],
    ["and/or 1/2/26 application/json actions/checkout@v5.1.x e.g. Node 20.1", []],
    ["../up.ts", ["../up.ts"]],
  ])("%j names %j", (text, paths) => {
    expect(pathsIn(last(text)).map(({ path }) => path)).toEqual(paths);
  });

  const FILES = ["a.ts", "src/a.ts", "src/b/a.ts", "src/b/c/a.ts", "src/b/c/d.js"];
  test.each([
    ["*.ts", 1],
    ["**/*.ts", 4],
    ["src/*.ts", 1],
    ["src/**/*.ts", 3],
    ["src/*/a.ts", 1],
    ["src/**", 4],
    ["src/*/*/*", 2],
    ["src/**/c/*.js", 1],
    ["*x*", 0],
    ["src/b/c/d.js*", 1],
    ["s*c/a.ts", 1],
    ["src/a.ts*a.ts", 0],
  ])("%s fits %i of the files", (pattern, count) => {
    expect(moreThan(count, pattern, FILES)).toBe("within");
    if (count > 0) expect(moreThan(count - 1, pattern, FILES)).toBe("beyond");
  });

  test("a pattern of many parts is not guessed at", () => {
    expect(moreThan(0, `*${"a".repeat(29)}*`, FILES)).toBe("unreadable");
    expect(moreThan(0, `*${"a".repeat(28)}*`, FILES)).toBe("within");
  });

  test("stars mean what a regular expression of them means", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "/"), maxLength: 8 });
    const pattern = fc
      .string({ unit: fc.constantFrom("a", "b", "*"), minLength: 1, maxLength: 6 })
      .filter((each) => each.includes("*") && !each.includes("**"));
    fc.assert(
      fc.property(pattern, text, (each, path) => {
        const means = new RegExp(`^${each.replaceAll("*", "[^/]*")}$`).test(path);
        expect(moreThan(0, each, [path])).toBe(means ? "beyond" : "within");
      }),
    );
  });
});

describe("secrets", () => {
  const run = (length: number) => "a1B2c3D4e5".repeat(10).slice(0, length);
  const TOKEN = `${"gh"}p_`;
  test.each([
    [TOKEN + run(30), 1, "as long as a token"],
    [TOKEN + run(29), 0, "one shorter"],
    [TOKEN + "x".repeat(36), 0, "blacked out"],
    [`my${TOKEN}${run(36)}`, 0, "the middle of another word"],
    [`${"AK"}IA${"Q3EGRTW7XN5LPZ2K"}`, 1, "a cloud key"],
    [`${"AK"}IA${"q3egrtw7xn5lpz2k"}`, 0, "in lower case"],
    [`-----BEGIN ${"RSA"} PRIVATE KEY-----`, 1, "a key block"],
    ["-----BEGIN CERTIFICATE-----", 0, "a certificate"],
    [`password = "${run(10)}"`, 1, "an assignment"],
    [`password = "${run(9)}"`, 0, "a value one shorter"],
    ["password: correcthorsebattery", 0, "words"],
    ["password: $DB_PASSWORD_2024xyz", 0, "a variable"],
    ["token: <your-token-1234567890>", 0, "a stand-in"],
    [`ｐａｓｓｗｏｒｄ＝${run(12)}`, 1, "full width"],
  ])("%s holds %i: %s", (text, count) => {
    expect(secretsIn(text)).toHaveLength(count);
  });

  test("no more of a text is quoted than stands before its secret", () => {
    expect(withoutSecret(`use ${TOKEN}${run(36)} here`)).toBe(`use ${TOKEN}`);
    const passage = last(`use it: ${"x ".repeat(91)}${TOKEN}${run(36)}`);
    expect(placeOf(passage, 0, passage.text.length).quote).not.toContain(run(4));
  });
});
