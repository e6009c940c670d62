import { describe, expect, test } from "vitest";
import { colourOf, judgeChecks, type RanFacts } from "./outcome.ts";
import { judgeAgent, type WORK_FAULTS, type WorkFacts } from "./work.ts";

const ended = (exitCode: number | null, timedOut = false): RanFacts => ({ exitCode, timedOut });

describe("colourOf", () => {
  test.each([
    [ended(0), "green"],
    [ended(1), "red"],
    [ended(125), "red"],
    [ended(126), "unknown"],
    [ended(127), "unknown"],
    [ended(128), "red"],
    [ended(255), "red"],
    [ended(-1), "red"],
    [ended(null), "unknown"],
    [ended(null, true), "unknown"],
    [ended(0, true), "unknown"],
    [ended(1, true), "unknown"],
    [ended(Number.NaN), "unknown"],
    [null, "unknown"],
  ])("of %j is %s", (ran, colour) => {
    expect(colourOf(ran)).toBe(colour);
  });
});

describe("judgeChecks", () => {
  const [green, red, unknown] = [ended(0), ended(1), ended(null, true)];

  test.each([
    { before: green, after: green, outcome: "same", isOpen: true },
    { before: green, after: red, outcome: "worse", isOpen: false },
    { before: green, after: unknown, outcome: "unknown", isOpen: false },
    { before: red, after: green, outcome: "better", isOpen: true },
    { before: red, after: red, outcome: "same", isOpen: false },
    { before: red, after: unknown, outcome: "unknown", isOpen: false },
    { before: unknown, after: green, outcome: "unknown", isOpen: false },
    { before: unknown, after: red, outcome: "unknown", isOpen: false },
    { before: unknown, after: unknown, outcome: "unknown", isOpen: false },
    { before: null, after: green, outcome: "unknown", isOpen: false },
    { before: red, after: null, outcome: "unknown", isOpen: false },
    { before: null, after: null, outcome: "unknown", isOpen: false },
  ])("before $before, after $after: $outcome", ({ before, after, outcome, isOpen }) => {
    expect(judgeChecks(before, after)).toMatchObject({ outcome, isOpen, why: expect.stringMatching(/\.$/) });
  });
});

describe("judgeAgent", () => {
  const good: WorkFacts = { ran: { exitCode: 0, timedOut: false, cut: false }, outside: [], untaken: [] };
  const ran = (more: Partial<WorkFacts["ran"]>): WorkFacts => ({ ...good, ran: { ...good.ran, ...more } });

  test("lets an end with 0 through, and nothing else", () => {
    expect(judgeAgent(good)).toEqual({ outcome: "open" });
  });

  test.each<[WorkFacts, readonly (typeof WORK_FAULTS)[number][]]>([
    [ran({ exitCode: 1 }), ["failed"]],
    [ran({ exitCode: -1 }), ["failed"]],
    [ran({ exitCode: null }), ["crashed"]],
    [ran({ exitCode: Number.NaN }), ["crashed"]],
    [ran({ exitCode: null, timedOut: true }), ["timed-out"]],
    [ran({ exitCode: 0, timedOut: true }), ["timed-out"]],
    [ran({ cut: true }), ["flooded"]],
    [{ ...good, outside: ["a: changed"] }, ["outside"]],
    [{ ...good, untaken: ["too much"] }, ["untaken"]],
    [
      { ran: { exitCode: 3, timedOut: true, cut: true }, outside: ["a"], untaken: ["b"] },
      ["timed-out", "failed", "flooded", "outside", "untaken"],
    ],
  ])("closes %j: %j", (facts, codes) => {
    const verdict = judgeAgent(facts);
    expect(verdict.outcome === "closed" && verdict.why.map(({ code }) => code)).toEqual(codes);
  });

  test("names what was touched, the first eight", () => {
    const outside = Array.from({ length: 10 }, (_, at) => `f${at}: changed`);
    expect(judgeAgent({ ...good, outside })).toMatchObject({
      why: [
        {
          code: "outside",
          says: expect.stringMatching(/^It changed what is not its own: f0.* and 2 more\.$/),
        },
      ],
    });
  });
});
