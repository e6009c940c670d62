import { beforeAll, describe, expect, test } from "vitest";
import type { Lived } from "../support/faults/mortal.ts";
import { recorded, untilTold } from "../support/faults/story-cuts.ts";

/** Places at which an effect is there and its record is not, or the other way round; test/long cuts at every one. */
const GAPS = [
  { what: "the approval is to be written down", at: /comments\/7\/1\/1\.json$/, agents: 1 },
  { what: "a decision stands, and this machine has not noted it", at: /^writeSync decisions 1 /, agents: 1 },
  { what: "routing is decided, and its labels are to be set", at: /issues\/7\/4\.json$/, agents: 1 },
  { what: "one lane's answer is to be recorded", at: /decisions\/issue-7\/7\.json$/, agents: 1 },
  {
    what: "a process was announced, and has claimed nothing",
    at: /claims\/issue-7-1\/implement\/1\.json$/,
    agents: 1,
  },
  { what: "the agent has ended, and nothing is kept", at: /implement-local\/output\.txt$/, agents: 2 },
  {
    what: "the entry binds a handoff that is not in its place",
    at: /handoff\/\S+implement-local\.json$/,
    agents: 1,
  },
  {
    what: "the handoff is in its place, and not signed",
    at: /handoff\/\S+publish-local\.dsse\.json$/,
    agents: 1,
  },
  { what: "the tests passed without a result", at: /check-local\/result\.json$/, agents: 1 },
  { what: "the branch is there, and the pull request has no number", at: /numbers\/8\.json$/, agents: 1 },
  { what: "the pull request is there, and no result", at: /publish-local\/result\.json$/, agents: 1 },
  { what: "the end is recorded, and not shown", at: /comments\/7\/2\/1\.json$/, agents: 1 },
  { what: "the end is shown, and not proven", at: /proofs\/\S+\.json$/, agents: 1 },
];

let whole: Lived;
beforeAll(async () => {
  whole = await recorded();
});

test("a story has the places in which it is cut", () => {
  for (const { at } of GAPS) expect(whole.places.filter((place) => at.test(place))).not.toEqual([]);
});

describe("a run ends in a gap, and the same command goes on from there", () => {
  test.each(GAPS)("$what", async ({ at, agents }) => {
    const nth = whole.places.findIndex((place) => at.test(place)) + 1;
    expect(await untilTold(nth)).toBe(agents);
  });
});
