import { mkdtempSync, readdirSync, realpathSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { disk } from "./disk.ts";
import { filesContract } from "./files.contract.ts";
import { overlay } from "./overlay.ts";

const fresh = () => realpathSync(mkdtempSync(join(tmpdir(), "continuo-files-")));

filesContract("disk", () => disk(fresh()));
filesContract("disk for secrets", () => disk(join(fresh(), "state"), { secret: true }));
filesContract("overlay over an empty disk", () => overlay(disk(fresh())));
filesContract("overlay over an overlay", () => overlay(overlay(disk(fresh()))));
filesContract("overlay over a disk with other documents", () => {
  const below = disk(fresh());
  below.create("other/a", "below");
  below.append("other/log", "below", false);
  return overlay(below);
});

describe("a folder that the user does not stand in", () => {
  test("is named in full, in what goes wrong and in what is shown", () => {
    const root = fresh();
    const files = disk(root, { isElsewhere: true });
    symlinkSync(root, join(root, "f"));
    expect(() => files.create("f/a", "x")).toThrow(`${root}/f/a`);
    expect(files.named("keys/a")).toBe(`${root}/keys/a`);
    const above = overlay(files);
    above.create("keys/a", "x");
    expect(above.writes).toEqual([{ path: `${root}/keys/a`, what: "create" }]);
  });
});

describe("overlay", () => {
  const seeded = () => {
    const root = fresh();
    const below = disk(root);
    below.create("f/a", "old");
    below.create("f/b", "old");
    below.append("f/log", "one", false);
    return { root, below, files: overlay(below) };
  };
  const everything = (root: string) => readdirSync(root, { recursive: true, encoding: "utf8" }).sort();
  const textOf = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString("utf8");

  test("shows what lies below, with what was written over it", () => {
    const { files } = seeded();
    expect(files.create("f/a", "new")).toBe(false);
    files.replace("f/a", "new");
    files.remove("f/b");
    files.append("f/log", "two", true);
    files.create("f/c/d", "new");
    expect(textOf(files.read("f/a"))).toBe("new");
    expect(files.read("f/b")).toBeUndefined();
    expect(textOf(files.read("f/log"))).toBe("one\ntwo\n");
    expect(files.list("f")).toEqual(["a", "c", "log"]);
  });

  test("writes nothing below, and tells what it would have written, in order", () => {
    const { root, below, files } = seeded();
    const before = everything(root);
    files.create("f/c", "new");
    files.create("f/c", "again");
    files.create("f/a", "taken");
    files.replace("g/deep/er", ["pie", "ces"]);
    files.remove("f/b");
    files.remove("f/nothing");
    files.append("f/log", "two", true);
    files.sweep("f");
    expect(files.writes).toEqual([
      { path: "f/c", what: "create" },
      { path: "g/deep/er", what: "replace" },
      { path: "f/b", what: "remove" },
      { path: "f/log", what: "append" },
    ]);
    expect(everything(root)).toEqual(before);
    expect(textOf(below.read("f/b"))).toBe("old");
    expect(textOf(below.read("f/log"))).toBe("one\n");
  });

  test("shows which old drafts a sweep would take, once", () => {
    const { root, below, files } = seeded();
    const draft = "f/.0123456789abcdef.draft";
    writeFileSync(join(root, draft), "half");
    utimesSync(join(root, draft), 1, 1);
    expect(files.sweep("f")).toEqual([draft]);
    expect(files.sweep("f")).toEqual([]);
    expect(files.writes).toEqual([{ path: draft, what: "remove" }]);
    expect(below.sweep("f")).toEqual([draft]);
  });

  test("a document that was removed may be created anew", () => {
    const { files } = seeded();
    files.remove("f/a");
    expect(files.create("f/a", "new")).toBe(true);
    expect(files.list("f")).toEqual(["a", "b", "log"]);
  });

  test("over a root that does not exist makes none", () => {
    const root = join(fresh(), "not", "there");
    const files = overlay(disk(root));
    expect(files.create("a/b", "x")).toBe(true);
    expect(files.list("a")).toEqual(["b"]);
    expect(() => readdirSync(root)).toThrow(/ENOENT/);
  });
});
