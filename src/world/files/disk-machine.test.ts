import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { bundle, runBundle } from "../../../test/support/bundle.ts";

// The real thing: system calls as strace sees them, a disk that is full, a user without rights. Needs strace and
// unshare; a machine without them fails here, as a test that is not run proves nothing.

/** Folders that every user may enter. */
function fresh(): { base: string; root: string } {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "continuo-machine-")));
  chmodSync(base, 0o755);
  const root = join(base, "root");
  mkdirSync(root);
  return { base, root };
}

/** Does calls on a disk, given as JSON, and prints how each ended: its answer or the code of its failure. */
const PROGRAM = `
  import { readdirSync } from "node:fs";
  import { disk } from "./src/world/files/disk.ts";
  const [root, calls, user] = process.argv.slice(2);
  if (user !== undefined && process.getuid() === 0) { process.setgroups([]); process.setgid(+user); process.setuid(+user); }
  const files = disk(root);
  const text = (given) => given && typeof given === "object" ? given.text.repeat(given.times) : given;
  const shown = (answer) => {
    if (!(answer instanceof Uint8Array)) return answer ?? null;
    return Buffer.from(answer).toString().replace(/x{99,}/g, "X");
  };
  const ends = JSON.parse(calls).map(([name, ...args]) => {
    try { return shown(files[name](...args.map(text))); }
    catch (failure) { return failure.code + " " + failure.kind; }
  });
  let names = [];
  try { names = readdirSync(root, { recursive: true }).sort(); } catch {}
  console.log(JSON.stringify({ ends, names }));
`;

let program = "";
beforeAll(async () => {
  program = await bundle(PROGRAM);
});

type Calls = readonly (readonly [string, ...unknown[]])[];

async function done(
  root: string,
  calls: Calls,
  { user, under = [] }: { user?: number; under?: readonly string[] } = {},
): Promise<{ ends: readonly unknown[]; names: readonly string[] }> {
  const args = [root, JSON.stringify(calls), ...(user === undefined ? [] : [String(user)])];
  const ended = await runBundle(program, args, under);
  expect(ended.stderr).toBe("");
  return JSON.parse(ended.stdout);
}

describe("system calls", () => {
  /** What the calls did to the disk, as `sync f/DRAFT`, `link f/DRAFT f/a`: in order, by paths under the base. */
  async function traced(base: string, root: string, calls: Calls): Promise<readonly string[]> {
    const log = join(base, "strace.log");
    const seen = "trace=fsync,fdatasync,link,linkat,rename,renameat,renameat2,mkdir,mkdirat";
    await done(root, calls, { under: ["strace", "-f", "-y", "-e", seen, "-o", log] });
    return readFileSync(log, "utf8")
      .split("\n")
      .flatMap((line) => stepIn(line, base));
  }

  function stepIn(line: string, base: string): readonly string[] {
    const [, call = ""] = /^\d+ +([a-z0-9]+)\(.* = 0$/.exec(line) ?? [];
    const named = call.includes("sync") ? /<([^>]+)>/g : /"([^"]+)"/g;
    const paths = [...line.matchAll(named)].map(([, path = ""]) => path);
    if (call === "" || !paths.every((path) => path.startsWith(base))) return [];
    const word = call.replace(/^f(data)?sync$/, "sync").replace(/at2?$/, "");
    const shown = paths.map((path) => relative(base, path).replace(/\.[0-9a-f]+\.draft/, "DRAFT") || ".");
    return [[word, ...shown].join(" ")];
  }

  test("create syncs the draft, links it, and syncs the folder, before it answers", async () => {
    const { base, root } = fresh();
    expect(await traced(base, root, [["create", "a", "x"]])).toEqual([
      "sync root/DRAFT",
      "link root/DRAFT root/a",
      "sync root",
    ]);
  });

  test("replace syncs the draft, renames it, and syncs the folder", async () => {
    const { base, root } = fresh();
    expect(await traced(base, root, [["replace", "a", "x"]])).toEqual([
      "sync root/DRAFT",
      "rename root/DRAFT root/a",
      "sync root",
    ]);
  });

  test("a folder that is made is synced into the one that holds it, before anything stands in it", async () => {
    const { base, root } = fresh();
    expect(await traced(base, root, [["create", "f/g/a", "x"]])).toEqual([
      "mkdir root/f",
      "sync root",
      "mkdir root/f/g",
      "sync root/f",
      "sync root/f/g/DRAFT",
      "link root/f/g/DRAFT root/f/g/a",
      "sync root/f/g",
    ]);
  });

  test("a root that is made is synced too, up to the folder that was there", async () => {
    const { base, root } = fresh();
    const steps = await traced(base, join(root, "home/state"), [["create", "a", "x"]]);
    const link = steps.findIndex((step) => step.startsWith("link "));
    expect(link).toBeGreaterThan(0);
    expect(steps.slice(0, link)).toContain("sync root");
    expect(steps.slice(0, link)).toContain("sync root/home");
    expect(steps.at(-1)).toBe("sync root/home/state");
  });

  test("append syncs when it is asked to, and the folder when the document is new", async () => {
    const { base, root } = fresh();
    const steps = await traced(base, root, [
      ["append", "log", "one", true],
      ["append", "log", "two", true],
      ["append", "log", "three", false],
    ]);
    expect(steps).toEqual(["sync root/log", "sync root", "sync root/log"]);
  });

  test("a create that lost shows nothing", async () => {
    const { base, root } = fresh();
    writeFileSync(join(root, "a"), "first");
    expect(await traced(base, root, [["create", "a", "x"]])).toEqual(["sync root/DRAFT"]);
  });
});

/** Runs under a mount that only the program sees. */
function mounted(at: string, options: string): readonly string[] {
  const unshare = process.getuid?.() === 0 ? ["unshare", "-m"] : ["unshare", "-Urm"];
  return [...unshare, "sh", "-c", 'mount -t tmpfs -o "$1" none "$0" && shift && exec "$@"', at, options];
}

describe("a disk of 64 kB", () => {
  const big = { text: "x", times: 200_000 };

  test("that is full is named, and leaves nothing half-written", async () => {
    const { root } = fresh();
    const { ends, names } = await done(
      root,
      [
        ["create", "f/old", "old"],
        ["create", "f/big", big],
        ["replace", "f/old", big],
        ["read", "f/old"],
        ["create", "f/small", "there is room again"],
        ["read", "f/small"],
      ],
      { under: mounted(root, "size=64k") },
    );
    const full = "files.full unavailable";
    expect(ends).toEqual([true, full, full, "old", true, "there is room again"]);
    expect(names).toEqual(["f", "f/old", "f/small"]);
  });

  test("keeps the lines of a log apart when one of them does not fit", async () => {
    const { root } = fresh();
    const { ends } = await done(
      root,
      [
        ["append", "f/log", "one", true],
        ["create", "f/other", "x".repeat(8192)],
        ["append", "f/log", big, true],
        ["remove", "f/other"],
        ["append", "f/log", "two", true],
        ["read", "f/log"],
      ],
      { under: mounted(root, "size=64k") },
    );
    expect(ends).toEqual([null, true, "files.full unavailable", null, null, "one\nX\ntwo\n"]);
  });

  test("without a free inode is full as well", async () => {
    const { root } = fresh();
    const calls = ["a", "b", "c", "d"].map((name) => ["create", name, "x"] as const);
    const { ends, names } = await done(root, calls, { under: mounted(root, "nr_inodes=3") });
    expect(ends.at(-1)).toBe("files.full unavailable");
    expect(names.filter((name) => name.endsWith(".draft"))).toEqual([]);
  });
});

describe("a disk that is read-only", () => {
  test("is named, by every write", async () => {
    const { root } = fresh();
    const { ends } = await done(
      root,
      [
        ["create", "a", "x"],
        ["replace", "f/a", "x"],
        ["append", "log", "x", true],
        ["read", "a"],
        ["list", "f"],
      ],
      { under: mounted(root, "ro") },
    );
    const denied = "files.denied config";
    expect(ends).toEqual([denied, denied, denied, null, []]);
  });
});

describe("a user without rights", () => {
  const NOBODY = 65_534;
  const denied = "files.denied config";

  test("may not write in a folder of another, and leaves nothing there", async () => {
    const { root } = fresh();
    mkdirSync(join(root, "f"));
    writeFileSync(join(root, "f/a"), "old");
    chmodSync(join(root, "f"), 0o555);
    chmodSync(root, 0o555);
    const { ends, names } = await done(
      root,
      [
        ["create", "f/b", "x"],
        ["replace", "f/a", "x"],
        ["remove", "f/a"],
        ["create", "new/b", "x"],
        ["append", "f/log", "x", false],
        ["read", "f/a"],
        ["list", "f"],
      ],
      { user: NOBODY },
    );
    expect(ends).toEqual([denied, denied, denied, denied, denied, "old", ["a"]]);
    expect(names).toEqual(["f", "f/a"]);
  });

  test("may not read what is closed to them: that is no absence", async () => {
    const { root } = fresh();
    mkdirSync(join(root, "closed"));
    writeFileSync(join(root, "a"), "secret");
    chmodSync(join(root, "a"), 0o000);
    chmodSync(join(root, "closed"), 0o000);
    const calls: Calls = [
      ["read", "a"],
      ["read", "closed/a"],
      ["list", "closed"],
      ["sweep", "closed"],
      ["create", "closed/a", "x"],
      ["append", "a", "x", true],
    ];
    const { ends } = await done(root, calls, { user: NOBODY });
    expect(ends).toEqual(calls.map(() => denied));
    chmodSync(join(root, "closed"), 0o755);
  });

  test("may not make the root itself", async () => {
    const { base } = fresh();
    chmodSync(base, 0o555);
    const { ends } = await done(join(base, "new/root"), [["create", "a", "x"]], { user: NOBODY });
    expect(ends).toEqual([denied]);
    chmodSync(base, 0o755);
  });
});
