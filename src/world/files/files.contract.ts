import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Files } from "./port.ts";

/** What every adapter of Files promises. `open` gives a fresh, empty root. */
export function filesContract(name: string, open: () => Files): void {
  const textOf = (files: Files, path: string): string | undefined => {
    const bytes = files.read(path);
    return bytes && Buffer.from(bytes).toString("utf8");
  };

  describe(`Files: ${name}`, () => {
    test("what nobody wrote reads as undefined and lists as nothing", () => {
      const files = open();
      expect(files.read("a")).toBeUndefined();
      expect(files.read("a/b/c.json")).toBeUndefined();
      expect(files.list("a")).toEqual([]);
      expect(files.list("a/b")).toEqual([]);
      expect(files.sweep("a")).toEqual([]);
    });

    test("a document reads back as it was created, and is created once", () => {
      const files = open();
      expect(files.create("a/b/c.json", "one")).toBe(true);
      expect(files.create("a/b/c.json", "two")).toBe(false);
      expect(textOf(files, "a/b/c.json")).toBe("one");
    });

    test("an empty document is a document", () => {
      const files = open();
      expect(files.create("a", "")).toBe(true);
      expect(files.create("a", "x")).toBe(false);
      expect(textOf(files, "a")).toBe("");
    });

    test("bytes read back as the same bytes, whatever they are", () => {
      const files = open();
      const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
      files.create("a", bytes);
      expect(Buffer.from(files.read("a") ?? []).equals(bytes)).toBe(true);
    });

    test("replace writes over what stood there, and where nothing stood", () => {
      const files = open();
      files.replace("a/b", "a long text that is cut");
      files.replace("a/b", "two");
      expect(textOf(files, "a/b")).toBe("two");
      expect(files.create("a/b", "three")).toBe(false);
    });

    test("a text in pieces is the pieces joined, wherever it was cut", () => {
      const files = open();
      const cuts = fc.array(fc.nat(70_000), { maxLength: 4 });
      const text = `${"x".repeat(65_540)}😀ä😀${"y".repeat(65_540)}😀`;
      fc.assert(
        fc.property(cuts, fc.constantFrom(65_541, 65_544), (some, inside) => {
          const at = [...some, inside].sort((a, b) => a - b);
          const pieces = [...at, text.length].map((end, index) => text.slice(at[index - 1] ?? 0, end));
          files.replace("a", pieces);
          expect(textOf(files, "a") === text).toBe(true);
        }),
        { numRuns: 20 },
      );
      files.replace("a", []);
      expect(textOf(files, "a")).toBe("");
    });

    test("a generator is read once, and only for a document that is written", () => {
      const files = open();
      let asked = 0;
      function* pieces() {
        asked++;
        yield "x";
      }
      expect(files.create("a", pieces())).toBe(true);
      expect(textOf(files, "a")).toBe("x");
      expect(asked).toBe(1);
    });

    test("pieces that fail midway leave what stood there", () => {
      const files = open();
      function* torn(): Generator<string> {
        yield "y".repeat(100_000);
        throw new RangeError("torn");
      }
      files.create("a/old", "old");
      expect(() => files.replace("a/old", torn())).toThrow(RangeError);
      expect(() => files.create("a/new", torn())).toThrow(RangeError);
      expect(textOf(files, "a/old")).toBe("old");
      expect(files.read("a/new")).toBeUndefined();
      expect(files.list("a")).toEqual(["old"]);
    });

    test("remove takes a document away, and nothing when it is not there", () => {
      const files = open();
      files.create("a/b", "one");
      files.remove("a/b");
      files.remove("a/b");
      files.remove("nowhere/at/all");
      expect(files.read("a/b")).toBeUndefined();
      expect(files.list("a")).toEqual([]);
      expect(files.create("a/b", "two")).toBe(true);
      expect(textOf(files, "a/b")).toBe("two");
    });

    test("append leaves a line that was torn alone", () => {
      const files = open();
      files.create("a/log", "one\ntor");
      files.append("a/log", "two", true);
      expect(textOf(files, "a/log")).toBe("one\ntor\ntwo\n");
    });

    test("append makes a document and adds lines to it, each with its newline", () => {
      const files = open();
      files.append("a/log", "one", true);
      files.append("a/log", "two", false);
      files.append("a/log", "", true);
      expect(textOf(files, "a/log")).toBe("one\ntwo\n\n");
      expect(files.list("a")).toEqual(["log"]);
    });

    test("list names documents and folders of one folder, in code-unit order", () => {
      const files = open();
      for (const path of ["f/b", "f/a/deep/er", "f/B", "f/10", "f/9", "f/é", "g/x", "fa"])
        files.create(path, path);
      expect(files.list("f")).toEqual(["10", "9", "B", "a", "b", "é"]);
      expect(files.list("f/a")).toEqual(["deep"]);
      expect(files.list("g")).toEqual(["x"]);
    });

    test("list leaves out every name that begins with a dot, hidden names them but for drafts", () => {
      const files = open();
      files.create("f/.hidden", "");
      files.append("f/.log", "x", false);
      files.create("f/.a/deep", "");
      files.create("f/.0123.draft", "");
      files.create("f/seen", "");
      expect(files.list("f")).toEqual(["seen"]);
      expect(files.hidden("f")).toEqual([".a", ".hidden", ".log"]);
      expect(files.hidden("nowhere")).toEqual([]);
    });

    test.each([
      { path: "", because: "nothing" },
      { path: "/etc/passwd", because: "a path from the root" },
      { path: "..", because: "the folder above" },
      { path: "../x", because: "a document above" },
      { path: "a/../../x", because: "up from within" },
      { path: "a/..", because: "up at the end" },
      { path: "./a", because: "the folder itself" },
      { path: "a/./b", because: "the folder itself within" },
      { path: "a//b", because: "a segment of nothing" },
      { path: "a/", because: "a slash at the end" },
      { path: "a\u0000b", because: "a NUL" },
      { path: "a\\..\\b", because: "a path of Windows" },
    ])("refuses $because, in every call", ({ path }) => {
      const files = open();
      const refused = expect.objectContaining({ code: "files.path", kind: "usage" });
      expect(() => files.read(path)).toThrow(refused);
      expect(() => files.list(path)).toThrow(refused);
      expect(() => files.hidden(path)).toThrow(refused);
      expect(() => files.create(path, "x")).toThrow(refused);
      expect(() => files.replace(path, "x")).toThrow(refused);
      expect(() => files.remove(path)).toThrow(refused);
      expect(() => files.append(path, "x", true)).toThrow(refused);
    });

    test("for any calls: the same answers and the same documents as a map gives", () => {
      const path = fc.constantFrom("a", "f/a", "f/b", "f/g/a", "h/a");
      const call = fc.record({
        what: fc.constantFrom("create", "replace", "remove", "append", "read"),
        path,
        text: fc.string({ maxLength: 5 }),
      });
      fc.assert(
        fc.property(fc.array(call, { maxLength: 20 }), (calls) => {
          const files = open();
          const model = new Map<string, string>();
          for (const { what, path: at, text } of calls) STEPS[what]?.(files, model, at, text);
          for (const at of ["a", "f/a", "f/b", "f/g/a", "h/a"]) expect(textOf(files, at)).toBe(model.get(at));
        }),
        { numRuns: 40 },
      );
    });

    /** One call on the documents and on the map, which must answer alike. */
    const STEPS: Readonly<
      Record<string, (files: Files, model: Map<string, string>, path: string, text: string) => void>
    > = {
      create(files, model, path, text) {
        expect(files.create(path, text)).toBe(!model.has(path));
        if (!model.has(path)) model.set(path, text);
      },
      replace(files, model, path, text) {
        files.replace(path, text);
        model.set(path, text);
      },
      remove(files, model, path) {
        files.remove(path);
        model.delete(path);
      },
      append(files, model, path, text) {
        files.append(path, text, false);
        const before = model.get(path) ?? "";
        const isTorn = before !== "" && !before.endsWith("\n");
        model.set(path, `${before}${isTorn ? "\n" : ""}${text}\n`);
      },
      read: (files, model, path) => expect(textOf(files, path)).toBe(model.get(path)),
    };
  });
}
