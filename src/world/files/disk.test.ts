import { execFileSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bundle, race } from "../../../test/support/bundle.ts";
import { disk } from "./disk.ts";
import type { Files } from "./port.ts";

/** A root, and beside it a folder that nobody may reach. */
function fresh(): { root: string; outside: string; files: Files } {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "continuo-disk-")));
  const root = join(base, "root");
  const outside = join(base, "outside");
  mkdirSync(root);
  mkdirSync(outside);
  writeFileSync(join(outside, "secret"), "outside");
  return { root, outside, files: disk(root) };
}

const everything = (root: string) => readdirSync(root, { recursive: true, encoding: "utf8" }).sort();
const drafts = (root: string) => everything(root).filter((path) => path.endsWith(".draft"));
const foreign = expect.objectContaining({ code: "files.foreign", kind: "evidence" });

/** Every call that takes a path, on that path. */
const CALLS: Readonly<Record<string, (files: Files, path: string) => unknown>> = {
  read: (files, path) => files.read(path),
  list: (files, path) => files.list(path),
  hidden: (files, path) => files.hidden(path),
  create: (files, path) => files.create(path, "x"),
  replace: (files, path) => files.replace(path, "x"),
  remove: (files, path) => files.remove(path),
  append: (files, path) => files.append(path, "x", true),
  stale: (files, path) => files.stale(path),
  sweep: (files, path) => files.sweep(path),
};
const CALL_NAMES = Object.keys(CALLS);

describe("a link planted on the way", () => {
  const LEVELS = ["a", "a/b", "a/b/c"];
  const rows = LEVELS.flatMap((link) => CALL_NAMES.map((call) => ({ link, call })));

  test.each(rows)("at $link is refused by $call, and nothing is written behind it", ({ link, call }) => {
    const { root, outside, files } = fresh();
    mkdirSync(join(root, link, ".."), { recursive: true });
    symlinkSync(outside, join(root, link));
    expect(() => CALLS[call]?.(files, "a/b/c/secret")).toThrow(foreign);
    expect(everything(outside)).toEqual(["secret"]);
    expect(readFileSync(join(outside, "secret"), "utf8")).toBe("outside");
    expect(lstatSync(join(root, link)).isSymbolicLink()).toBe(true);
  });

  test.each(CALL_NAMES)("is refused by %s also when it leads nowhere, or back into the root", (call) => {
    const { root, files } = fresh();
    mkdirSync(join(root, "real"));
    symlinkSync(join(root, "real"), join(root, "back"));
    symlinkSync(join(root, "nowhere"), join(root, "lost"));
    expect(() => CALLS[call]?.(files, "back/x")).toThrow(foreign);
    expect(() => CALLS[call]?.(files, "lost/x")).toThrow(foreign);
    expect(everything(root)).toEqual(["back", "lost", "real"]);
  });

  test.each(CALL_NAMES)("a file on the way is refused by %s as well", (call) => {
    const { root, files } = fresh();
    writeFileSync(join(root, "file"), "x");
    expect(() => CALLS[call]?.(files, "file/x")).toThrow(foreign);
    expect(readFileSync(join(root, "file"), "utf8")).toBe("x");
  });
});

describe("something else where a document should be", () => {
  const planted: Readonly<Record<string, (at: string, outside: string) => void>> = {
    "a link to a document": (at, outside) => symlinkSync(join(outside, "secret"), at),
    "a link that leads nowhere": (at, outside) => symlinkSync(join(outside, "new"), at),
    "a folder": (at) => mkdirSync(at),
    "a pipe": (at) => execFileSync("mkfifo", [at]),
  };

  test.each(Object.keys(planted))("%s is not read", (what) => {
    const { root, outside, files } = fresh();
    planted[what]?.(join(root, "doc"), outside);
    expect(() => files.read("doc")).toThrow(foreign);
  });

  test.each(Object.keys(planted))("%s is not created over, nor written through", (what) => {
    const { root, outside, files } = fresh();
    planted[what]?.(join(root, "doc"), outside);
    expect(files.create("doc", "x")).toBe(false);
    expect(everything(outside)).toEqual(["secret"]);
    expect(readFileSync(join(outside, "secret"), "utf8")).toBe("outside");
    expect(drafts(root)).toEqual([]);
  });

  test.each(["a link to a document", "a link that leads nowhere", "a folder"])(
    "%s is not appended to",
    (what) => {
      const { root, outside, files } = fresh();
      planted[what]?.(join(root, "doc"), outside);
      expect(() => files.append("doc", "x", true)).toThrow(foreign);
      expect(everything(outside)).toEqual(["secret"]);
      expect(readFileSync(join(outside, "secret"), "utf8")).toBe("outside");
    },
  );

  test("a pipe that nobody reads does not hold an append up", async () => {
    const { root } = fresh();
    execFileSync("mkfifo", [join(root, "doc")]);
    const program = await bundle(`
      import { disk } from "./src/world/files/disk.ts";
      process.on("message", () => {
        try { disk(process.argv[2]).append("doc", "x", true); process.send("written"); }
        catch (cause) { process.send(cause.code); }
        process.disconnect();
      });
      process.send("ready");
    `);
    const slow = new Promise<readonly string[]>((done) =>
      setTimeout(() => done(["still waiting"]), 5_000).unref(),
    );
    const running = race<string>(program, 1, () => [root]);
    const ended = await Promise.race([running, slow]);
    // A reader lets the process go that waits for one.
    const reader = openSync(join(root, "doc"), constants.O_RDONLY | constants.O_NONBLOCK);
    await running;
    closeSync(reader);
    expect(ended).toEqual(["files.foreign"]);
  });

  test("a link is replaced itself, not what it leads to", () => {
    const { root, outside, files } = fresh();
    symlinkSync(join(outside, "secret"), join(root, "doc"));
    files.replace("doc", "new");
    expect(readFileSync(join(outside, "secret"), "utf8")).toBe("outside");
    expect(lstatSync(join(root, "doc")).isFile()).toBe(true);
  });

  test("a folder is neither replaced nor removed", () => {
    const { root, files } = fresh();
    mkdirSync(join(root, "doc/in"), { recursive: true });
    expect(() => files.replace("doc", "new")).toThrow(foreign);
    expect(() => files.remove("doc")).toThrow(expect.objectContaining({ name: "Failure" }));
    expect(existsSync(join(root, "doc/in"))).toBe(true);
    expect(drafts(root)).toEqual([]);
  });
});

describe("drafts", () => {
  const HOUR = 3_600;
  const draftOf = (root: string, name: string, ageSeconds: number) => {
    const at = join(root, "f", name);
    writeFileSync(at, "half");
    const then = Date.now() / 1_000 - ageSeconds;
    utimesSync(at, then, then);
  };

  test("are never listed and never left", () => {
    const { root, files } = fresh();
    files.create("f/a", "x");
    files.create("f/a", "y");
    files.replace("f/a", "z");
    files.append("f/log", "x", true);
    expect(drafts(root)).toEqual([]);
    draftOf(root, ".0123456789abcdef.draft", 0);
    expect(files.list("f")).toEqual(["a", "log"]);
  });

  test("are swept when they are older than an hour, and nothing else is", () => {
    const { root, files } = fresh();
    files.create("f/a.draft", "a document");
    utimesSync(join(root, "f/a.draft"), 1, 1);
    draftOf(root, ".young.draft", HOUR - 60);
    draftOf(root, ".old.draft", HOUR + 60);
    draftOf(root, ".ancient.draft", 1_000 * HOUR);
    draftOf(root, ".hidden", 1_000 * HOUR);
    draftOf(root, ".tomorrow.draft", -24 * HOUR);
    expect([...files.sweep("f")].sort()).toEqual(["f/.ancient.draft", "f/.old.draft"]);
    expect(everything(join(root, "f"))).toEqual([".hidden", ".tomorrow.draft", ".young.draft", "a.draft"]);
    expect(files.sweep("f")).toEqual([]);
  });
});

describe("create among processes", () => {
  const RACER = `
    import { disk } from "./src/world/files/disk.ts";
    const [root, id] = process.argv.slice(2);
    process.on("message", () => {
      const won = Array.from({ length: 20 }, (_, n) => disk(root).create("deep/er/" + n, id.repeat(20_000)));
      process.send(won, () => process.disconnect());
    });
    process.send("ready");
  `;

  test("each of 20 documents is made by one of 16, whole, with its folders", async () => {
    const { root, files } = fresh();
    const program = await bundle(RACER);
    const ids = Array.from({ length: 16 }, (_, at) => at.toString(16));
    const won = await race<readonly boolean[]>(program, 16, (at) => [root, ids[at] ?? ""]);
    for (let n = 0; n < 20; n++) {
      const winners = ids.filter((_, at) => won[at]?.[n]);
      expect(winners).toHaveLength(1);
      expect(Buffer.from(files.read(`deep/er/${n}`) ?? "").toString()).toBe(winners[0]?.repeat(20_000));
    }
    expect(drafts(root)).toEqual([]);
  });
});

describe("what lies on the disk", () => {
  const modeOf = (at: string) => (lstatSync(at).mode & 0o777).toString(8);

  test("for secrets is its owner's alone, whatever the umask; else as the umask says", () => {
    const { root } = fresh();
    const before = process.umask(0);
    try {
      const secret = disk(join(root, "state"), { secret: true });
      secret.create("keys/a.key", "x");
      secret.replace("keys/b.key", "x");
      secret.append("anchors/a.log", "x", false);
      const open = disk(root);
      open.create("docs/a", "x");
      process.umask(0o027);
      open.create("more/a", "x");
    } finally {
      process.umask(before);
    }
    for (const folder of ["state", "state/keys", "state/anchors"])
      expect(modeOf(join(root, folder))).toBe("700");
    for (const file of ["keys/a.key", "keys/b.key", "anchors/a.log"])
      expect(modeOf(join(root, "state", file))).toBe("600");
    expect([modeOf(join(root, "docs")), modeOf(join(root, "docs/a"))]).toEqual(["777", "666"]);
    expect([modeOf(join(root, "more")), modeOf(join(root, "more/a"))]).toEqual(["750", "640"]);
  });

  test("a secret that others could read is closed when it is written anew", () => {
    const { root } = fresh();
    writeFileSync(join(root, "a.key"), "x");
    chmodSync(join(root, "a.key"), 0o644);
    disk(root, { secret: true }).replace("a.key", "y");
    expect(modeOf(join(root, "a.key"))).toBe("600");
  });

  test.each([
    { size: 99, ok: true },
    { size: 100, ok: true },
    { size: 101, ok: false },
  ])("of 100 bytes allowed, $size are read: $ok", ({ size, ok }) => {
    const { root } = fresh();
    const files = disk(root, { maxBytes: 100 });
    files.create("a", "x".repeat(size));
    if (ok) expect(files.read("a")).toHaveLength(size);
    else
      expect(() => files.read("a")).toThrow(
        expect.objectContaining({ code: "files.too-large", kind: "usage" }),
      );
  });
});
