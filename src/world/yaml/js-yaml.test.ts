import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jsYamlReader } from "./js-yaml.ts";

const read = (text: string | Uint8Array) => jsYamlReader().read(Buffer.from(text));
const value = async (text: string) => {
  const parsed = await read(text);
  if (!parsed.ok) throw new Error(`refused: ${parsed.problem}`);
  return parsed.value;
};
const problem = async (text: string | Uint8Array) => {
  const parsed = await read(text);
  return parsed.ok ? "reads" : parsed.problem;
};

const EXPRESSION = "$\u007b{ secrets.X }}";

describe("YAML 1.2, core schema", () => {
  const rows: readonly { text: string; value: unknown; because: string }[] = [
    { text: "a: 1\nb: [x, 'y', \"z\"]", value: { a: 1, b: ["x", "y", "z"] }, because: "maps and lists" },
    { text: "NO", value: "NO", because: "Norway is no truth value" },
    {
      text: "[no, yes, on, off, y, n]",
      value: ["no", "yes", "on", "off", "y", "n"],
      because: "nor are these",
    },
    { text: "[true, True, TRUE, false]", value: [true, true, true, false], because: "these are" },
    { text: "2026-11-21", value: "2026-11-21", because: "a date stays text" },
    { text: "2026-11-21T09:00:00Z", value: "2026-11-21T09:00:00Z", because: "a moment stays text" },
    { text: "12:30", value: "12:30", because: "a time of day is no number of base 60" },
    { text: "[~, null, Null, NULL]", value: [null, null, null, null], because: "nothing" },
    { text: "a:", value: { a: null }, because: "a key without a value has nothing" },
    { text: "[12, -7, 0x1F, 0o14]", value: [12, -7, 31, 12], because: "whole numbers" },
    { text: "014", value: 14, because: "a leading zero is no octal" },
    { text: "[1.5, 1e3]", value: [1.5, 1000], because: "other numbers" },
    { text: "1_000", value: "1_000", because: "an underscore makes it text" },
    { text: "1e999", value: "1e999", because: "a number that overflows stays text" },
    { text: "1.2.3", value: "1.2.3", because: "a version stays text" },
    { text: '"1"', value: "1", because: "what stands in quotes is text" },
    { text: "!!str 1", value: "1", because: "the core's own tags" },
    { text: `run: ${EXPRESSION}`, value: { run: EXPRESSION }, because: "an expression stays as it is" },
    { text: `run: "${EXPRESSION}"`, value: { run: EXPRESSION }, because: "in quotes as well" },
    { text: "a: $HOME $(id)", value: { a: "$HOME $(id)" }, because: "nothing is expanded" },
    { text: "a: |\n  x\n  y\n", value: { a: "x\ny\n" }, because: "a block of text" },
    { text: "%YAML 1.2\n---\na: 1\n...\n", value: { a: 1 }, because: "the marks of one document" },
    { text: "\ufeffa: 1", value: { a: 1 }, because: "a byte order mark" },
    { text: "# only\na: 1 # end", value: { a: 1 }, because: "comments" },
    { text: '"\\ud83d\\ude00"', value: "😀", because: "an escaped pair" },
  ];
  test.each(rows)("$because: $text", async (row) => expect(await value(row.text)).toEqual(row.value));

  test.each(["", "\n", "# only a comment\n", "---\n", "---\n...\n"])(
    "an empty document holds nothing: %j",
    async (text) => {
      expect((await value(text)) ?? null).toBeNull();
    },
  );

  test("__proto__ is a plain key that changes no prototype", async () => {
    const parsed = (await value("__proto__: {isAdmin: true}\na: 1")) as object;
    expect(Object.keys(parsed).sort()).toEqual(["__proto__", "a"]);
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
    expect(Reflect.get({}, "isAdmin")).toBeUndefined();
  });

  test("a merge key is a plain key, and merges nothing", async () => {
    const parsed = await value("base: &b {x: 1}\nmore:\n  <<: *b\n  y: 2\n");
    expect(parsed).toEqual({ base: { x: 1 }, more: { "<<": { x: 1 }, y: 2 } });
  });
});

describe("what YAML is refused", () => {
  const rows: readonly { text: string | Uint8Array; says: RegExp; because: string }[] = [
    { text: "a: 1\nb: 2\na: 3", says: /duplicated mapping key \(line 3\)/, because: "a key twice" },
    { text: "{a: 1, a: 1}", says: /duplicated mapping key/, because: "a key twice, in one line" },
    { text: 'a: 1\n"a": 2', says: /duplicated mapping key/, because: "a key twice, once in quotes" },
    { text: 'a: 1\n"\\x61": 2', says: /duplicated mapping key/, because: "a key twice, once escaped" },
    { text: "x:\n  - k: 1\n    k: 2", says: /duplicated mapping key/, because: "a key twice, deep down" },
    { text: "__proto__: 1\n__proto__: 2", says: /duplicated mapping key/, because: "__proto__ twice" },
    { text: "<<: {a: 1}\n<<: {b: 1}", says: /duplicated mapping key/, because: "two merge keys" },
    { text: "!!js/function 'function(){}'", says: /unknown tag/, because: "a function" },
    { text: "a: !!js/regexp /x/", says: /unknown tag/, because: "a regular expression" },
    { text: "!!js/undefined ''", says: /unknown tag/, because: "undefined" },
    {
      text: "!!python/object/apply:os.system [id]",
      says: /unknown tag/,
      because: "a call of another language",
    },
    {
      text: "!<tag:yaml.org,2002:js/function> 'x'",
      says: /unknown tag/,
      because: "a function by its long name",
    },
    {
      text: "%TAG ! tag:yaml.org,2002:js/\n---\n!function 'x'",
      says: /unknown tag/,
      because: "by a handle of its own",
    },
    { text: "!!binary aGk=", says: /unknown tag/, because: "bytes" },
    { text: "!!timestamp 2026-01-01", says: /unknown tag/, because: "a date by its tag" },
    { text: "!!set {a}", says: /unknown tag/, because: "a set" },
    { text: "!mine x", says: /unknown tag/, because: "a tag that nobody knows" },
    { text: "!!int x", says: /cannot resolve/, because: "a number that is none" },
    { text: "--- a\n--- b", says: /single document/, because: "two documents" },
    { text: "a: 1\n---\n", says: /single document/, because: "a second document that is empty" },
    { text: "a: *nowhere", says: /unidentified alias/, because: "an alias of nothing" },
    { text: "a: [1", says: /^is not YAML: .*\(line \d+\)$/, because: "a list without its end" },
    { text: "a: b: c", says: /^is not YAML: .*\(line 1\)$/, because: "two maps in one line" },
    { text: "\ta: 1", says: /^is not YAML/, because: "a tab in front" },
    { text: "a: 'x", says: /^is not YAML/, because: "a text without its end" },
    { text: "a: \u0000", says: /^is not YAML/, because: "a NUL" },
    { text: "a: \u001b[2J", says: /^is not YAML/, because: "an escape character" },
    {
      text: Uint8Array.from([0x61, 0x3a, 0x20, 0xff]),
      says: /^is not UTF-8$/,
      because: "bytes that are no text",
    },
    { text: Uint8Array.from([0xff, 0xfe, 0x61, 0]), says: /^is not UTF-8$/, because: "UTF-16" },
    { text: "a: .inf", says: /not finite/, because: "infinity" },
    { text: "[-.INF]", says: /not finite/, because: "minus infinity" },
    { text: "a: {b: .nan}", says: /not finite/, because: "not a number" },
    { text: 'a: "\\ud800"', says: /half of a surrogate pair/, because: "half a pair" },
    { text: '"\\udc00": 1', says: /half of a surrogate pair/, because: "half a pair as a key" },
    { text: "&a [*a]", says: /./, because: "a list that holds itself" },
    { text: "&a {b: {c: *a}}", says: /./, because: "a map that holds itself" },
  ];
  test.each(rows)("$because", async ({ text, says }) => {
    const said = await problem(text);
    expect(said).not.toBe("reads");
    expect(said).toMatch(says);
  });
});

describe("aliases", () => {
  const aliased = (anchored: string, times: number) =>
    `a: &x ${anchored}\nb: [${Array(times).fill("*x").join(", ")}]`;
  const rows = ["[1]", "{k: v}", "text", "''", "1", "[]"].flatMap((anchored) =>
    [9, 10, 11].map((times) => ({ anchored, times, ok: times <= 10 })),
  );
  test.each(rows)("$times of $anchored: $ok", async ({ anchored, times, ok }) => {
    expect(await problem(aliased(anchored, times))).toBe(ok ? "reads" : "uses more than 10 aliases");
  });

  test("are counted over the whole document, whatever they name", async () => {
    const six = (name: string) =>
      `${name}: &${name} [1]\n${name}s: [${Array(6).fill(`*${name}`).join(", ")}]`;
    expect(await problem(`${six("a")}\n${six("b")}`)).toBe("uses more than 10 aliases");
  });

  test("stars in texts and ampersands in texts are none", async () => {
    const many = Array.from({ length: 30 }, (_, at) => `k${at}: "*x & y"`).join("\n");
    expect(await problem(many)).toBe("reads");
  });

  test("that laugh a billion times cost nothing", async () => {
    const levels = Array.from(
      { length: 30 },
      (_, at) => `l${at + 1}: &l${at + 1} [${Array(9).fill(`*l${at}`).join(", ")}]`,
    );
    const text = `l0: &l0 [lol]\n${levels.join("\n")}\n`;
    const heap = process.memoryUsage().heapUsed;
    const before = performance.now();
    expect(await problem(text)).toBe("uses more than 10 aliases");
    expect(performance.now() - before).toBeLessThan(2_000);
    expect(process.memoryUsage().heapUsed - heap).toBeLessThan(64 << 20);
  });
});

describe("depth", () => {
  const DEEP = "is nested deeper than 64 levels";
  const rows = [63, 64, 65].flatMap((depth) => [
    { depth, form: "lists in a line", text: "[".repeat(depth) + "]".repeat(depth) },
    { depth, form: "maps in a line", text: `${"{a: ".repeat(depth)}1${"}".repeat(depth)}` },
    { depth, form: "lists in lines", text: `${"- ".repeat(depth)}1` },
    {
      depth,
      form: "maps in lines",
      text: Array.from({ length: depth }, (_, at) => `${" ".repeat(at)}a:`).join("\n"),
    },
  ]);
  test.each(rows)("$depth $form", async ({ depth, text }) => {
    expect(await problem(text)).toBe(depth <= 64 ? "reads" : DEEP);
  });
});

describe("hostile texts of 50 000 characters", () => {
  const SIZE = 50_000;
  const fill = (part: string) => part.repeat(Math.ceil(SIZE / part.length)).slice(0, SIZE);
  const parts = [
    "[",
    "{",
    "- ",
    "? ",
    "{a: ",
    "[[],",
    "&a ",
    "*a ",
    "!!str ",
    "'",
    '"',
    "\\",
    "#",
    "|\n",
    ">\n ",
    ": ",
  ];
  const more = [
    "a: ",
    "%",
    "---\n",
    "!",
    "\n",
    " ",
    "\n ",
    "- - ",
    "<<: ",
    "a",
    "1",
    "0x",
    "1e",
    "😀",
    "\t",
    "k: v\n",
    ", ",
  ];

  test.each([...parts, ...more])("of %j are answered at once", async (part) => {
    const before = performance.now();
    for (const text of [fill(part), `a: ${fill(part)}`, `"${fill(part)}`, `- ${fill(part)}\n`])
      expect(typeof (await read(text)).ok).toBe("boolean");
    expect(performance.now() - before).toBeLessThan(4_000);
  });

  test("a key, a value and 5 000 members", async () => {
    const before = performance.now();
    expect(await problem(`${fill("k")}: ${fill("v")}`)).not.toBe("");
    const members = Array.from({ length: 5_000 }, (_, at) => `k${at}: v`).join("\n");
    expect(await problem(members)).toBe("reads");
    expect(performance.now() - before).toBeLessThan(4_000);
  });
});

describe("for every text", () => {
  test("an answer, never a failure", async () => {
    const mark = fc.constantFrom(
      ...":-?[]{},#&*!|>'\"%@`\\\n \t\r",
      "a",
      "1",
      "---",
      "<<",
      "~",
      "\ud800",
      "\u0085",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(mark).map((marks) => marks.join("")),
    );
    await fc.assert(
      fc.asyncProperty(text, async (each) => typeof (await read(each)).ok === "boolean"),
      { numRuns: 1_000 },
    );
  });

  test("JSON is YAML: what JSON says is read as it is", async () => {
    const json = fc.jsonValue({ maxDepth: 3 }).map((each): unknown => JSON.parse(JSON.stringify(each)));
    await fc.assert(
      fc.asyncProperty(json, async (each) => {
        expect(await value(JSON.stringify(each, null, 1))).toEqual(each);
      }),
    );
  });
});
