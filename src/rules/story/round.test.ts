import { describe, expect, test } from "vitest";
import { lastRound, recordedAfter, STORIES, stories } from "../../../test/support/rules/stories.ts";
import type { Recorded, Station } from "./decision.ts";
import { answersOf, contentOfRound, roundOf, roundsOf } from "./round.ts";

const whole = STORIES["published"] ?? [];
const later = STORIES["agreed to later"] ?? [];
const of = (station: Station, records = whole) =>
  records.filter(({ decision }) => decision.station === station);

/** A story told on by records of another one, each put behind the last. */
function toldOn(records: readonly Recorded[], more: readonly Recorded[]): readonly Recorded[] {
  const all = [...records];
  for (const { decision } of more) all.push(recordedAfter(all, decision.station, decision));
  return all;
}

describe("the rounds of a request", () => {
  test("are none where nothing was recorded, or nothing was routed", () => {
    expect(roundOf([])).toBeNull();
    expect(roundsOf(whole.slice(1))).toEqual([]);
  });

  test.each(stories)("hold every decision of a sound story: $name", ({ records }) => {
    for (const round of roundsOf(records)) {
      const { route, propose, seat, ballots, tally, consent, enlist, end, number } = round;
      expect(number).toBe(route.seq);
      for (const decision of [propose, seat, ...ballots.values(), tally, consent, enlist, end])
        if (decision) expect(decision.seq).toBeGreaterThan(number);
    }
    expect(roundsOf(records)).toHaveLength(of("route", records).length);
  });

  test("begin with each routing, and leave what was decided before behind", () => {
    const twice = STORIES["decided again"] ?? [];
    const [first, second] = roundsOf(twice);
    expect([first?.end?.output.outcome, second?.end?.output.outcome]).toEqual(["rejected", "published"]);
    expect(second?.number).toBe(1 + (first?.end?.seq ?? 0));
    const anew = roundOf(toldOn(whole, of("route")));
    expect(anew).toMatchObject({
      propose: null,
      seat: null,
      tally: null,
      consent: null,
      enlist: null,
      end: null,
    });
    expect(anew?.ballots.size).toBe(0);
  });

  test("keep the first of everything but consent, of which the newest stands", () => {
    const again = toldOn(later, later.slice(1));
    const round = lastRound(again);
    const first = lastRound(later);
    expect({ ...round, consent: null }).toEqual({ ...first, consent: null });
    expect(round.consent?.seq).toBe(
      again.findLast(({ decision }) => decision.station === "consent")?.decision.seq,
    );
    const [missing, consented] = of("consent", later);
    expect(lastRound(later).consent).toEqual(consented?.decision);
    expect(lastRound(toldOn(later, missing ? [missing] : [])).consent?.output.outcome).toBe("missing");
  });

  test("answer in the order of their seats, whoever was heard first", () => {
    const ballots = of("ballot");
    const rest = whole.filter(({ decision }) => decision.station !== "ballot");
    const seats = rest.findIndex(({ decision }) => decision.station === "seat") + 1;
    const mixed = lastRound(
      toldOn([], [...rest.slice(0, seats), ...ballots.toReversed(), ...rest.slice(seats)]),
    );
    expect(answersOf(mixed)).toEqual(answersOf(lastRound(whole)));
    expect(answersOf(mixed).map(({ lane }) => lane)).toEqual(
      mixed.seat?.output.seats.map(({ lane }) => lane),
    );
  });

  test("leave out lanes without a seat, and lanes that have not answered", () => {
    const round = lastRound(whole);
    const [lane = ""] = round.ballots.keys();
    const fewer = new Map([...round.ballots].filter(([each]) => each !== lane));
    expect(answersOf({ ...round, ballots: fewer })).toHaveLength(round.ballots.size - 1);
    expect(answersOf({ ...round, seat: null })).toEqual([]);
  });

  test("are about a content, and of a subject once something is proposed", () => {
    const round = lastRound(whole);
    expect(contentOfRound(round)).toBe(round.route.output.content);
  });
});
