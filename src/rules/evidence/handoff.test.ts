import { createHash } from "node:crypto";
import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { digestOf } from "../../kernel/digest.ts";
import { Id, Key } from "../../kernel/name.ts";
import { EVENT_TYPES } from "../claims/event.ts";
import {
  becomes,
  followed,
  HANDOFF_EVENTS,
  isHandoffEvent,
  isSidecar,
  mayConcern,
  recordName,
  sidecarOf,
} from "./handoff.ts";

const AT = "2026-01-01T00:00:00.000Z"; // 24 characters
/** A name of so many bytes, if it is not cut: 24 for the time, 3 dashes, 5 for `.json`, the rest for the ids. */
const nameOf = (bytes: number, mark = "") =>
  recordName(AT, "i".repeat(60), "s".repeat(60), "a".repeat(bytes - 24 - 3 - 5 - 120 - mark.length), mark);

describe("recordName", () => {
  test("is the seed's: time with dashes, work item, step, attempt", () => {
    expect(recordName("2026-11-20T23:57:57.472Z", "item-1", "phase-tests", "phase-tests-local")).toBe(
      "2026-11-20T23-57-57.472Z-item-1-phase-tests-phase-tests-local.json",
    );
  });

  test("a mark tells another record of the same attempt and time apart", () => {
    expect(recordName(AT, "i", "s", "a", "2")).toBe("2026-01-01T00-00-00.000Z-i-s-a-2.json");
    expect(recordName(AT, "i", "s", "a", "")).toBe("2026-01-01T00-00-00.000Z-i-s-a.json");
  });

  test.each([
    { bytes: 199, length: 199, isCut: false, because: "199 bytes are whole" },
    { bytes: 200, length: 200, isCut: false, because: "200 bytes are whole" },
    { bytes: 201, length: 200, isCut: true, because: "201 are cut to 200" },
    { bytes: 259, length: 200, isCut: true, because: "so are 259" },
  ])("$because", ({ bytes, length, isCut }) => {
    const name = nameOf(bytes);
    expect(name.length).toBe(length);
    expect(/^.*a-[0-9a-f]{12}\.json$/.test(name)).toBe(isCut);
  });

  test("what is cut ends in twelve digits of the digest of the whole name", () => {
    const stem = `2026-01-01T00-00-00.000Z-${"i".repeat(60)}-${"s".repeat(60)}-${"a".repeat(60)}`;
    const hex = createHash("sha256").update(stem).digest("hex").slice(0, 12);
    expect(recordName(AT, "i".repeat(60), "s".repeat(60), "a".repeat(60))).toBe(
      `${stem.slice(0, 182)}-${hex}.json`,
    );
  });

  test("names that are cut alike are told apart by it, marks as well", () => {
    const long = (end: string, mark = "") =>
      recordName(AT, "i".repeat(100), "s".repeat(100), `${"a".repeat(100)}${end}`, mark);
    const names = [long("1"), long("2"), long("1", "2"), long("1", "3"), long("2", "2")];
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name.length).toBe(200);
  });
});

const id = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,127}$/).filter((text) => v.is(Id, text));
const key = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/).filter((text) => v.is(Key, text));
const instant = fc
  .tuple(
    fc.date({ min: new Date("1970-01-01"), max: new Date("9999-12-31"), noInvalidDate: true }),
    fc.constantFrom("", ".1", ".12", ".123", ".123456789"),
  )
  .map(([date, fraction]) => `${date.toISOString().slice(0, 19)}${fraction}Z`);

describe("mayConcern", () => {
  test("never says no to a name that recordName made for the work item", () => {
    fc.assert(
      fc.property(
        instant,
        id,
        key,
        id,
        fc.constantFrom("", "2", "abcdef123456"),
        (at, item, step, attempt, mark) => {
          const name = recordName(at, item, step, attempt, mark);
          expect(name.length).toBeLessThanOrEqual(200);
          expect(mayConcern(name, item)).toBe(true);
          expect(mayConcern(sidecarOf(name), item)).toBe(true);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  const other = (bytes: number) =>
    recordName(AT, "other", "s".repeat(60), "a".repeat(bytes - 24 - 3 - 5 - 65));
  const rows = [
    { name: recordName(AT, "item-1", "s", "a"), may: true, because: "it is about the work item" },
    { name: recordName(AT, "item-10", "s", "a"), may: false, because: "item-10 is another" },
    {
      name: recordName(AT, "item", "1-s", "a"),
      may: true,
      because: "a dash divides ids and stands in them: maybe",
    },
    { name: recordName(AT, "other", "s", "a"), may: false, because: "it is about another" },
    {
      name: recordName(AT, "other", "item-1", "item-1-x"),
      may: false,
      because: "a step of that name is no item",
    },
    { name: other(199), may: false, because: "199 bytes are a whole name" },
    { name: other(200), may: true, because: "one of 200 may have been cut" },
    { name: other(201), may: true, because: "one that was cut does not tell" },
    { name: "notes.json", may: true, because: "a name that is not ours does not tell" },
    { name: "2026-01-01-other-s-a.json", may: true, because: "nor does one without a time" },
    {
      name: "2026-01-01T00-00-00+01-00-other-s-a.json",
      may: true,
      because: "nor one with another kind of time",
    },
    { name: "x2026-01-01T00-00-00Z-other-s-a.json", may: true, because: "nor one with something before it" },
    { name: "2026-01-01T00-00-00Z-other-s-a.json", may: false, because: "seconds are a time, too" },
    { name: "2026-01-01T00-00-00.1234567890Z-other-s-a.json", may: true, because: "ten digits are not" },
  ];

  test.each(rows)("$may: $because", ({ name, may }) => {
    expect(mayConcern(name, "item-1")).toBe(may);
  });
});

describe("followed", () => {
  const digests = (count: number) => Array.from({ length: count }, (_, n) => digestOf(String(n)));
  test.each([
    { count: 0, because: "a first step follows nothing" },
    { count: 1, because: "one" },
    { count: 255, because: "255 are listed" },
    { count: 256, because: "256 are listed" },
  ])("$because", ({ count }) => {
    expect(followed(digests(count))).toEqual({ follows: digests(count) });
  });

  test("257 are one digest over their lines, and say how many they are", () => {
    const over = createHash("sha256");
    for (const digest of digests(257)) over.update(`${digest}\n`);
    expect(followed(digests(257))).toEqual({ follows: [`sha256:${over.digest("hex")}`], followsOf: 257 });
  });

  test("their order counts, listed or not", () => {
    for (const count of [2, 257]) {
      const turned = [...digests(count)].reverse();
      expect(followed(turned)).not.toEqual(followed(digests(count)));
    }
  });

  test("the list given is not the list kept", () => {
    const given = digests(2);
    expect(followed(given).follows).not.toBe(given);
  });
});

describe("what `complete` writes", () => {
  // Rule 6: later events need an operator; rule 3 and spec section 7: a post rejection or failure is a revert.
  const rows = [
    { event: "attempt-started", by: "holder", baseline: "pre", kinds: ["take", "renew"] },
    { event: "attempt-completed", by: "holder", baseline: "pre", kinds: ["complete"] },
    { event: "attempt-failed", by: "holder", baseline: "pre", kinds: ["fail", "revert"] },
    { event: "attempt-rejected", by: "operator", baseline: "pre", kinds: ["reject", "revert"] },
    { event: "baseline-integration", by: "operator", baseline: "post", kinds: ["integrate"] },
    { event: "gate-approved", by: undefined, baseline: undefined, kinds: [] },
    { event: "gate-rejected", by: undefined, baseline: undefined, kinds: [] },
  ] as const;
  const KINDS = [
    "adopt",
    "take",
    "renew",
    "release",
    "complete",
    "fail",
    "reject",
    "integrate",
    "revert",
  ] as const;

  test.each(rows)("$event by $by, as $kinds", ({ event, by, baseline, kinds }) => {
    expect(isHandoffEvent(event)).toBe(by !== undefined);
    if (isHandoffEvent(event)) expect(HANDOFF_EVENTS[event]).toMatchObject({ by, baseline });
    expect(KINDS.filter((kind) => becomes(event, kind))).toEqual(kinds);
  });

  test("each of the seed's events has its row", () => {
    expect(rows.map(({ event }) => event).sort()).toEqual([...EVENT_TYPES].sort());
  });
});

test("the signature lies beside the handoff", () => {
  expect(sidecarOf("artifacts/handoff/a.json.json")).toBe("artifacts/handoff/a.json.dsse.json");
  expect(isSidecar("a.dsse.json")).toBe(true);
  expect(isSidecar("a.json")).toBe(false);
  expect(isSidecar("a.dsse.json.bak")).toBe(false);
});
