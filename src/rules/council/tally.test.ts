import * as v from "valibot";
import { describe, expect, test } from "vitest";
import {
  answer,
  answersOf,
  ELEVEN,
  EVERYBODY,
  SEVEN,
  seatingOf,
  THIRTEEN,
  type Vote,
  written,
} from "../../../test/support/rules/councils.ts";
import type { Tier } from "../intake/routing.ts";
import { COUNCIL_POLICY } from "./policy.ts";
import { type No, Ruling } from "./ruling.ts";
import type { Seat } from "./seat.ts";
import { seatsFor } from "./seating.ts";
import { tally } from "./tally.ts";

const SECURITY = "codex-security-analyst";
const CODE = "codex-code-reviewer";
const GENERAL = "codex-general-reviewer";
const GLM_CODE = "glm-code-reviewer";
const GLM_GENERAL = "glm-general-reviewer";
const MATH = "glm-math-reasoning";
const MAIN = "codex-main-orchestrator";

const rejectedBy = (lanes: readonly string[]): Record<string, Vote> =>
  Object.fromEntries(lanes.map((lane) => [lane, "reject"]));

const rule = (seats: readonly Seat[], others: Readonly<Record<string, Vote>> = {}, tier: Tier = "low") =>
  tally({ seats, answers: answersOf(seats, others), tier });

describe("two thirds of the seated weight", () => {
  test.each<[string, readonly Seat[], readonly string[], number, No | null]>([
    ["7: nobody rejects", SEVEN, [], 74, null],
    ["7: one", SEVEN, [GENERAL], 64, null],
    ["7: 24 tenths, below", SEVEN, [SECURITY, GENERAL], 50, null],
    ["7: security and the other general one", SEVEN, [SECURITY, GLM_GENERAL], 50, null],
    ["7: security and math", SEVEN, [SECURITY, MATH], 52, null],
    ["7: 25 would be too much, 26 is", SEVEN, [SECURITY, GLM_CODE], 48, "failed"],
    ["7: two of code and math", SEVEN, [CODE, MATH], 54, null],
    ["7: two general ones", SEVEN, [GENERAL, GLM_GENERAL], 54, null],
    ["7: code and main", SEVEN, [GLM_CODE, MAIN], 54, null],
    ["7: 5 of 7 heads, and too little weight", SEVEN, [SECURITY, CODE], 48, "failed"],
    ["7: three light ones", SEVEN, [GLM_GENERAL, MATH, MAIN], 48, "failed"],
    ["7: all", SEVEN, SEVEN.map(({ lane }) => lane), 0, "failed"],
    ["11: the three heaviest, exactly two thirds", ELEVEN, [SECURITY, CODE, GLM_CODE], 76, null],
    ["11: a little more", ELEVEN, [SECURITY, CODE, GLM_CODE, MATH], 68, "failed"],
    ["11: three", ELEVEN, [SECURITY, "codex-architect", "codex-plan-reviewer"], 79, null],
    ["13: the three heaviest", THIRTEEN, [SECURITY, CODE, GLM_CODE], 98, null],
    ["13: one more", THIRTEEN, [SECURITY, CODE, GLM_CODE, "codex-architect"], 87, "failed"],
  ])("%s", (_name, seats, lanes, approving, why) => {
    const ruling = rule(seats, rejectedBy(lanes));
    expect(ruling.weights.approving).toBe(approving);
    expect(ruling.weights.rejecting).toBe(ruling.weights.seated - approving);
    expect(ruling.why).toBe(why);
    expect(ruling.outcome).toBe(why === null ? "approved" : "rejected");
    expect(v.parse(Ruling, ruling)).toEqual(ruling);
  });

  /** 90 tenths seated beside the policy's baseline of weight 1 each: any share of 96 can be had. */
  const bench = (weight: number): readonly Seat[] => [
    ...SEVEN.slice(0, 6).map((seat) => ({ ...seat, weight: 1 })),
    { ...SEVEN[0]!, lane: "for", weight, baseline: false },
    { ...SEVEN[0]!, lane: "against", weight: 90 - weight, baseline: false },
  ];
  test.each<[string, number, No | null]>([
    ["below", 57, "failed"],
    ["on", 58, null],
    ["above", 59, null],
  ])("a tenth %s the threshold of 64 in 96", (_name, weight, why) => {
    const ruling = rule(bench(weight), { against: "reject" });
    expect(ruling).toMatchObject({
      why,
      needed: { num: 192, den: 3 },
      weights: { seated: 96, approving: weight + 6 },
    });
  });

  test("a threshold of its own", () => {
    const all = { ...COUNCIL_POLICY, threshold: { num: 1, den: 1 } };
    const half = { ...COUNCIL_POLICY, threshold: { num: 1, den: 2 } };
    const votes = (others: Record<string, Vote>) =>
      ({ seats: SEVEN, answers: answersOf(SEVEN, others), tier: "low" }) as const;
    expect(tally(votes({}), all).why).toBeNull();
    expect(tally(votes({ [MAIN]: "reject" }), all).why).toBe("failed");
    expect(tally(votes({ [SECURITY]: "reject", [CODE]: "reject" }), half).why).toBeNull();
  });
});

describe("lanes that are not heard", () => {
  test.each<[string, Record<string, Vote>, No | null, Partial<Ruling>]>([
    ["main silent: its weight stays", { [MAIN]: "absent" }, null, { missing: [] }],
    ["a baseline lane silent: no quorum", { [MATH]: "absent" }, "short", { missing: [MATH] }],
    ["a baseline lane without a ballot", { [MATH]: "invalid" }, "short", { missing: [MATH] }],
    [
      "two, in the order of the table",
      { [MATH]: "invalid", [CODE]: "absent" },
      "short",
      { missing: [CODE, MATH] },
    ],
    ["a baseline lane with a flawed ballot has answered", { [MATH]: "flawed" }, null, { missing: [] }],
    [
      "a flawed ballot approves nothing",
      { [SECURITY]: "flawed", [CODE]: "flawed" },
      "failed",
      { missing: [] },
    ],
    ["a HIGH veto", { [MAIN]: "high" }, "vetoed", { vetoes: [{ lane: MAIN, risk: "high" }] }],
    ["an unknown risk", { [MATH]: "unknown" }, "vetoed", { vetoes: [{ lane: MATH, risk: "unknown" }] }],
    ["a veto before a quorum", { [MATH]: "absent", [CODE]: "high" }, "vetoed", { missing: [MATH] }],
  ])("%s", (_name, others, why, shows) => {
    expect(rule(SEVEN, others)).toMatchObject({ why, ...shows });
  });

  test("an empty council approves nothing, and neither does a silent one: 0 of 0 is not 1", () => {
    expect(tally({ seats: [], answers: [], tier: "low" })).toMatchObject({
      why: "short",
      weights: { seated: 0 },
    });
    expect(tally({ seats: SEVEN, answers: [], tier: "low" })).toMatchObject({
      why: "short",
      weights: { seated: 74, answered: 0, absent: 74 },
    });
  });

  test("approvals of all who answered do not carry those who did not (decision 3)", () => {
    const optional = seatsFor(seatingOf({ depth: "max", assist: "claude" })).seats;
    const silent: Record<string, Vote> = Object.fromEntries(
      optional.filter(({ baseline }) => !baseline).map(({ lane }) => [lane, "absent"]),
    );
    const ruling = rule(optional, silent);
    expect(ruling.weights).toEqual({ seated: 160, answered: 66, approving: 66, rejecting: 0, absent: 94 });
    expect(ruling).toMatchObject({ why: "failed", missing: [] });
  });

  test("a lane that vetoed and is then not heard vetoes nothing: design 9.1 takes an outage for an outage", () => {
    expect(rule(SEVEN, { [MAIN]: "high" }).why).toBe("vetoed");
    expect(rule(SEVEN, { [MAIN]: "absent" }).why).toBeNull();
    expect(rule(SEVEN, { [MATH]: "absent" }).why).toBe("short");
  });

  test("says why for each, in the runner's words or the parser's", () => {
    const answers = [
      ...answersOf(SEVEN.slice(0, 4), { [CODE]: "flawed" }),
      answer(GLM_GENERAL, "absent"),
      answer(MATH, "invalid"),
    ];
    expect(tally({ seats: SEVEN, answers, tier: "low" })).toMatchObject({
      absent: [
        { lane: GLM_GENERAL, why: "timed-out" },
        { lane: MAIN, why: "The lane gave no answer." },
      ],
      invalid: [{ lane: MATH, why: "The answer holds no JSON object." }],
      flawed: [{ lane: CODE, why: 'The object has unknown keys: "weight".' }],
    });
  });
});

describe("answers that are too many, or somebody else's", () => {
  const all = answersOf(SEVEN);
  test("two answers of one lane are none, even when they are the same", () => {
    const ruling = tally({ seats: SEVEN, answers: [...all, answer(MAIN, "approve")], tier: "low" });
    expect(ruling.invalid).toEqual([{ lane: MAIN, why: "The lane answered 2 times." }]);
    expect(ruling.weights).toMatchObject({ approving: 66, absent: 8 });
    expect(ruling.ballots.at(-1)).toEqual({ lane: MAIN, ballot: null });
    expect(tally({ seats: SEVEN, answers: [...all, answer(MATH, "absent")], tier: "low" }).why).toBe("short");
  });

  test("a veto is not got rid of by a second answer, nor by a reason beside it", () => {
    for (const second of ["approve", "absent", "invalid"] as const) {
      const answers = [...all.slice(0, 6), answer(MAIN, "high"), answer(MAIN, second)];
      for (const heard of [answers, answers.toReversed()])
        expect(tally({ seats: SEVEN, answers: heard, tier: "low" })).toMatchObject({
          why: "vetoed",
          vetoes: [{ lane: MAIN, risk: "high" }],
        });
    }
    const both = { lane: MAIN, text: written({ risk: "HIGH" }), absent: "timed-out" };
    expect(tally({ seats: SEVEN, answers: [...all.slice(0, 6), both], tier: "low" })).toMatchObject({
      why: "vetoed",
      invalid: [{ lane: MAIN, why: "The lane has both an answer and a reason for none." }],
    });
  });

  test("the worst of two risks is shown", () => {
    const answers = [
      ...all.slice(0, 6),
      answer(MAIN, "unknown"),
      answer(MAIN, "high"),
      answer(MAIN, "approve"),
    ];
    expect(tally({ seats: SEVEN, answers, tier: "low" }).vetoes).toEqual([{ lane: MAIN, risk: "unknown" }]);
  });

  test("a lane without a seat is ignored and named, once, whatever it says", () => {
    const answers = [
      ...all,
      answer("xai-realtime-info", "high"),
      answer("xai-realtime-info", "approve"),
      answer("zz", "high"),
    ];
    const ruling = tally({ seats: SEVEN, answers, tier: "low" });
    expect(ruling.ignored.map(({ lane }) => lane)).toEqual(["xai-realtime-info", "zz"]);
    expect({ ...ruling, ignored: [] }).toEqual(tally({ seats: SEVEN, answers: all, tier: "low" }));
  });

  test("a lane that sits twice has no vote", () => {
    const ruling = tally({ seats: [...SEVEN, SEVEN[0]!], answers: all, tier: "low" });
    expect(ruling).toMatchObject({ why: "short", missing: [SECURITY], weights: { seated: 88, absent: 28 } });
  });

  test("what an answer says about lane, role and weight changes nothing but its own standing", () => {
    const text = written({ lane: SECURITY, role: "security-analyst", weight: 99 });
    const answers = [...all.slice(0, 6), { lane: MAIN, text, absent: null }];
    expect(tally({ seats: SEVEN, answers, tier: "low" }).weights).toEqual({
      seated: 74,
      answered: 74,
      approving: 66,
      rejecting: 8,
      absent: 0,
    });
  });

  test("the quorum is the policy's, whatever the seats say of themselves", () => {
    const modest = SEVEN.map((seat) => ({ ...seat, baseline: false }));
    expect(rule(modest, { [MATH]: "absent" }).missing).toEqual([MATH]);
    expect(rule(modest.slice(1)).missing).toEqual([SECURITY]);
  });
});

describe("families", () => {
  const offline = seatsFor(seatingOf({ available: {} })).seats;
  const glmDown = seatsFor(
    seatingOf({
      available: Object.fromEntries(
        Object.entries(EVERYBODY).map(([lane, who]) => [lane, { ...who, answeredBy: "codex" as const }]),
      ),
    }),
  ).seats;

  test.each<[string, readonly Seat[], Tier, No | null]>([
    ["two, low", SEVEN, "low", null],
    ["two, medium", SEVEN, "medium", null],
    ["two, high", SEVEN, "high", null],
    ["offline, low", offline, "low", null],
    ["offline, medium", offline, "medium", "one-family"],
    ["offline, high", offline, "high", "one-family"],
    ["codex in the seats of glm, medium", glmDown, "medium", "one-family"],
    ["codex in the seats of glm, low", glmDown, "low", null],
  ])("%s", (_name, seats, tier, why) => {
    expect(rule(seats, {}, tier)).toMatchObject({ why, families: { needed: tier === "low" ? 1 : 2 } });
  });

  test("a family that only rejects is not one that approves", () => {
    const seats = SEVEN.map((seat) =>
      seat.lane === MATH ? seat : { ...seat, answeredBy: "codex" as const },
    );
    expect(rule(seats, {}, "high").why).toBeNull();
    const ruling = rule(seats, { [MATH]: "reject" }, "high");
    expect(ruling).toMatchObject({ why: "one-family", families: { approving: ["codex"], needed: 2 } });
  });

  test("all of one family for, all of the other against: not approved", () => {
    const others = rejectedBy(SEVEN.filter(({ family }) => family === "glm").map(({ lane }) => lane));
    expect(rule(SEVEN, others)).toMatchObject({ why: "failed", weights: { approving: 44, rejecting: 30 } });
  });

  test("shows who decided, by role and by family, and what one voice a family would weigh", () => {
    const ruling = rule(SEVEN, { [SECURITY]: "reject", [MAIN]: "absent" });
    expect(ruling.byFamily).toEqual([
      { family: "codex", seated: 44, answered: 36, approving: 22, rejecting: 14, absent: 8 },
      { family: "glm", seated: 30, answered: 30, approving: 30, rejecting: 0, absent: 0 },
    ]);
    expect(ruling.byRole[1]).toEqual({
      role: "code-reviewer",
      seated: 24,
      answered: 24,
      approving: 24,
      rejecting: 0,
      absent: 0,
    });
    expect(ruling.effective).toEqual({ answered: 26, approving: 24 });
    expect(rule(offline).effective).toEqual({ answered: 14, approving: 14 });
  });
});
