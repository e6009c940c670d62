import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { EVERYBODY, seatingOf } from "../../../test/support/rules/councils.ts";
import { policyDigest } from "../../kernel/policy.ts";
import { readShape } from "../../kernel/shape.ts";
import { COUNCIL_POLICY, CouncilPolicy } from "./policy.ts";
import { Seating } from "./seat.ts";
import { SeatingInput, seatsFor } from "./seating.ts";

const BASELINE = [
  "codex-security-analyst",
  "codex-code-reviewer",
  "codex-general-reviewer",
  "glm-code-reviewer",
  "glm-general-reviewer",
  "glm-math-reasoning",
];
const CODEX = [...BASELINE, "codex-main-orchestrator"];
const TRIO = ["claude-opus-assist", "claude-sonnet4-assist", "claude-sonnet6-assist"];
const FOUR = ["codex-architect", "codex-plan-reviewer", "glm-refactor-advisor", "glm-general-critic"];
const TWO = ["codex-reliability-engineer", "glm-invariants-checker"];

const lanesOf = (change: Partial<SeatingInput>) => seatsFor(seatingOf(change)).seats.map(({ lane }) => lane);

describe("who sits", () => {
  test.each<[string, Partial<SeatingInput>, readonly string[]]>([
    ["standard: 7", {}, CODEX],
    ["enhanced: 11", { depth: "enhanced" }, [...CODEX, ...FOUR]],
    ["max: 13", { depth: "max" }, [...CODEX, ...FOUR, ...TWO]],
    ["main claude", { main: "claude" }, [...BASELINE, "claude-main-orchestrator"]],
    ["assist codex", { assist: "codex" }, [...CODEX, "codex-orchestration-assist"]],
    ["assist claude, enhanced", { assist: "claude", depth: "enhanced" }, [...CODEX, ...TRIO, ...FOUR]],
    [
      "something to see",
      { signals: { visual: true, realtime: false } },
      [...CODEX, "gemini-visual-reviewer"],
    ],
    ["something live", { signals: { visual: false, realtime: true } }, [...CODEX, "xai-realtime-info"]],
    [
      "all: 18",
      { depth: "max", assist: "claude", signals: { visual: true, realtime: true } },
      [...CODEX, ...TRIO, "gemini-visual-reviewer", "xai-realtime-info", ...FOUR, ...TWO],
    ],
  ])("%s", (_name, change, lanes) => {
    expect(lanesOf(change)).toEqual(lanes);
    expect(seatsFor(seatingOf(change)).notSeated).toEqual([]);
  });

  test("all seats together, one after the other, are in the order of the table, and no lane sits twice", () => {
    const table = COUNCIL_POLICY.lanes.map(({ lane }) => lane);
    for (const depth of ["standard", "enhanced", "max"] as const)
      for (const main of ["codex", "claude"] as const)
        for (const assist of ["codex", "claude", "none"] as const) {
          const lanes = lanesOf({ depth, main, assist, signals: { visual: true, realtime: true } });
          expect(new Set(lanes).size).toBe(lanes.length);
          expect([...lanes].sort((a, b) => table.indexOf(a) - table.indexOf(b))).toEqual(lanes);
          expect(lanes.filter((lane) => lane.endsWith("main-orchestrator"))).toEqual([
            `${main}-main-orchestrator`,
          ]);
        }
  });
});

describe("where nobody is configured", () => {
  test("the baseline and the main lane sit, answered by our own reviewers", () => {
    const { seats, notSeated } = seatsFor(seatingOf({ available: {} }));
    expect(seats.map(({ lane }) => lane)).toEqual(CODEX);
    for (const seat of seats) expect(seat).toMatchObject({ engine: "builtin", answeredBy: "builtin" });
    expect(seats.map(({ family }) => family)).toEqual([
      "codex",
      "codex",
      "codex",
      "glm",
      "glm",
      "glm",
      "codex",
    ]);
    expect(notSeated).toEqual([]);
  });

  test("a specialist does not sit, and is named with the reason; one that is not called is not", () => {
    const { seats, notSeated } = seatsFor(
      seatingOf({
        depth: "enhanced",
        assist: "codex",
        signals: { visual: true, realtime: false },
        available: {},
      }),
    );
    expect(seats).toHaveLength(7);
    expect(notSeated.map(({ lane }) => lane)).toEqual([
      "codex-orchestration-assist",
      "gemini-visual-reviewer",
      ...FOUR,
    ]);
    expect(notSeated[1]?.why).toBe(
      "Nobody but the built-in reviewers would answer; gemini is not configured.",
    );
  });

  test("our own engine is our own family, whatever it says of itself", () => {
    const available = {
      ...EVERYBODY,
      "codex-architect": { engine: "builtin", answeredBy: "codex" },
    } as const;
    const { seats, notSeated } = seatsFor(seatingOf({ depth: "enhanced", available }));
    expect(seats).toHaveLength(10);
    expect(notSeated.map(({ lane }) => lane)).toEqual(["codex-architect"]);
    const main = { "codex-main-orchestrator": { engine: "builtin", answeredBy: "codex" } } as const;
    expect(seatsFor(seatingOf({ available: main })).seats.at(-1)?.answeredBy).toBe("builtin");
  });

  test("a substitute sits as the family that it is", () => {
    const available = { ...EVERYBODY, "claude-opus-assist": { engine: "api", answeredBy: "codex" } } as const;
    const seat = seatsFor(seatingOf({ assist: "claude", available })).seats.find(
      ({ lane }) => lane === "claude-opus-assist",
    );
    expect(seat).toMatchObject({ family: "claude", answeredBy: "codex", engine: "api" });
  });

  test("names that objects have of their own are nobody", () => {
    const available: Record<string, never> = Object.create({
      "codex-architect": { engine: "api", answeredBy: "codex" },
    });
    expect(seatsFor(seatingOf({ depth: "enhanced", available })).seats).toHaveLength(7);
  });
});

describe("the policy", () => {
  test("fits its own shape, and so does every seating", () => {
    expect(readShape(CouncilPolicy, COUNCIL_POLICY)).toEqual({ ok: true, value: COUNCIL_POLICY });
    const seating = seatsFor(seatingOf({ depth: "max", assist: "claude", available: {} }));
    expect(v.parse(Seating, seating)).toEqual(seating);
    expect(v.parse(SeatingInput, seatingOf())).toEqual(seatingOf());
  });

  test.each<[string, number]>([
    ["security-analyst", 14],
    ["code-reviewer", 12],
    ["architect", 11],
    ["reliability-engineer", 11],
    ["invariants-checker", 11],
    ["general-reviewer", 10],
    ["plan-reviewer", 10],
    ["general-critic", 10],
    ["refactor-advisor", 9],
    ["math-reasoning", 8],
    ["orchestration-assistant", 8],
    ["main-orchestrator", 8],
    ["ui-reviewer", 8],
    ["realtime-info", 7],
  ])("%s weighs %i tenths", (role, weight) => {
    expect(COUNCIL_POLICY.weights[role]).toBe(weight);
    expect(COUNCIL_POLICY.lanes.some((lane) => lane.role === role)).toBe(true);
  });

  test.each<[string, unknown]>([
    ["a share above all", { ...COUNCIL_POLICY, threshold: { num: 4, den: 3 } }],
    ["no share", { ...COUNCIL_POLICY, threshold: { num: 0, den: 3 } }],
    [
      "a weight that is no whole number",
      { ...COUNCIL_POLICY, weights: { ...COUNCIL_POLICY.weights, architect: 1.1 } },
    ],
    ["a role without weight", { ...COUNCIL_POLICY, weights: {} }],
    ["a lane twice", { ...COUNCIL_POLICY, lanes: [...COUNCIL_POLICY.lanes, COUNCIL_POLICY.lanes[0]] }],
    ["no family", { ...COUNCIL_POLICY, minFamilies: { low: 0, medium: 2, high: 2 } }],
  ])("is refused with %s", (_name, policy) => {
    expect(readShape(CouncilPolicy, policy).ok).toBe(false);
  });

  test("has a digest that any change of it changes", () => {
    const changed = { ...COUNCIL_POLICY, minFamilies: { ...COUNCIL_POLICY.minFamilies, medium: 1 } };
    expect(policyDigest(changed)).not.toBe(policyDigest(COUNCIL_POLICY));
    expect(policyDigest({ ...COUNCIL_POLICY })).toBe(policyDigest(COUNCIL_POLICY));
  });
});
