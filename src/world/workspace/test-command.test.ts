import { describe, expect, test } from "vitest";
import { MARKERS, testCommandOf } from "./test-command.ts";

/** What is found in a tree of those files; the value is the text. */
function found(files: Readonly<Record<string, string>>): string | null {
  const texts = new Map(MARKERS.flatMap((name) => (files[name] === undefined ? [] : [[name, files[name]]])));
  return testCommandOf({ files: new Set(Object.keys(files)), texts })?.join(" ") ?? null;
}

const SCRIPT = '{"scripts":{"test":"vitest run"}}';

describe("testCommandOf", () => {
  test.each([
    [{}, null],
    [{ "package.json": SCRIPT }, "npm test"],
    [{ "package.json": SCRIPT, "package-lock.json": "" }, "npm test"],
    [{ "package.json": SCRIPT, "pnpm-lock.yaml": "" }, "pnpm test"],
    [{ "package.json": SCRIPT, "yarn.lock": "" }, "yarn test"],
    [{ "package.json": SCRIPT, "sub/yarn.lock": "" }, "npm test"],
    [{ "sub/package.json": SCRIPT }, null],
    [{ "package.json": '{"scripts":{"test":"echo \\"Error: no test specified\\" && exit 1"}}' }, null],
    [
      {
        "package.json": '{"scripts":{"test":"echo \\"Error: no test specified\\" && exit 1"}}',
        "go.mod": "",
      },
      "go test ./...",
    ],
    [{ "package.json": '{"scripts":{"test":" "}}' }, null],
    [{ "package.json": '{"scripts":{"test":["a"]}}' }, null],
    [{ "package.json": '{"scripts":{"tests":"a"}}' }, null],
    [{ "package.json": '{"scripts":"test"}' }, null],
    [{ "package.json": '["scripts"]' }, null],
    [{ "package.json": "null" }, null],
    [{ "package.json": "{" }, null],
    [{ "package.json": '{"__proto__":{"scripts":{"test":"a"}}}' }, null],
    [{ "package.json": `${"[".repeat(50_000)}` }, null],
    [{ Makefile: "all:\n\ttrue\ntest: all\n\ttrue\n" }, "make test"],
    [{ Makefile: "test:\n" }, "make test"],
    [{ Makefile: "test::\n" }, "make test"],
    [{ Makefile: "lint test : all\n" }, "make test"],
    [{ Makefile: ".PHONY: test\n" }, null],
    [{ Makefile: "test := 1\n" }, null],
    [{ Makefile: "test ::= 1\n" }, null],
    [{ Makefile: "# test: x\n" }, null],
    [{ Makefile: "\ttest: x\n" }, null],
    [{ Makefile: "testing: x\n" }, null],
    [{ Makefile: "test:\n", "package.json": SCRIPT }, "npm test"],
    [{ "Cargo.toml": "" }, "cargo test"],
    [{ "go.mod": "" }, "go test ./..."],
    [{ "pytest.ini": "" }, "python3 -m pytest"],
    [{ "pyproject.toml": "[tool.pytest.ini_options]\n" }, "python3 -m pytest"],
    [{ "pyproject.toml": "[tool.pytest]\n" }, "python3 -m pytest"],
    [{ "pyproject.toml": "[tool.pytester]\n" }, null],
    [{ "pyproject.toml": "# [tool.pytest]\n" }, null],
    [{ "tests/test_a.py": "" }, "python3 -m pytest"],
    [{ "tests/b/c/test_a.py": "" }, "python3 -m pytest"],
    [{ "test/test_a.py": "" }, "python3 -m pytest"],
    [{ "tests/a_test.py": "" }, null],
    [{ "src/tests/test_a.py": "" }, null],
  ])("of %j is %s", (files, command) => {
    expect(found(files)).toBe(command);
  });

  test("says only words of ours, whatever the repository says", () => {
    expect(found({ "package.json": '{"scripts":{"test":"; rm -rf /"},"packageManager":"evil"}' })).toBe(
      "npm test",
    );
  });
});
