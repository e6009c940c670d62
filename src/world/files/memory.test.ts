import { describe, expect, test } from "vitest";
import { filesContract } from "./files.contract.ts";
import { memoryFiles } from "./memory.ts";

filesContract("a tree in memory", () => memoryFiles(new Map()));

const bytes = (text: string): Uint8Array => Buffer.from(text);
const TREE = new Map([
  ["artifacts/decisions/issue-7/2.json", bytes("two")],
  ["artifacts/decisions/issue-7/1.json", bytes("one")],
  ["artifacts/decisions/issue-70/1.json", bytes("seventy")],
  ["artifacts/decisions/issue-7/.2.json.x.draft", bytes("draft")],
  ["artifacts/decisions/issue-7/.seen", bytes("hidden")],
  ["top", bytes("top")],
]);

describe("a tree in memory", () => {
  const files = memoryFiles(TREE);

  test("shows what it was given, folder by folder, in order", () => {
    expect(files.list("artifacts/decisions/issue-7")).toEqual(["1.json", "2.json"]);
    expect(files.list("artifacts/decisions")).toEqual(["issue-7", "issue-70"]);
    expect(files.hidden("artifacts/decisions/issue-7")).toEqual([".seen"]);
    expect(files.list("nowhere")).toEqual([]);
    expect(Buffer.from(files.read("artifacts/decisions/issue-7/1.json") ?? []).toString()).toBe("one");
    expect(files.read("artifacts/decisions")).toBeUndefined();
    expect(files.named("top")).toBe("top");
  });

  test("takes writes, and hands them to nobody", () => {
    const before = [...TREE.keys()];
    const own = memoryFiles(TREE);
    own.replace("top", "changed");
    own.remove("artifacts/decisions/issue-7/1.json");
    expect(own.list("artifacts/decisions/issue-7")).toEqual(["2.json"]);
    expect([...TREE.keys()]).toEqual(before);
    expect(Buffer.from(memoryFiles(TREE).read("top") ?? []).toString()).toBe("top");
  });

  test.each(["../top", "/top", "a//b", "./top", "artifacts/../top", "a\\b", "a\0b", ""])(
    "gives nothing under a name that is no path inside it: %j",
    (path) => {
      const foreign = memoryFiles(new Map([[path, bytes("foreign")]]));
      expect(() => foreign.read(path)).toThrow(/is not a path inside the folder/);
    },
  );
});
