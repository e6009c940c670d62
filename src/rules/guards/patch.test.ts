import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Change,
  judgePatch,
  PATCH_FAULTS,
  PATCH_POLICY,
  type PatchFacts,
  type PatchPolicy,
} from "./patch.ts";

const FACTS: PatchFacts = { tier: "low", labels: [], testCommand: ["sh", "./check.sh"] };

const changed = (more: Partial<Change> = {}): Change => ({
  path: "src/a.ts",
  status: "M",
  modes: ["100644", "100644"],
  lines: [1, 1],
  ...more,
});
const added = (path: string, more: Partial<Change> = {}): Change =>
  changed({ path, status: "A", modes: ["000000", "100644"], lines: [1, 0], ...more });
const many = (count: number, lines: readonly [number, number] = [1, 0]) =>
  Array.from({ length: count }, (_, at) => added(`src/f${at}.ts`, { lines }));

/** The codes against a patch; none: it is open. */
function against(
  changes: readonly Change[],
  policy: Partial<PatchPolicy> = {},
  facts: Partial<PatchFacts> = {},
): readonly string[] {
  const verdict = judgePatch(changes, { ...PATCH_POLICY, ...policy }, { ...FACTS, ...facts });
  return verdict.outcome === "open" ? [] : verdict.why.map(({ code }) => code);
}

describe("judgePatch lets", () => {
  test.each<[string, readonly Change[]]>([
    ["a changed file", [changed()]],
    ["a new file", [added("src/b.ts")]],
    ["a deleted file", [changed({ status: "D", modes: ["100644", "000000"], lines: [0, 9] })]],
    ["a program that was one", [changed({ modes: ["100755", "100755"] })]],
    ["a deleted program", [changed({ status: "D", modes: ["100755", "000000"], lines: [0, 9] })]],
    ["a deleted binary file", [changed({ status: "D", modes: ["100644", "000000"], lines: null })]],
    ["an empty new file", [added("src/empty", { lines: [0, 0] })]],
    [
      "a new spelling of a name",
      [added("README.md"), changed({ path: "Readme.md", status: "D", modes: ["100644", "000000"] })],
    ],
    [
      "a new spelling, told the other way",
      [changed({ path: "Readme.md", status: "D", modes: ["100644", "000000"] }), added("README.md")],
    ],
  ])("%s through", (_, changes) => {
    expect(judgePatch(changes, PATCH_POLICY, FACTS)).toEqual({ outcome: "open" });
  });
});

describe("judgePatch closes", () => {
  test.each<[string, readonly Change[], readonly string[]]>([
    ["no change", [], ["empty"]],
    ["a new link", [added("l", { modes: ["000000", "120000"] })], ["link"]],
    ["a file that becomes a link", [changed({ status: "T", modes: ["100644", "120000"] })], ["link"]],
    ["a link that becomes a file", [changed({ status: "T", modes: ["120000", "100644"] })], ["link"]],
    ["a link that points elsewhere", [changed({ modes: ["120000", "120000"] })], ["link"]],
    ["a link that goes", [changed({ status: "D", modes: ["120000", "000000"] })], ["link"]],
    ["a new submodule", [added("s", { modes: ["000000", "160000"] })], ["submodule"]],
    ["a moved submodule", [changed({ modes: ["160000", "160000"] })], ["submodule"]],
    ["a submodule that goes", [changed({ status: "D", modes: ["160000", "000000"] })], ["submodule"]],
    ["a file that becomes a program", [changed({ modes: ["100644", "100755"], lines: [0, 0] })], ["mode"]],
    ["a program that becomes a file", [changed({ modes: ["100755", "100644"], lines: [0, 0] })], ["mode"]],
    ["a new program", [added("x", { modes: ["000000", "100755"] })], ["executable"]],
    [
      "a link that becomes a program",
      [changed({ status: "T", modes: ["120000", "100755"] })],
      ["link", "executable"],
    ],
    ["a new binary file", [added("x", { lines: null })], ["binary"]],
    ["a changed binary file", [changed({ lines: null })], ["binary"]],
    ["an unknown mode", [changed({ modes: ["100644", "100664"] })], ["malformed"]],
    ["an unknown status", [changed({ status: "R100" })], ["malformed"]],
    ["a status of another table", [changed({ status: "constructor" })], ["malformed"]],
    ["an addition of what was there", [changed({ status: "A" })], ["malformed"]],
    ["a deletion of what stays", [changed({ status: "D" })], ["malformed"]],
    ["a change of nothing", [changed({ modes: ["000000", "000000"] })], ["malformed"]],
    ["less than no lines", [changed({ lines: [-5_000, 1] })], ["malformed"]],
    ["half a line", [changed({ lines: [0.5, 1] })], ["malformed"]],
    ["a count that is none", [changed({ lines: [Number.NaN, 1] })], ["lines", "malformed"]],
    ["git's own folder", [added(".git/hooks/x")], ["path"]],
    ["a path that leaves", [added("../x")], ["path"]],
    ["a workflow", [added(".github/workflows/x.yml")], ["protected"]],
    [
      "a workflow that goes",
      [changed({ path: ".github/workflows/x.yml", status: "D", modes: ["100644", "000000"] })],
      ["protected"],
    ],
    ["a lockfile", [changed({ path: "package-lock.json" })], ["dependencies"]],
    ["one path twice", [changed(), changed()], ["twice"]],
    [
      "one path twice, once deleted",
      [changed(), changed({ status: "D", modes: ["100644", "000000"] })],
      ["twice"],
    ],
    ["two spellings of a path", [added("src/B.ts"), added("src/b.ts")], ["twice"]],
    ["two Unicode forms of a path", [added("\u00e9"), added("e\u0301")], ["twice"]],
  ])("%s", (_, changes, codes) => {
    expect(against(changes)).toEqual(codes);
  });

  test("and tells every reason at once, each with its path", () => {
    const changes = [
      added(".claude/x", { modes: ["000000", "120000"] }),
      added("tool", { modes: ["000000", "100755"], lines: null }),
      added("\u001b[2J"),
    ];
    expect(judgePatch(changes, { ...PATCH_POLICY, maxFiles: 2 }, FACTS)).toEqual({
      outcome: "closed",
      why: [
        { code: "files", path: "", says: "It changes 3 files, at most 2 may be." },
        { code: "protected", path: ".claude/x", says: '".claude/x" tells agents what to do.' },
        { code: "link", path: ".claude/x", says: '".claude/x" is or was a symbolic link.' },
        { code: "executable", path: "tool", says: '"tool" is a new program.' },
        { code: "binary", path: "tool", says: '"tool" is binary, so that nobody can read what changed.' },
        { code: "path", path: "\u001b[2J", says: '"\\u{1b}[2J" has a character that is not seen.' },
      ],
      more: 0,
    });
  });

  test("and counts the reasons that it does not tell", () => {
    const verdict = judgePatch(
      many(1_000).map((change) => ({ ...change, status: "X" })),
      PATCH_POLICY,
      FACTS,
    );
    expect(verdict).toMatchObject({ outcome: "closed", more: 801 });
    expect(verdict.outcome === "closed" && verdict.why).toHaveLength(200);
  });
});

describe("judgePatch by its policy", () => {
  test.each([
    { files: 4, codes: [] },
    { files: 5, codes: [] },
    { files: 6, codes: ["files"] },
  ])("of five files at most: $files", ({ files, codes }) => {
    expect(against(many(files), { maxFiles: 5 })).toEqual(codes);
  });

  test.each([
    { lines: [5, 4], codes: [] },
    { lines: [5, 5], codes: [] },
    { lines: [6, 5], codes: ["lines"] },
    { lines: [0, 11], codes: ["lines"] },
  ] as const)("of ten lines at most, both ways together: $lines", ({ lines, codes }) => {
    expect(against(many(1, lines), { maxLines: 10 })).toEqual(codes);
  });

  test("with limits that are no numbers, nothing passes", () => {
    expect(against([changed()], { maxFiles: Number.NaN, maxLines: Number.NaN })).toEqual(["files", "lines"]);
  });

  test("a new program and a binary file may be allowed, a changed mode may not", () => {
    const policy = { allowExecutable: true, allowBinary: true };
    expect(against([added("x", { modes: ["000000", "100755"], lines: null })], policy)).toEqual([]);
    expect(against([changed({ modes: ["100644", "100755"] })], policy)).toEqual(["mode"]);
  });

  test.each([
    ["check.sh", ["tests"]],
    ["CHECK.SH", ["tests"]],
    ["lib/check.sh", []],
    ["check.sh.md", []],
    ["Makefile", ["tests"]],
    ["sub/makefile", ["tests"]],
    ["Makefile.md", []],
    ["vitest.config.mts", ["tests"]],
    ["my-vitest.config.ts", []],
    ["a.test.js", []],
    ["requirements.txt", ["dependencies"]],
    [".windsurf/rules.md", ["protected"]],
    ["x.code-workspace", ["protected"]],
    [".forgejo/workflows/x.yml", ["protected"]],
  ])("%s is %j", (path, codes) => {
    expect(against([changed({ path })])).toEqual(codes);
  });

  test.each([
    { tier: "low", labels: ["allow-dependencies"], codes: [] },
    { tier: "low", labels: [], codes: ["dependencies"] },
    { tier: "low", labels: ["allow-Dependencies"], codes: ["dependencies"] },
    { tier: "medium", labels: ["allow-dependencies"], codes: ["dependencies"] },
    { tier: "high", labels: ["allow-dependencies"], codes: ["dependencies"] },
  ] as const)("dependencies need the tier and the label: $tier $labels", ({ tier, labels, codes }) => {
    const changes = [changed({ path: "package.json" })];
    expect(against(changes, {}, { tier, labels })).toEqual(codes);
    expect(against(changes, { dependencies: null }, { tier, labels })).toEqual(["dependencies"]);
    expect(against([changed({ path: ".npmrc" })], {}, { tier, labels }), "never the protected").toEqual([
      "protected",
    ]);
  });
});

describe("laws of judgePatch", () => {
  const change: fc.Arbitrary<Change> = fc.record({
    path: fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("a", "b", ".github/x", "package.json")),
    status: fc.constantFrom("A", "M", "D", "T", "R", ""),
    modes: fc.tuple(
      fc.constantFrom("000000", "100644", "100755", "120000", "160000", "x"),
      fc.constantFrom("000000", "100644", "100755", "120000", "160000", "x"),
    ),
    lines: fc.option(fc.tuple(fc.integer(), fc.integer())),
  });

  test("a change that is closed alone is closed in company", () => {
    fc.assert(
      fc.property(change, fc.array(change, { maxLength: 5 }), (one, others) => {
        fc.pre(against([one]).some((code) => code !== "lines"));
        expect(against([...others, one])).not.toEqual([]);
      }),
    );
  });

  test("whatever comes, it answers with codes that it knows, and printable sentences", () => {
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        const verdict = judgePatch(changes, PATCH_POLICY, FACTS);
        for (const { code, says } of verdict.outcome === "closed" ? verdict.why : []) {
          expect(PATCH_FAULTS).toContain(code);
          expect(says).toMatch(/^[^\p{Cc}\p{Cf}]+\.$/u);
        }
      }),
    );
  });
});
