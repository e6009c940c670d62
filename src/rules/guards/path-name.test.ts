import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { folded, pathTrouble } from "./path-name.ts";
import { keptPath } from "./protected-path.ts";

describe("pathTrouble", () => {
  test.each([
    "a",
    "src/a.ts",
    "src/.gitkeep",
    ".gitignore",
    "a~b",
    "a~1b",
    "longer-name~1",
    "docs/ä ö/日本.md",
    "-rf",
    "--force",
    "a..b",
    "...a",
    "git",
    ".gitx",
    "a.git",
    "a".repeat(255),
    Array.from({ length: 2_048 }, () => "a").join("/"),
  ])("has nothing against %s", (path) => {
    expect(pathTrouble(path)).toBeNull();
  });

  test.each([
    ["", /is empty/],
    ["a".repeat(256), /too long/],
    [`${Array.from({ length: 2_048 }, () => "a").join("/")}/b`, /too long/],
    ["/etc/passwd", /absolute/],
    ["C:/x", /absolute/],
    ["c:x", /absolute/],
    ["\\x", /absolute/],
    ["../x", /leaves/],
    ["a/../x", /leaves/],
    ["a/..", /leaves/],
    ["./a", /leaves/],
    ["a//b", /leaves/],
    ["a/", /leaves/],
    ["a\\..\\b", /backslash/],
    [".git/hooks/x", /git's own/],
    [".git", /git's own/],
    ["sub/.git/config", /git's own/],
    [".GIT/x", /git's own/],
    [".Git/x", /git's own/],
    [".git./x", /git's own/],
    [".git /x", /git's own/],
    [".git . ./x", /git's own/],
    [".git::$INDEX_ALLOCATION/x", /git's own/],
    ["git~1/x", /git's own/],
    ["GIT~1/x", /git's own/],
    [".ｇit/x", /git's own/],
    [".git\u200c/x", /not seen/],
    [".g\u200dit/x", /not seen/],
    [".gi\ufefft/x", /not seen/],
    ["a\nb", /not seen/],
    ["a\u001b[2Jb", /not seen/],
    ["a\u202eb", /not seen/],
    ["a\u0000b", /not seen/],
    ["a\ud800", /not seen/],
    ["GITHUB~1/workflows/x", /short name/],
    ["gi7eba~1", /short name/],
    ["GITMOD~2", /short name/],
    ["ab~1.YML", /short name/],
    ["a./b", /drops/],
    ["a /b", /drops/],
    ["ab:b", /colon/],
  ])("says of %j what is wrong", (path, says) => {
    expect(pathTrouble(path)).toMatch(says);
  });
});

describe("keptPath", () => {
  test.each([
    "src/a.ts",
    "github/workflows/a.yml",
    "docs/artifacts/a",
    "src/codeowners.ts",
    "src/action.ts",
    "my-package.json",
    "package.json.md",
    "src/claude.ts",
    "README.md",
    "lock/yarn.lock.ts",
    "src/.claudex/a",
    "actions/a.ts",
  ])("lets %s be", (path) => {
    expect(keptPath(path)).toBeNull();
  });

  test.each([
    ".github/workflows/ci.yml",
    ".github/actions/a/index.js",
    ".github/continuo/policy.yml",
    ".github/ISSUE_TEMPLATE/a.md",
    ".github",
    ".GitHub/workflows/ci.yml",
    ".github./workflows/ci.yml",
    ".github /workflows/ci.yml",
    ".git\u200chub/workflows/ci.yml",
    ".github\\workflows\\ci.yml",
    ".github::$DATA/workflows/ci.yml",
    ".ＧＩＴＨＵＢ/workflows/ci.yml",
    ".giſhub/../.github/CODEOWNERS",
    "action.yml",
    "sub/Action.YAML",
    "CODEOWNERS",
    "docs/CodeOwners",
    "CLAUDE.md",
    "sub/claude.MD",
    "AGENTS.md",
    "GEMINI.md",
    ".claude/settings.json",
    "sub/.claude/agents/a.md",
    ".codex/config.toml",
    ".mcp.json",
    ".cursorrules",
    ".cursor/rules/a",
    ".husky/pre-commit",
    ".githooks/pre-commit",
    ".vscode/tasks.json",
    ".gitmodules",
    ".gitattributes",
    "sub/.gitattributes",
    ".npmrc",
    "sub/.npmrc",
    "artifacts/claims/x",
    "Artifacts/claims/x",
    ".continuo/x",
  ])("protects %j", (path) => {
    expect(keptPath(path)).toMatchObject({ code: "protected" });
  });

  test.each([
    "package-lock.json",
    "sub/package-lock.json",
    "yarn.lock",
    "pnpm-lock.yaml",
    "Cargo.lock",
    "go.sum",
    "poetry.lock",
    "bun.lockb",
    "x.lockb",
    "node_modules/a/index.js",
    "package.json",
    "Package.JSON",
    "setup.py",
    "binding.gyp",
  ])("knows that %j decides what is installed", (path) => {
    expect(keptPath(path)).toMatchObject({ code: "dependencies" });
  });
});

describe("folded", () => {
  const dressed = fc.constantFrom("\u200c", "\u200d", "\ufeff", "\u00ad", "\u2060", "");
  const kept = fc.constantFrom(
    ".github/workflows/a.yml",
    ".git/config",
    ".claude/a",
    "codeowners",
    ".npmrc",
    "artifacts/a",
  );

  test("is one spelling, folded again", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (path) => {
        expect(folded(folded(path))).toBe(folded(path));
      }),
    );
  });

  test("sees through case, invisible characters, wide forms, and dots and blanks at an end", () => {
    const wide = (mark: string) =>
      /[a-z]/.test(mark) ? String.fromCodePoint(mark.charCodeAt(0) + 0xfee0) : mark;
    const forms = fc.constantFrom(
      (mark: string) => mark,
      (mark: string) => mark.toUpperCase(),
      wide,
    );
    const tails = fc.constantFrom("", ".", " ", ". .", "::$DATA");
    const dresses = fc.array(fc.tuple(forms, dressed), { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(kept, dresses, fc.array(tails, { minLength: 3, maxLength: 3 }), (path, marks, ends) => {
        const letters = [...path].map((mark, at) => {
          const [form, extra] = marks[at % 30] ?? [(same: string) => same, ""];
          return mark === "/" ? mark : form(mark) + extra;
        });
        const hostile = letters
          .join("")
          .split("/")
          .map((part, at) => part + (ends[at] ?? ""))
          .join("/");
        expect(folded(hostile)).toBe(path);
        expect(keptPath(hostile) ?? pathTrouble(hostile)).not.toBeNull();
      }),
    );
  });

  test("takes a long path in its stride", () => {
    for (const mark of [".", " ", "\u200c", "/", "a:", "~1", "\u0301"]) {
      const path = mark.repeat(65_536);
      expect(folded(path).length).toBeLessThanOrEqual(path.length);
      expect(pathTrouble(path)).not.toBeNull();
      keptPath(path);
    }
  });
});
