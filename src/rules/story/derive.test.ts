import { describe, expect, test } from "vitest";
import { leafChanges } from "../../../test/support/rules/leaves.ts";
import { roundBefore, STORIES, stories } from "../../../test/support/rules/stories.ts";
import { digestOf } from "../../kernel/digest.ts";
import { readShape } from "../../kernel/shape.ts";
import { type Decision, Decision as DecisionShape, type Station } from "./decision.ts";
import { differences } from "./derive.ts";

const places = stories.flatMap(({ name, records }) =>
  records.map(({ decision }, index) => ({ name, records, decision, index })),
);
/** The first of each way in which a station decides. */
const kinds = places.filter(
  ({ decision }, index) => places.findIndex((other) => kindOf(other.decision) === kindOf(decision)) === index,
);

function kindOf(decision: Decision): string {
  const { station } = decision;
  if (station === "ballot")
    return `ballot ${decision.output.text === null} ${decision.input.lane.slice(0, 3)}`;
  if (station === "tally") return `tally ${decision.output.outcome} ${decision.output.why}`;
  if (station === "consent" || station === "end") return `${station} ${decision.output.outcome}`;
  if (station === "route")
    return `route ${decision.output.routing.outcome} ${decision.output.routing.mode.value}`;
  return station === "propose" ? `propose ${decision.output.plan === null}` : station;
}

/** A record of another shape does not read, and is told before anybody decides it again. */
function isSilent(place: (typeof places)[number], change: object): boolean {
  try {
    return told(place, change).length === 0;
  } catch (cause) {
    if (!readShape(DecisionShape, { ...place.decision, ...change }).ok) return false;
    throw cause;
  }
}

const told = (place: (typeof places)[number], change: object): readonly string[] =>
  differences({ ...place.decision, ...change } as Decision, roundBefore(place.records, place.index));

describe("a decision taken again", () => {
  test.each(places)("of a sound story is the same: $name, $decision.seq $decision.station", (place) => {
    expect(told(place, {})).toEqual([]);
  });

  /** Answers that were heard and not decided: of those the lane alone is held. */
  const isHeard = ({ decision, records }: (typeof places)[number]): boolean =>
    decision.station === "ballot" &&
    records.some(
      ({ decision: seat }) =>
        seat.station === "seat" &&
        seat.output.seats.some(({ lane, engine }) => lane === decision.input.lane && engine !== "builtin"),
    );

  test.each(kinds)("differs in every leaf of its output: $name, $decision.station", (place) => {
    const changes = leafChanges(place.decision.output);
    const silent = changes.filter(({ value }) => isSilent(place, { output: value })).map(({ path }) => path);
    expect(changes.length).toBeGreaterThan(0);
    expect(silent).toEqual(isHeard(place) ? ["text", "absent"] : []);
  });

  /**
   * Inputs that no earlier decision fixes: they were heard, from whoever asked, the forge or the repository. Not every
   * word of a request changes where it goes, and a review has no use for a test command. Of what an end says of the
   * work, `verify` asks the work's own records.
   */
  const HEARD: Readonly<Record<Station, RegExp>> = {
    route:
      /^route\.(?:labels\.length|comment|trigger\.(?:kind|actor|permission)|written\.length|blocks\.length)$/,
    propose: /^(?:survey\.(?!base\.commit).*|testCommand.*|prepareCommand|agentTimeoutMs|checkTimeoutMs)$/,
    seat: /^$/,
    ballot: /^$/,
    tally: /^$/,
    consent: /^labels(?:\[\]\.event|\.length)$/,
    enlist: /^$/,
    end: /^(?:text|consent|work(?:\..*)?)$/,
  };

  test.each(kinds)(
    "differs in every leaf of its input that was fixed before: $name, $decision.station",
    (place) => {
      const { decision } = place;
      const silent = leafChanges(decision.input)
        .filter(({ value }) => isSilent(place, { input: value }))
        .map(({ path }) => path);
      expect(silent.filter((path) => !HEARD[decision.station].test(path))).toEqual([]);
    },
  );

  test("says which part comes out otherwise, and which input is another one", () => {
    const place = places.find(({ decision }) => decision.station === "seat");
    if (place?.decision.station !== "seat") throw new Error("The story seats a council.");
    const { input, output } = place.decision;
    expect(told(place, { output: { ...output, notSeated: [{ lane: "a", why: "b" }] } })).toEqual([
      "does not follow from its inputs: notSeated comes out otherwise",
    ]);
    expect(told(place, { input: { ...input, depth: "max" } })).toEqual([
      "was decided on another depth than was recorded before it",
      "does not follow from its inputs: notSeated comes out otherwise",
    ]);
  });

  test("is not taken by another policy than it was decided by", () => {
    for (const place of kinds) {
      const policy = place.decision.policy === null ? digestOf("policy") : null;
      expect(told(place, { policy })).toEqual([expect.stringContaining("another policy")]);
    }
  });

  test("of a plan for a repository that cannot be worked on is none", () => {
    const place = places.find(({ decision }) => decision.station === "propose");
    if (place?.decision.station !== "propose") throw new Error("The story makes a plan.");
    const { input } = place.decision;
    for (const survey of [
      { dirty: ["a"] },
      { isShallow: true },
      { base: { ...input.survey.base, branch: null } },
    ])
      expect(told(place, { input: { ...input, survey: { ...input.survey, ...survey } } })).toEqual([
        expect.stringContaining("comes out otherwise"),
      ]);
  });

  test("of one request is none of another", () => {
    const other = STORIES["reviewed"] ?? [];
    const silent = (STORIES["published"] ?? []).filter(({ decision }, index) => {
      const round = roundBefore(other, Math.min(index, other.length - 2));
      return !["route", "end"].includes(decision.station) && differences(decision, round).length === 0;
    });
    // Who is seated does not depend on what is asked for.
    expect(silent.map(({ decision }) => decision.station)).toEqual(["seat"]);
  });
});
