import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { disk } from "./disk.ts";
import type { Files } from "./port.ts";

type Call = Readonly<{ name: string; args: readonly unknown[] }>;

const seam = vi.hoisted(() => ({
  calls: [] as Call[],
  /** Asked before every system call: throws in its place. */
  before: (_call: Call): void => undefined,
  /** Most bytes that one write takes. */
  mostWritten: Infinity,
}));

vi.mock("node:fs", async (original) => {
  const real = await original<typeof import("node:fs")>();
  const watched = Object.entries(real).map(([name, work]) => {
    if (typeof work !== "function" || !name.endsWith("Sync")) return [name, work];
    const call = (...args: unknown[]): unknown => {
      seam.calls.push({ name, args });
      // As on Linux: a close that fails has closed.
      if (name === "closeSync") Reflect.apply(work, undefined, args);
      seam.before({ name, args });
      if (name === "closeSync") return undefined;
      if (name !== "writeSync" || seam.mostWritten === Infinity) return Reflect.apply(work, undefined, args);
      const [fd, bytes, at] = args as [number, Uint8Array, number];
      return real.writeSync(fd, bytes, at, Math.min(seam.mostWritten, bytes.byteLength - at));
    };
    return [name, call];
  });
  return Object.fromEntries(watched);
});

beforeEach(() => {
  seam.calls = [];
  seam.before = () => undefined;
  seam.mostWritten = Infinity;
});

const OLD = "old";
const NEW = "new".repeat(60_000);

function fresh(): { root: string; outside: string; files: Files } {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "continuo-faults-")));
  const root = join(base, "root");
  const outside = join(base, "outside");
  mkdirSync(root);
  mkdirSync(outside);
  return { root, outside, files: disk(root) };
}

/** Everything under a folder, without faults and off the record. */
function seen(root: string): { names: string[]; text: (path: string) => string | undefined } {
  seam.before = () => undefined;
  const names = readdirSync(root, { recursive: true, encoding: "utf8" }).sort();
  return {
    names,
    text: (path) => (names.includes(path) ? readFileSync(join(root, path), "utf8") : undefined),
  };
}

const draftsIn = (names: readonly string[]) => names.filter((name) => name.endsWith(".draft"));
const errno = (code: string) => Object.assign(new Error(`${code}: planted`), { code });

const WRITES: Readonly<Record<string, (files: Files) => unknown>> = {
  create: (files) => files.create("f/g/doc", NEW),
  replace: (files) => files.replace("f/g/doc", NEW),
};

const FAULTS = [
  { code: "ENOSPC", becomes: "files.full" },
  { code: "EDQUOT", becomes: "files.full" },
  { code: "EACCES", becomes: "files.denied" },
  { code: "EROFS", becomes: "files.denied" },
  { code: "EIO", becomes: "files.failed" },
  { code: "EMFILE", becomes: "files.failed" },
];

/** The system calls of one write, in order, on a root with or without the document. */
function callsOf(write: string, hasOld: boolean): readonly string[] {
  const { files } = fresh();
  if (hasOld) files.create("f/g/doc", OLD);
  seam.calls = [];
  WRITES[write]?.(files);
  return seam.calls.map(({ name }) => name);
}

describe("when any one system call of a write fails", () => {
  const rows = [
    { write: "create", hasOld: false },
    { write: "replace", hasOld: false },
    { write: "replace", hasOld: true },
  ].flatMap((row) => FAULTS.map((fault) => ({ ...row, ...fault })));

  test.each(rows)(
    "$write (something there: $hasOld) with $code says $becomes, and leaves old or new, whole",
    (row) => {
      const names = callsOf(row.write, row.hasOld);
      expect(names.length).toBeGreaterThan(8);
      names.forEach((name, nth) => {
        const { root, files } = fresh();
        if (row.hasOld) files.create("f/g/doc", OLD);
        seam.calls = [];
        seam.before = () => {
          if (seam.calls.length === nth + 1) throw errno(row.code);
        };
        const where = `call ${nth}, ${name}`;
        expect(() => WRITES[row.write]?.(files), where).toThrow(
          expect.objectContaining({ code: row.becomes }),
        );
        const after = seen(root);
        expect([row.hasOld ? OLD : undefined, NEW], where).toContain(after.text("f/g/doc"));
        // What cannot be removed stays: the next sweep takes it. A close that fails has its own test.
        if (name !== "unlinkSync" && name !== "closeSync") expect(draftsIn(after.names), where).toEqual([]);
      });
    },
  );

  test("nothing is shown under its name before its bytes are safe", () => {
    for (const write of ["create", "replace"]) {
      const names = callsOf(write, false);
      const shows = names.indexOf(write === "create" ? "linkSync" : "renameSync");
      const syncs = names.flatMap((name, at) => (name === "fsyncSync" ? [at] : []));
      const written = names.lastIndexOf("writeSync");
      expect(syncs.some((at) => written < at && at < shows)).toBe(true);
      expect(syncs.some((at) => at > shows)).toBe(true);
    }
  });

  test("a durable append that fails is not acknowledged", () => {
    const clean = fresh();
    clean.files.append("f/log", "one", true);
    seam.calls = [];
    clean.files.append("f/log", "two", true);
    seam.calls
      .map(({ name }) => name)
      .forEach((name, nth) => {
        const { root, files } = fresh();
        files.append("f/log", "one", true);
        seam.calls = [];
        seam.before = () => {
          if (seam.calls.length === nth + 1) throw errno("EIO");
        };
        expect(() => files.append("f/log", "two", true), name).toThrow(
          expect.objectContaining({ code: "files.failed" }),
        );
        expect(["one\n", "one\ntwo\n"]).toContain(seen(root).text("f/log"));
      });
  });
});

describe("when a system writes less than it was given", () => {
  test.each([1_000, 65_535])("%i bytes at a time, the document is whole all the same", (most) => {
    const { root, files } = fresh();
    seam.mostWritten = most;
    files.create("a", NEW);
    files.replace("b", [NEW, "ä", NEW]);
    files.append("c", NEW, true);
    const after = seen(root);
    expect(after.text("a") === NEW).toBe(true);
    expect(after.text("b") === `${NEW}ä${NEW}`).toBe(true);
    expect(after.text("c") === `${NEW}\n`).toBe(true);
  });
});

describe("when somebody is quicker", () => {
  const calls: Readonly<Record<string, (files: Files) => unknown>> = {
    ...WRITES,
    append: (files) => files.append("f/g/doc", NEW, true),
  };

  test.each(Object.keys(calls))("a link that takes the place of a folder being made stops %s", (call) => {
    const { root, outside, files } = fresh();
    seam.before = ({ name, args: [at] }) => {
      if (name !== "mkdirSync" || at !== join(root, "f")) return;
      seam.before = () => undefined;
      symlinkSync(outside, join(root, "f"));
      throw errno("EEXIST");
    };
    expect(() => calls[call]?.(files)).toThrow(expect.objectContaining({ code: "files.foreign" }));
    expect(seen(outside).names).toEqual([]);
  });

  test("a folder that somebody else makes at the same time is used", () => {
    const { root, files } = fresh();
    seam.before = ({ name, args: [at] }) => {
      if (name !== "mkdirSync" || at !== join(root, "f")) return;
      seam.before = () => undefined;
      mkdirSync(join(root, "f"));
      throw errno("EEXIST");
    };
    expect(files.create("f/g/doc", NEW)).toBe(true);
  });
});

describe("a file system without hard links", () => {
  // link(2): Linux says EPERM for a file system that has none, others say ENOTSUP.
  test.each(["ENOTSUP", "EPERM"])("that says %s is named as what it is, and nothing is left", (code) => {
    const { root, files } = fresh();
    seam.before = ({ name }) => {
      if (name === "linkSync") throw errno(code);
    };
    expect(() => files.create("f/doc", NEW)).toThrow(
      expect.objectContaining({ code: "files.no-links", kind: "config" }),
    );
    expect(seen(root).names).toEqual(["f"]);
  });
});
