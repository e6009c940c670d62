import { describe, expect, test } from "vitest";
import { lastRound, roundBefore, STORIES, stories } from "../../../test/support/rules/stories.ts";
import { OUTCOMES } from "./ending.ts";
import { reasonsOf } from "./reasons.ts";
import type { Round } from "./round.ts";
import { undone } from "./undone.ts";
import * as words from "./words.ts";

const of = (name: string): Round => lastRound(STORIES[name] ?? []);
const STATIONS = ["route", "propose", "seat", "ballot", "tally", "consent", "enlist", "end"] as const;
const all = stories.flatMap(({ name, records }) =>
  records.map(({ decision }, at) => ({ name, records, decision, at })),
);

const SAYINGS = [
  words.routeWords,
  words.proposalWords,
  words.seatWords,
  words.ballotWords,
  words.rulingWords,
  words.consentOfRound,
  words.enlistWords,
  words.endWords,
];

describe("a round in words", () => {
  const {
    routeWords,
    proposalWords,
    seatWords,
    ballotWords,
    rulingWords,
    consentOfRound,
    enlistWords,
    endWords,
  } = words;

  test.each([
    { says: routeWords, name: "published", is: "implement in octo/shop, risk low (score 1)" },
    { says: routeWords, name: "left-alone", is: /^left alone: .*fugue-task/ },
    {
      says: proposalWords,
      name: "published",
      is: "implement, check, publish on continuo/issue-7-1, from 4a5b6c7d8e9f",
    },
    { says: proposalWords, name: "reviewed", is: "a review of 4a5b6c7d8e9f; nothing is changed" },
    { says: seatWords, name: "published", is: /^7 lanes, answered by builtin, glm/ },
    { says: ballotWords, name: "published", is: "7 of 7 lanes answered" },
    { says: ballotWords, name: "with silent lanes", is: "4 of 7 lanes answered" },
    { says: rulingWords, name: "published", is: "approved: 7.4 of 7.4 votes, of glm, builtin" },
    { says: rulingWords, name: "rejected", is: /^rejected: vetoed by / },
    { says: rulingWords, name: "with silent lanes", is: /^rejected \(short\): 4\.4 of 7\.4 votes$/ },
    { says: rulingWords, name: "approved by one family", is: "rejected: 7.4 of 7.4 votes, all of builtin" },
    { says: consentOfRound, name: "published", is: "maintainer agreed by label" },
    { says: consentOfRound, name: "not agreed to", is: /^Nobody with write access/ },
    { says: enlistWords, name: "published", is: "work item issue-7-1" },
    { says: endWords, name: "published", is: /^published: Pull request 8/ },
    { says: endWords, name: "withdrawn", is: /^void: Consent was taken back/ },
    { says: endWords, name: "still at work", is: "" },
  ])("says of $name: $is", ({ says, name, is }) => {
    if (typeof is === "string") expect(says(of(name))).toBe(is);
    else expect(says(of(name))).toMatch(is);
  });

  test("says each outcome of consent", () => {
    const why = "It was edited.";
    const digest = of("published").route.output.text;
    const gone = { outcome: "void", why, since: "vote", was: digest, is: digest, notCounted: [] } as const;
    expect(words.consentWords({ outcome: "not-required" })).toBe("not required");
    expect(words.consentWords({ ...gone, notCounted: [] })).toBe(why);
  });

  test.each([
    { station: "propose", name: "published", is: "tests: npm test" },
    { station: "propose", name: "reviewed", is: "mode review" },
    { station: "tally", name: "with silent lanes", is: /glm-code-reviewer is missing.* more$/ },
    { station: "tally", name: "rejected", is: /codex-security-analyst: / },
    { station: "tally", name: "approved by one family", is: "families that must approve: 2, that do: 1" },
    { station: "consent", name: "published", is: /^content [0-9a-f]{12}$/ },
    { station: "consent", name: "not agreed to", is: "" },
    { station: "end", name: "rejected", is: /continuo why/ },
    { station: "elsewhere", name: "published", is: "" },
  ])("says why, of $station of $name: $is", ({ station, name, is }) => {
    if (typeof is === "string") expect(words.whyOf(station, of(name))).toBe(is);
    else expect(words.whyOf(station, of(name))).toMatch(is);
  });

  test.each(stories)("says something of every half-told story, in one line: $name", ({ records }) => {
    for (const at of records.keys()) {
      const round = roundBefore(records, at === 0 ? 0 : at);
      for (const says of SAYINGS) expect(says(round)).not.toMatch(/undefined|null|\n/);
      for (const station of STATIONS) expect(words.whyOf(station, round)).not.toMatch(/undefined|null/);
    }
  });
});

describe("the reasons of a decision", () => {
  test.each(all)("are there, one line each: $name, $decision.seq $decision.station", ({ decision }) => {
    const reasons = reasonsOf(decision);
    expect(reasons.length).toBeGreaterThan(0);
    for (const reason of reasons) expect(reason).not.toMatch(/undefined|\[object|\n/);
  });

  test.each(all.filter(({ decision }) => ["seat", "tally"].includes(decision.station)))(
    "name every lane: $name, $decision.station",
    ({ decision, records, at }) => {
      const round = roundBefore(records, at === records.length - 1 ? at : at + 1);
      const text = reasonsOf(decision).join("\n");
      for (const { lane } of [...(round.seat?.output.seats ?? []), ...(round.seat?.output.notSeated ?? [])])
        if (decision.station === "seat" || round.ballots.has(lane)) expect(text).toContain(lane);
    },
  );

  test("of a count tell what was found, with its place, and who was not counted", () => {
    const { tally } = of("rejected");
    if (!tally) throw new Error("It was counted.");
    const lane = { lane: "a-stranger", why: "The lane has no seat." };
    const text = reasonsOf({ ...tally, output: { ...tally.output, ignored: [lane] } }).join("\n");
    expect(text).toContain("a-stranger: The lane has no seat.");
    for (const { ballot } of tally.output.ballots)
      for (const { says } of ballot?.findings ?? []) expect(text).toContain(says);
    expect(text).toMatch(/veto of codex-security-analyst: risk high/);
  });

  test("of an absent lane tell why", () => {
    const texts = [...of("with silent lanes").ballots.values()].map((ballot) => reasonsOf(ballot).join());
    expect(texts).toContain("glm-code-reviewer: timed-out");
    expect(texts).toContain("codex-code-reviewer: answered");
  });

  test("of a plan tell whose tests they are, or that there are none", () => {
    const { propose } = of("published");
    if (!propose) throw new Error("It was proposed.");
    const given = { ...propose, input: { ...propose.input, testCommand: ["make", "check"] } };
    const none = {
      ...propose,
      input: { ...propose.input, survey: { ...propose.input.survey, testCommand: null } },
      output: { ...propose.output, plan: null },
    };
    expect(reasonsOf(propose).join("\n")).toMatch(/of main, 4 files\ntests: npm test$/);
    expect(reasonsOf(given).join("\n")).toMatch(/given by the caller/);
    expect(reasonsOf(none).join("\n")).toMatch(/no test command/);
  });
});

describe("what did not happen", () => {
  const WAY = ["route", "propose", "seat", "ballot", "tally", "consent", "enlist", "work", "publish"];
  const missing = (name: string): readonly string[] =>
    undone(of(name)).map((line) => line.split(":")[0] ?? "");

  test.each([
    { name: "published", from: "nothing" },
    { name: "reviewed", from: "consent" },
    { name: "left-alone", from: "propose" },
    { name: "rejected", from: "consent" },
    { name: "edited", from: "consent" },
    { name: "withdrawn", from: "enlist" },
    { name: "failed", from: "work" },
    { name: "not agreed to", from: "consent" },
    { name: "still at work", from: "work" },
  ])("of $name is all from $from on", ({ name, from }) => {
    expect(missing(name)).toEqual(from === "nothing" ? [] : WAY.slice(WAY.indexOf(from)));
  });

  test("says why: how it ended, or that it goes on", () => {
    for (const line of undone(of("rejected"))) expect(line).toContain("(A lane found a risk");
    for (const line of undone(of("still at work"))) expect(line).toContain("continuo run goes on");
    expect(undone(null)).toHaveLength(WAY.length);
  });
});

describe("every way to end", () => {
  test.each(Object.keys(OUTCOMES))("has a story: %s", (outcome) => {
    expect(
      all.some(({ decision }) => decision.station === "end" && decision.output.outcome === outcome),
    ).toBe(true);
  });
});
