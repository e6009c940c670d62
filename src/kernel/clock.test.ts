import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { fixedClock, Instant, isBefore, laterOf, msOf, plusMs, systemClock, TypedInstant } from "./clock.ts";

describe("Instant", () => {
  const rows: readonly { at: unknown; ok: boolean; because: string }[] = [
    { at: "2026-11-21T09:00:00Z", ok: true, because: "a moment to the second" },
    { at: "2026-11-21T09:00:00.123456789Z", ok: true, because: "nine digits of a second" },
    { at: "2026-11-21T09:00:00.1234567890Z", ok: false, because: "ten digits of a second" },
    { at: "2026-11-21T09:00:00.Z", ok: false, because: "a point and no digit" },
    { at: "2026-11-21T09:00Z", ok: false, because: "no seconds" },
    { at: "2026-11-21", ok: false, because: "a day is no moment" },
    { at: "2026-11-21T09:00:00", ok: false, because: "no zone is everybody's own" },
    { at: "2026-11-21T09:00:00+00:00", ok: false, because: "one text for UTC" },
    { at: "2026-11-21T09:00:00z", ok: false, because: "a small z" },
    { at: "2026-11-21 09:00:00Z", ok: false, because: "a blank for the T" },
    { at: "2026-12-31T23:59:59.999Z", ok: true, because: "the last moment of a year" },
    { at: "2026-13-01T00:00:00Z", ok: false, because: "a thirteenth month" },
    { at: "2026-00-01T00:00:00Z", ok: false, because: "no month" },
    { at: "2026-01-00T00:00:00Z", ok: false, because: "no day" },
    { at: "2026-01-31T00:00:00Z", ok: true, because: "the last of a long month" },
    { at: "2026-01-32T00:00:00Z", ok: false, because: "a day more" },
    { at: "2026-04-30T00:00:00Z", ok: true, because: "the last of a short month" },
    { at: "2026-04-31T00:00:00Z", ok: false, because: "a day that April has not" },
    { at: "2028-02-29T00:00:00Z", ok: true, because: "a leap day" },
    { at: "2026-02-29T00:00:00Z", ok: false, because: "a leap day in a year that has none" },
    { at: "2026-02-30T00:00:00Z", ok: false, because: "a day that no February has" },
    { at: "2026-01-01T23:59:60Z", ok: false, because: "a leap second" },
    { at: "2026-01-01T23:60:00Z", ok: false, because: "a sixtieth minute" },
    { at: "2026-01-01T25:00:00Z", ok: false, because: "a twenty-fifth hour" },
    { at: "+012026-01-01T00:00:00Z", ok: false, because: "a year of six digits" },
    { at: "٢٠٢٦-01-01T00:00:00Z", ok: false, because: "Arabic digits" },
    { at: "2026-11-21T09:00:00Z\n", ok: false, because: "a newline after it" },
    { at: " 2026-11-21T09:00:00Z", ok: false, because: "a blank before it" },
    { at: "now", ok: false, because: "a word" },
    { at: "", ok: false, because: "nothing" },
    { at: 1_700_000_000_000, ok: false, because: "a number" },
    { at: null, ok: false, because: "null" },
  ];
  test.each(rows)("$because: $ok", ({ at, ok }) => expect(v.is(Instant, at)).toBe(ok));

  test("is what a clock tells", () => {
    expect(v.is(Instant, systemClock.now())).toBe(true);
    expect(fixedClock("2026-11-21T09:00:00Z").now()).toBe("2026-11-21T09:00:00Z");
    expect(Math.abs(msOf(systemClock.now()) - Date.now())).toBeLessThan(60_000);
  });
});

describe("TypedInstant", () => {
  const rows: readonly { typed: unknown; at: string | undefined; because: string }[] = [
    { typed: "2026-11-21T09:00:00Z", at: "2026-11-21T09:00:00.000Z", because: "UTC stays" },
    { typed: "2026-11-21T09:00Z", at: "2026-11-21T09:00:00.000Z", because: "seconds may be left out" },
    { typed: "2026-11-21T09:00+01:00", at: "2026-11-21T08:00:00.000Z", because: "east is earlier" },
    { typed: "2026-11-21T01:30-05:30", at: "2026-11-21T07:00:00.000Z", because: "west is later" },
    { typed: "2026-01-01T00:30+01:00", at: "2025-12-31T23:30:00.000Z", because: "over the year's end" },
    { typed: "2026-11-21T09:00:00.5Z", at: "2026-11-21T09:00:00.500Z", because: "half a second" },
    { typed: "2026-11-21T09:00", at: undefined, because: "no zone means another moment everywhere" },
    { typed: "2026-11-21", at: undefined, because: "a day is no moment" },
    { typed: "2026-11-21T09:00+0100", at: undefined, because: "an offset without its colon" },
    { typed: "2026-11-21T09:00+25:00", at: undefined, because: "an offset of more than a day" },
    { typed: "2026-02-30T09:00Z", at: undefined, because: "a day that no February has" },
    { typed: "Sat, 21 Nov 2026 09:00:00 GMT", at: undefined, because: "another form" },
    { typed: "tomorrow", at: undefined, because: "a word" },
    { typed: `2026-11-21T09:00:00.${"0".repeat(1_000)}Z`, at: undefined, because: "a text without end" },
    { typed: 0, at: undefined, because: "a number" },
  ];
  test.each(rows)("$because: $typed", ({ typed, at }) => {
    const read = v.safeParse(TypedInstant, typed);
    expect(read.success ? read.output : undefined).toBe(at);
  });

  test("becomes an Instant, whatever was typed", () => {
    const two = (max: number) => fc.nat(max).map((each) => String(each).padStart(2, "0"));
    const typed = fc
      .tuple(
        fc.oneof(fc.constantFrom("0000", "9999"), fc.integer({ min: 1970, max: 2099 }).map(String)),
        fc.constantFrom("01-01", "12-31", "06-15"),
        two(23),
        two(59),
        fc.constantFrom("Z", "+23:59", "-23:59", "+00:00"),
      )
      .map(([year, day, hour, minute, zone]) => `${year}-${day}T${hour}:${minute}${zone}`);
    fc.assert(
      fc.property(typed, (text) => {
        const read = v.safeParse(TypedInstant, text);
        if (read.success) expect(v.is(Instant, read.output), `${text} became ${read.output}`).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe("order and sums", () => {
  const early = "2026-11-21T09:00:00Z";
  const late = "2026-11-21T09:00:00.001Z";

  test.each([
    { a: early, b: late, before: true, because: "a millisecond earlier" },
    { a: early, b: early, before: false, because: "the same" },
    { a: late, b: early, before: false, because: "a millisecond later" },
    { a: early, b: "2026-11-21T09:00:00.000Z", before: false, because: "the same in another text" },
    {
      a: "2026-11-21T09:00:00.9Z",
      b: "2026-11-21T09:00:00.10Z",
      before: false,
      because: "moments, not texts",
    },
  ])("isBefore: $because", ({ a, b, before }) => expect(isBefore(a, b)).toBe(before));

  test("laterOf", () => {
    expect(laterOf(early, late)).toBe(late);
    expect(laterOf(late, early)).toBe(late);
  });

  test("plusMs", () => {
    expect(plusMs(early, 1)).toBe("2026-11-21T09:00:00.001Z");
    expect(plusMs(early, -1)).toBe("2026-11-21T08:59:59.999Z");
    expect(plusMs("2026-12-31T23:59:59.999Z", 1)).toBe("2027-01-01T00:00:00.000Z");
    expect(plusMs(early, 0)).toBe("2026-11-21T09:00:00.000Z");
  });

  test("for all moments: one of before, after, same; and the later is not before either", () => {
    const moment = fc.integer({ min: 0, max: 4_000_000_000_000 }).map((ms) => new Date(ms).toISOString());
    fc.assert(
      fc.property(moment, moment, fc.integer({ min: 0, max: 10_000_000 }), (a, b, ms) => {
        expect([isBefore(a, b), isBefore(b, a), msOf(a) === msOf(b)].filter(Boolean)).toHaveLength(1);
        expect(isBefore(laterOf(a, b), a) || isBefore(laterOf(a, b), b)).toBe(false);
        expect(msOf(plusMs(a, ms)) - msOf(a)).toBe(ms);
      }),
    );
  });
});
