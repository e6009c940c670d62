import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { asked } from "../support/blackbox/door.ts";
import { changes, everythingOf } from "../support/blackbox/folder.ts";
import type { Workshop } from "../support/cli.ts";
import { played, recordsOf } from "./play.ts";
import {
  changedBytes,
  changedFields,
  cut,
  missed,
  respelled,
  type Tampering,
  verifiedIn,
} from "./tampering.ts";
import { type Place, placeOf } from "./world.ts";

/**
 * Whether a signature is a key's over some bytes never changes; asked again about the records that were left alone, in
 * every one of a thousand verifications, it is remembered. Half of the time goes there.
 */
vi.mock(import("../../src/kernel/signature.ts"), async (original) => {
  const real = await original();
  const known = new Map<string, boolean>();
  return {
    ...real,
    isSignedBy(key, bytes, signature) {
      const question = `${key} ${signature} ${Buffer.from(bytes).toString("base64")}`;
      const answer = known.get(question) ?? real.isSignedBy(key, bytes, signature);
      known.set(question, answer);
      return answer;
    },
  };
});

/** Advice that is decided again, not a record: without it nothing is missing. */
const SCHEDULE = "artifacts/schedule/wi.json";
const ADOPTED_GATE = "artifacts/gates/wi/entry.json";

describe("a work item that was worked through to its closing", () => {
  let shop: Workshop;
  let place: Place;

  beforeAll(async () => {
    shop = (await played()).closed;
    place = placeOf(shop);
  });

  const bytesOf = (path: string): Buffer => readFileSync(join(shop.root, path));

  /** One record of every kind there is, by what its JSON says that it is. */
  function oneOfEachKind(): string[] {
    const kinds = new Map<string, string>();
    for (const path of signed()) {
      const folder =
        path.split("/").slice(1, 2).join() + path.split("/").length + path.endsWith(".dsse.json");
      const { kind, eventType, status, decision, steps } = JSON.parse(bytesOf(path).toString()) as Record<
        string,
        unknown
      >;
      const name = [folder, kind, eventType, status, decision, typeof steps].join();
      if (!kinds.has(name)) kinds.set(name, path);
    }
    return [...kinds.values()];
  }

  /** Records in JSON; the adopted gate decision has a test of its own. */
  const signed = () =>
    recordsOf(shop).filter(
      (path) => path.startsWith("artifacts/") && path.endsWith(".json") && path !== ADOPTED_GATE,
    );

  async function isAlwaysFound(
    paths: readonly string[],
    tamperings: (bytes: Buffer, path: string) => readonly Tampering[],
  ): Promise<number> {
    const escaped: string[] = [];
    let count = 0;
    for (const path of paths) {
      const original = bytesOf(path);
      for (const { what, bytes } of tamperings(original, path)) {
        if (bytes?.equals(original)) continue;
        count++;
        const problem = await missed(place, path, { what, bytes });
        if (problem) escaped.push(problem);
      }
    }
    expect(escaped).toEqual([]);
    return count;
  }

  test("verifies, with every kind of record in it", async () => {
    const before = everythingOf(shop);
    const { exitCode, document } = await asked<{ items: unknown[] }>(shop, ["verify", "wi"]);
    expect(document.items[0]).toMatchObject({ state: "closed", findings: [] });
    expect(exitCode).toBe(7);
    // In memory, where it is tampered with below, it is the same; and verifying has changed nothing.
    const { integrity: _, ...item } = document.items[0] as Record<string, unknown>;
    expect(await verifiedIn(place)).toEqual(item);
    expect(changes(before, everythingOf(shop))).toEqual([]);
    const kinds = recordsOf(shop).map((path) => path.split("/")[1]);
    for (const kind of ["claims", "gates", "handoff", "records", "reverts", "schedule", "workflows"])
      expect(kinds).toContain(kind);
    const entries = recordsOf(shop).filter((path) => /^artifacts\/claims\/wi\//.test(path));
    const seen = new Set(
      entries.map((path) => (JSON.parse(bytesOf(path).toString()) as { kind: string }).kind),
    );
    expect([...seen].sort()).toEqual([
      "adopt",
      "complete",
      "fail",
      "integrate",
      "reject",
      "release",
      "renew",
      "revert",
      "take",
    ]);
    expect(oneOfEachKind().length).toBeGreaterThan(20);
  });

  test("a byte changed, a tail cut off, the whole removed: found in every record", async () => {
    let nth = 0;
    const some = (bytes: Buffer, path: string): Tampering[] => {
      nth++;
      const [first, second] = [changedBytes(bytes), cut(bytes)];
      return [
        first[nth % 6],
        second[nth % 8],
        path === SCHEDULE ? undefined : { what: "removed", bytes: null },
      ].flatMap((each) => each ?? []);
    };
    const all = recordsOf(shop).filter((path) => path !== ADOPTED_GATE);
    expect(await isAlwaysFound(all, some)).toBeGreaterThan(150);
  }, 120_000);

  test("a byte changed at any place of a record is found", async () => {
    const paths = oneOfEachKind().filter((path) => path !== SCHEDULE);
    expect(await isAlwaysFound(paths, changedBytes)).toBeGreaterThan(100);
  }, 120_000);

  test.each(["claims", "handoff", "gates", "records", "reverts", "schedule"])(
    "every field changed, taken out or put in is found: %s",
    async (folder) => {
      const paths = oneOfEachKind().filter((path) => path.startsWith(`artifacts/${folder}/`));
      expect(await isAlwaysFound(paths, changedFields)).toBeGreaterThan(10);
    },
    120_000,
  );

  test("cut off at any length, doubled, spelled otherwise, a key twice: found", async () => {
    const twice = (bytes: Buffer): Tampering => ({
      what: "a key twice",
      bytes: Buffer.from(bytes.toString("utf8").replace("{", '{\n  "schemaVersion": "1.0",')),
    });
    let nth = 0;
    // Nothing, all but the last byte, and one length between; the lengths take turns.
    const lengths = (bytes: Buffer) => [0, 7, 1 + (nth++ % 6)].flatMap((at) => cut(bytes)[at] ?? []);
    const all = (bytes: Buffer, path: string): Tampering[] =>
      [...lengths(bytes), ...respelled(bytes), twice(bytes)].filter(
        ({ bytes: now }) => now !== null || path !== SCHEDULE,
      );
    expect(await isAlwaysFound(oneOfEachKind(), all)).toBeGreaterThan(200);
  }, 120_000);

  test("an adopted gate decision that was changed is named by the file that it lies in", async () => {
    await isAlwaysFound([ADOPTED_GATE], (bytes) => [
      ...changedBytes(bytes),
      ...cut(bytes),
      ...respelled(bytes),
    ]);
  }, 60_000);
});
