import { lstatSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bundle, race } from "../../../test/support/bundle.ts";
import type { Head } from "../../rules/evidence/opening.ts";
import { disk } from "../files/disk.ts";
import { overlay } from "../files/overlay.ts";
import { fsAnchors } from "./fs.ts";
import type { Anchors } from "./port.ts";

const ORIGIN = "0123456789abcdef0123456789abcdef";
const OTHER = "f".repeat(32);

const fresh = () => realpathSync(mkdtempSync(join(tmpdir(), "continuo-anchors-")));
const digest = (n: number) => `sha256:${n.toString(16).padStart(64, "0")}`;
const head = (seq: number, n = seq): Head => ({ seq, digest: digest(n) });
const heads = (...all: readonly (readonly [string, Head])[]): ReadonlyMap<string, Head> => new Map(all);
const logOf = (root: string) => join(root, `anchors/${ORIGIN}.here.log`);

const adapters: readonly (readonly [string, () => Anchors])[] = [
  ["on a disk", () => fsAnchors(disk(fresh(), { secret: true }), () => "here")],
  ["on an overlay", () => fsAnchors(overlay(disk(fresh())), () => "here")],
];

describe.each(adapters)("anchors %s", (_, open) => {
  test("of a history that nobody noted are none", async () => {
    expect(await open().read(ORIGIN)).toEqual(new Map());
  });

  test("are read back as they were noted, every kind of log", async () => {
    const anchors = open();
    const all = heads(
      ["step:a", head(1)],
      ["step:Phase-1.2_x", head(999_999)],
      ["gate:g", head(2)],
      ["closing", head(3)],
    );
    await anchors.note(ORIGIN, all, true);
    expect(await anchors.read(ORIGIN)).toEqual(all);
  });

  test("of one history are not another's", async () => {
    const anchors = open();
    await anchors.note(ORIGIN, heads(["step:a", head(1)]), true);
    await anchors.note(OTHER, heads(["step:a", head(5)]), false);
    expect(await anchors.read(ORIGIN)).toEqual(heads(["step:a", head(1)]));
    expect(await anchors.read(OTHER)).toEqual(heads(["step:a", head(5)]));
  });

  test("go up and never down: a shorter head changes nothing", async () => {
    const anchors = open();
    await anchors.note(ORIGIN, heads(["step:a", head(3)], ["step:b", head(1)]), false);
    await anchors.note(ORIGIN, heads(["step:a", head(2)]), true);
    expect((await anchors.read(ORIGIN)).get("step:a")).toEqual(head(3));
    await anchors.note(ORIGIN, heads(["step:a", head(4)]), true);
    expect(await anchors.read(ORIGIN)).toEqual(heads(["step:a", head(4)], ["step:b", head(1)]));
  });

  test("nothing to note is nothing noted", async () => {
    const anchors = open();
    await anchors.note(ORIGIN, new Map(), true);
    expect(await anchors.read(ORIGIN)).toEqual(new Map());
  });

  test("are forgotten when an operator says so, and may be noted anew", async () => {
    const anchors = open();
    await anchors.note(ORIGIN, heads(["step:a", head(9)]), true);
    await anchors.note(OTHER, heads(["step:a", head(9)]), true);
    await anchors.forget(ORIGIN);
    await anchors.forget(ORIGIN);
    expect(await anchors.read(ORIGIN)).toEqual(new Map());
    expect(await anchors.read(OTHER)).toEqual(heads(["step:a", head(9)]));
    await anchors.note(ORIGIN, heads(["step:a", head(1)]), true);
    expect(await anchors.read(ORIGIN)).toEqual(heads(["step:a", head(1)]));
  });

  test("know the first history of each work item, until it is forgotten", async () => {
    const anchors = open();
    expect(await anchors.histories()).toEqual(new Map());
    await anchors.began("wi", ORIGIN);
    await anchors.began("wi", OTHER);
    await anchors.began("other", OTHER);
    const both = new Map([
      ["wi", ORIGIN],
      ["other", OTHER],
    ]);
    expect(await anchors.histories()).toEqual(both);
    await anchors.forget("e".repeat(32));
    expect(await anchors.histories()).toEqual(both);
    await anchors.forget(ORIGIN);
    expect(await anchors.histories()).toEqual(new Map([["other", OTHER]]));
    await anchors.began("wi", OTHER);
    expect((await anchors.histories()).get("wi")).toBe(OTHER);
  });

  test("for any notes: the longest head of each log", async () => {
    const name = fc.constantFrom("step:a", "step:b", "gate:a", "closing");
    const note = fc.dictionary(name, fc.integer({ min: 1, max: 50 }), { noNullPrototype: true });
    await fc.assert(
      fc.asyncProperty(fc.array(note, { maxLength: 8 }), async (notes) => {
        const anchors = open();
        const longest = new Map<string, Head>();
        for (const each of notes) {
          const noted = new Map(Object.entries(each).map(([log, seq]) => [log, head(seq)]));
          await anchors.note(ORIGIN, noted, false);
          for (const [log, at] of noted) if (at.seq > (longest.get(log)?.seq ?? 0)) longest.set(log, at);
        }
        expect(await anchors.read(ORIGIN)).toEqual(longest);
      }),
      { numRuns: 30 },
    );
  });
});

describe("anchors as a file that a crash tore", () => {
  const noted = async () => {
    const root = fresh();
    const anchors = fsAnchors(disk(root, { secret: true }), () => "here");
    await anchors.note(ORIGIN, heads(["step:a", head(1)]), true);
    await anchors.note(ORIGIN, heads(["step:a", head(2)]), true);
    return { root, anchors, whole: readFileSync(logOf(root), "utf8") };
  };

  test("at any byte: what was whole before it still counts, and nothing else does", async () => {
    const { root, anchors, whole } = await noted();
    const firstLine = whole.indexOf("\n") + 1;
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(logOf(root), whole.slice(0, length));
      const seq = (await anchors.read(ORIGIN)).get("step:a")?.seq;
      // A line that lacks only its newline is whole.
      const second = length >= whole.length - 1 ? 2 : undefined;
      expect(seq, `${length} bytes`).toBe(second ?? (length >= firstLine - 1 ? 1 : undefined));
    }
  });

  test("at any byte: what is noted afterwards counts", async () => {
    const { root, anchors, whole } = await noted();
    const lost: number[] = [];
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(logOf(root), whole.slice(0, length));
      await anchors.note(ORIGIN, heads(["step:b", head(7)]), true);
      if ((await anchors.read(ORIGIN)).get("step:b")?.seq !== 7) lost.push(length);
    }
    expect(lost.slice(0, 3), "lengths at which a note is lost").toEqual([]);
  });

  test.each([
    { line: "step:a 5", because: "no digest" },
    { line: `step:a -5 ${digest(5)}`, because: "a number below nothing" },
    { line: `step:a 1e3 ${digest(5)}`, because: "a number that is not counted" },
    { line: `step:a 1000000 ${digest(5)}`, because: "a number of seven digits" },
    { line: `step:../a 5 ${digest(5)}`, because: "a path for a name" },
    { line: `step:a 5 ${digest(5)} x`, because: "something behind it" },
    { line: ` step:a 5 ${digest(5)}`, because: "a blank in front" },
    { line: `step:a 5 ${digest(5).toUpperCase()}`, because: "a digest in capitals" },
    { line: "\u0000".repeat(80), because: "a block of zeros, as a power cut leaves" },
  ])("a line with $because counts for nothing, and the others count", async ({ line }) => {
    const root = fresh();
    const state = disk(root);
    state.append(`anchors/${ORIGIN}.here.log`, `step:b 1 ${digest(1)}`, false);
    state.append(`anchors/${ORIGIN}.here.log`, line, false);
    state.append(`anchors/${ORIGIN}.here.log`, `step:c 2 ${digest(2)}`, false);
    expect(await fsAnchors(state, () => "here").read(ORIGIN)).toEqual(
      heads(["step:b", head(1)], ["step:c", head(2)]),
    );
  });

  test.each([
    "wi",
    `wi ${ORIGIN.slice(1)}`,
    `../wi ${ORIGIN}`,
    `wi ${ORIGIN} x`,
    `Wi ${ORIGIN}`,
    `wi ${OTHER}\u0000`,
  ])("a history in a line such as %j counts for nothing", async (line) => {
    const state = disk(fresh());
    const anchors = fsAnchors(state, () => "here");
    state.append("histories/here.log", line, false);
    expect(await anchors.histories()).toEqual(new Map());
    await anchors.began("wi", ORIGIN);
    expect(await anchors.histories()).toEqual(new Map([["wi", ORIGIN]]));
  });

  test("histories of one repository are not another's", async () => {
    const state = disk(fresh());
    await fsAnchors(state, () => "here").began("wi", ORIGIN);
    expect(await fsAnchors(state, () => "there").histories()).toEqual(new Map());
  });

  test("is its owner's alone", async () => {
    const { root } = await noted();
    expect(lstatSync(logOf(root)).mode & 0o777).toBe(0o600);
  });
});

describe("anchors that 8 processes note at once", () => {
  test("are all there", async () => {
    const root = fresh();
    const program = await bundle(`
      import { disk } from "./src/world/files/disk.ts";
      import { fsAnchors } from "./src/world/anchors/fs.ts";
      const [root, id] = process.argv.slice(2);
      process.on("message", async () => {
        const anchors = fsAnchors(disk(root, { secret: true }), () => "here");
        for (let seq = 1; seq <= 20; seq++) {
          const digest = "sha256:" + String(seq).padStart(64, "0");
          const heads = new Map([["step:" + id, { seq, digest }], ["gate:" + id, { seq, digest }]]);
          await anchors.note(${JSON.stringify(ORIGIN)}, heads, seq % 5 === 0);
        }
        process.send("done", () => process.disconnect());
      });
      process.send("ready");
    `);
    await race(program, 8, (at) => [root, `p${at}`]);
    const known = await fsAnchors(disk(root), () => "here").read(ORIGIN);
    expect(known.size).toBe(16);
    expect([...known.values()].every(({ seq }) => seq === 20)).toBe(true);
    // A process that looks while another's line is half there begins a new line: an empty one counts for nothing.
    expect(readFileSync(logOf(root), "utf8").split("\n").filter(Boolean)).toHaveLength(8 * 20 * 2);
  });
});
