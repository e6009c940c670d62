import { describe, expect, test } from "vitest";
import { lastRound, STORIES, stories, storyOf } from "../../../test/support/rules/stories.ts";
import type { Recorded } from "./decision.ts";
import { disorder } from "./order.ts";

/** What is out of order in a story, each with its place. */
const faultsIn = (records: readonly Recorded[]): readonly string[] =>
  records.flatMap(({ decision }, at) => {
    const says = disorder(records.slice(0, at), decision);
    return says === null ? [] : [`${at} ${decision.station} ${says}`];
  });

const stationAt = (records: readonly Recorded[], at: number): string | undefined =>
  records[at]?.decision.station;
const isUnanswered = (record: Recorded | undefined): boolean =>
  record?.decision.station === "consent" && record.decision.output.outcome !== "consented";

/** Every way to do something at one place of a story, but where the outcome is a sound story again. */
const everywhere = (
  changed: (records: readonly Recorded[], at: number) => readonly Recorded[],
  isSound: (records: readonly Recorded[], at: number) => boolean,
) =>
  stories.flatMap(({ name, records }) =>
    records.flatMap((_, at) => (isSound(records, at) ? [] : [{ name, at, list: changed(records, at) }])),
  );

const untold = (
  lists: readonly { readonly name: string; readonly at: number; readonly list: readonly Recorded[] }[],
) => lists.filter(({ list }) => faultsIn(list).length === 0).map(({ name, at }) => `${name} ${at}`);

describe("the order of decisions", () => {
  test.each(stories)("of a sound story is told nothing of: $name", ({ records }) => {
    expect(faultsIn(records)).toEqual([]);
  });

  test("is told of wherever one is dropped, but for the last and for consent that was not given", () => {
    const dropped = everywhere(
      (records, at) => records.toSpliced(at, 1),
      (records, at) => at === records.length - 1 || isUnanswered(records[at]),
    );
    // Of a first round that was wholly cut off the chain tells.
    expect(untold(dropped)).toEqual([]);
  });

  test("is told of wherever one stands twice, side by side or later", () => {
    const beside = everywhere(
      (records, at) => records.toSpliced(at, 0, ...records.slice(at, at + 1)),
      () => false,
    );
    const later = everywhere(
      (records, at) => [...records, ...records.slice(at, at + 1)],
      // Whoever asks again after an end may.
      (records, at) => stationAt(records, at) === "route" && stationAt(records, records.length - 1) === "end",
    );
    expect(untold([...beside, ...later])).toEqual([]);
  });

  test("is told of wherever two are swapped, but for two lanes", () => {
    const swapped = everywhere(
      (records, at) => records.toSpliced(at, 2, ...records.slice(at, at + 2).toReversed()),
      (records, at) =>
        at === records.length - 1 ||
        (stationAt(records, at) === "ballot" && stationAt(records, at + 1) === "ballot"),
    );
    expect(untold(swapped)).toEqual([]);
  });

  /** One decision of each kind, from whatever story. */
  const STRANGERS = stories
    .flatMap(({ records }) => records)
    .filter(({ decision: { station, output } }, index, all) => {
      const kind = (record: Recorded) =>
        `${record.decision.station} ${Reflect.get(record.decision.output, "outcome")}`;
      return (
        all.findIndex((other) => kind(other) === `${station} ${Reflect.get(output, "outcome")}`) === index
      );
    });

  /** Where it might as well have been: an edit before the vote, consent asked for or given before all ended. */
  function isFitting({ decision }: Recorded, records: readonly Recorded[], at: number): boolean {
    const [before, after] = [stationAt(records, at - 1), stationAt(records, at)];
    if (decision.station === "route") return before === "route" || after === "route";
    if (decision.station === "consent") return before === "tally" && after !== "enlist";
    return decision.station === "enlist" && before === "consent" && after === "end";
  }

  test.each(STRANGERS)("is told of wherever a decision of $decision.station is put in", (stranger) => {
    const put = everywhere(
      (records, at) => records.toSpliced(at, 0, stranger),
      (records, at) => isFitting(stranger, records, at),
    );
    expect(put.length).toBeGreaterThan(100);
    expect(untold(put)).toEqual([]);
  });

  test("lets an edit begin anew until something was voted on, and only an edit", () => {
    const records = STORIES["published"] ?? [];
    const [route] = records;
    const [edited] = STORIES["reviewed"] ?? [];
    if (!route || !edited) throw new Error("Stories begin with a routing.");
    const places = records.map((_, at) => disorder(records.slice(0, at), edited.decision));
    const tally = records.findIndex(({ decision }) => decision.station === "tally");
    expect(places.map((says) => says === null)).toEqual(records.map((_, at) => at <= tally));
    expect(records.map((_, at) => disorder(records.slice(0, at), route.decision) === null)).toEqual(
      records.map((_, at) => at === 0),
    );
  });

  test("lets the work go on after the work item, and nothing else", () => {
    const records = STORIES["still at work"] ?? [];
    for (const { decision } of records)
      expect(disorder(records, decision)).toMatch(
        /^comes (?:while the work goes on|where a decision of end should)$/,
      );
    expect(lastRound(storyOf({}, records)).end?.output.outcome).toBe("published");
  });
});
