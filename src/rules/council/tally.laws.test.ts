import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  answer,
  answersOf,
  ELEVEN,
  SEVEN,
  seatingOf,
  THIRTEEN,
  VOTES,
  type Vote,
} from "../../../test/support/rules/councils.ts";
import type { Tier } from "../intake/routing.ts";
import { hear } from "./hear.ts";
import { COUNCIL_POLICY } from "./policy.ts";
import type { No, Ruling } from "./ruling.ts";
import type { Seat } from "./seat.ts";
import { seatsFor } from "./seating.ts";
import { ruleOn as ruleOnHeard, tally } from "./tally.ts";

/** Written from design 9.1 and seed 001 alone, in exact fractions; shares nothing with the rule but the names of lanes. */
const ORACLE_WEIGHTS: Readonly<Record<string, bigint>> = {
  "codex-security-analyst": 14n,
  "codex-code-reviewer": 12n,
  "codex-general-reviewer": 10n,
  "glm-code-reviewer": 12n,
  "glm-general-reviewer": 10n,
  "glm-math-reasoning": 8n,
  "codex-main-orchestrator": 8n,
};
const LIMITS = COUNCIL_POLICY.ballot;
type State = "approve" | "reject" | "high" | "invalid" | "absent";
const STATES: readonly State[] = ["approve", "reject", "high", "invalid", "absent"];

function oracle(votes: readonly (readonly [string, State])[], isOneFamily: boolean, tier: Tier): No | null {
  const weightOf = (some: typeof votes) =>
    some.reduce((sum, [lane]) => sum + (ORACLE_WEIGHTS[lane] ?? 0n), 0n);
  const silent = votes.filter(([, state]) => state === "invalid" || state === "absent");
  const approving = votes.filter(([, state]) => state === "approve" || state === "high");
  const families = new Set(approving.map(([lane]) => (isOneFamily ? "one" : lane.slice(0, 3))));
  if (votes.some(([, state]) => state === "high")) return "vetoed";
  if (silent.some(([lane]) => lane !== "codex-main-orchestrator")) return "short";
  // approving / seated < 2 / 3, both sides times 3 * seated
  if (weightOf(approving) * 3n < weightOf(votes) * 2n) return "failed";
  return families.size < (tier === "low" ? 1 : 2) ? "one-family" : null;
}

describe("against an oracle in exact fractions", () => {
  test("every outcome of seven lanes in five states: 78 125 votes", () => {
    const lanes = SEVEN.map(({ lane }) => lane);
    const councils = [SEVEN, seatsFor(seatingOf({ available: {} })).seats];
    // What each lane says is read once, and put together for each vote.
    const heard = councils.map((seats) =>
      seats.map((seat) => STATES.map((state) => hear([seat], [answer(seat.lane, state)], LIMITS).heard[0]!)),
    );
    const seen = new Map<No | null, number>();
    const wrong: unknown[] = [];
    for (let vote = 0; vote < STATES.length ** lanes.length; vote++) {
      const digits = lanes.map((_lane, at) => Math.floor(vote / STATES.length ** at) % STATES.length);
      const states = lanes.map((lane, at) => [lane, STATES[digits[at]!]!] as const);
      // Both ways of families and all tiers, in turn: neither is a multiple of the other or of five.
      const council = vote % 2;
      const tier = (["low", "medium", "high"] as const)[vote % 3]!;
      const hearing = { heard: lanes.map((_lane, at) => heard[council]![at]![digits[at]!]!), strangers: [] };
      const ruling = ruleOnHeard(hearing, tier);
      const expected = oracle(states, council === 1, tier);
      seen.set(expected, (seen.get(expected) ?? 0) + 1);
      if (ruling.why !== expected || (ruling.outcome === "approved") !== (expected === null))
        wrong.push({ states, why: ruling.why, expected });
      // Put together or heard together is the same; every 97th vote, which meets all of the above.
      if (vote % 97 > 0) continue;
      const answers = states.map(([lane, state]) => answer(lane, state));
      expect(tally({ seats: councils[council]!, answers, tier })).toEqual(ruling);
    }
    expect(wrong).toEqual([]);
    // It went everywhere, with the seldom ones among them.
    for (const why of [null, "vetoed", "short", "failed", "one-family"] as const)
      expect(seen.get(why) ?? 0).toBeGreaterThan(5);
  });
});

const KINDS = Object.keys(VOTES).filter((kind): kind is Vote => kind in VOTES);
const anyVote = fc.constantFrom(...KINDS);
const anyTier = fc.constantFrom<Tier>("low", "medium", "high");
const anyCouncil = fc.constantFrom(SEVEN, ELEVEN, THIRTEEN).chain((seats) =>
  fc.record({
    seats: fc.constant(seats),
    // Mostly approvals: a random vote is nearly always a no, and says little.
    votes: fc.array(fc.oneof({ weight: 6, arbitrary: fc.constant<Vote>("approve") }, anyVote), {
      minLength: seats.length,
      maxLength: seats.length,
    }),
    tier: anyTier,
    at: fc.nat(seats.length - 1),
  }),
);
const RUNS = { numRuns: 300 };

const ruleOn = (seats: readonly Seat[], votes: readonly Vote[], tier: Tier): Ruling =>
  tally({ seats, answers: seats.map(({ lane }, at) => answer(lane, votes[at]!)), tier });

const isVeto = (vote: Vote): boolean => vote === "high" || vote === "unknown";
const isSilence = (vote: Vote): boolean => vote === "absent" || vote === "invalid";

/** Whether one ballot is worse for a request than the other, whoever else votes. */
function isWorse(before: Vote, after: Vote, isBaseline: boolean): boolean {
  // A baseline lane that is heard at last makes the quorum, whatever it says.
  if (isSilence(before)) return isSilence(after) || isVeto(after);
  // Silence takes back a veto only where it leaves no quorum either.
  if (isVeto(before)) return isVeto(after) || (isSilence(after) && isBaseline);
  return after !== "approve";
}

describe("laws", () => {
  test("a veto dominates", () => {
    fc.assert(
      fc.property(
        anyCouncil,
        fc.constantFrom<Vote>("high", "unknown"),
        ({ seats, votes, tier, at }, veto) => {
          const ruling = ruleOn(seats, votes.with(at, veto), tier);
          expect(ruling).toMatchObject({ outcome: "rejected", why: "vetoed" });
          expect(ruling.vetoes.map(({ lane }) => lane)).toContain(seats[at]!.lane);
        },
      ),
      RUNS,
    );
  });

  test("one more approval never turns a yes into a no", () => {
    fc.assert(
      fc.property(anyCouncil, ({ seats, votes, tier, at }) => {
        if (ruleOn(seats, votes, tier).why !== null) return;
        expect(ruleOn(seats, votes.with(at, "approve"), tier).why).toBeNull();
      }),
      RUNS,
    );
  });

  test("a worse or missing ballot never turns a no into a yes, but for a veto that is silenced outside the baseline", () => {
    fc.assert(
      fc.property(anyCouncil, anyVote, ({ seats, votes, tier, at }, worse) => {
        if (!isWorse(votes[at]!, worse, seats[at]!.baseline)) return;
        if (ruleOn(seats, votes, tier).why === null) return;
        expect(ruleOn(seats, votes.with(at, worse), tier).outcome).toBe("rejected");
      }),
      RUNS,
    );
  });

  test("the order of seats and answers does not matter", () => {
    fc.assert(
      fc.property(anyCouncil, fc.integer(), ({ seats, votes, tier }, seed) => {
        const answers = seats.map(({ lane }, at) => answer(lane, votes[at]!));
        const shuffled = <T>(list: readonly T[]): T[] =>
          list
            .map((each, at) => ({ each, key: Math.imul(at + 1, seed | 1) >>> 3 }))
            .sort((a, b) => a.key - b.key)
            .map(({ each }) => each);
        expect(tally({ seats: shuffled(seats), answers: shuffled(answers).reverse(), tier })).toEqual(
          tally({ seats, answers, tier }),
        );
      }),
      RUNS,
    );
  });

  test("asking a voter twice never makes more voices", () => {
    fc.assert(
      fc.property(anyCouncil, ({ seats, votes, tier, at }) => {
        const clone = { ...seats[at]!, lane: "clone", baseline: false };
        const before = ruleOn(seats, votes, tier);
        const after = ruleOn([...seats, clone], [...votes, votes[at]!], tier);
        expect(after.effective.approving).toBeLessThanOrEqual(before.effective.approving);
        expect(after.effective.answered).toBeLessThanOrEqual(before.effective.answered);
        expect(after.families.approving).toEqual(before.families.approving);
      }),
      RUNS,
    );
  });

  test("the sums are sums, whole, and add up by role and by family", () => {
    fc.assert(
      fc.property(anyCouncil, ({ seats, votes, tier }) => {
        const { weights, byRole, byFamily, effective } = ruleOn(seats, votes, tier);
        expect(weights.approving + weights.rejecting).toBe(weights.answered);
        expect(weights.answered + weights.absent).toBe(weights.seated);
        expect(weights.seated).toBe(seats.reduce((sum, { weight }) => sum + weight, 0));
        expect(effective.approving).toBeLessThanOrEqual(weights.approving);
        for (const key of ["seated", "answered", "approving", "rejecting", "absent"] as const)
          for (const parts of [byRole, byFamily])
            expect(parts.reduce((sum, part) => sum + part[key], 0)).toBe(weights[key]);
      }),
      RUNS,
    );
  });

  test("never throws, whatever the lanes say", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.json()), { minLength: 7, maxLength: 7 }), (texts) => {
        const answers = SEVEN.map(({ lane }, at) => ({ lane, text: texts[at]!, absent: null }));
        expect(tally({ seats: SEVEN, answers, tier: "low" }).outcome).toBe("rejected");
      }),
      RUNS,
    );
    expect(tally({ seats: SEVEN, answers: answersOf(SEVEN), tier: "low" }).outcome).toBe("approved");
  });
});
