import { toJsonSchema } from "@valibot/to-json-schema";
import { describe, expect, test } from "vitest";
import { answersOf, SEVEN, seatingOf, written } from "../../../test/support/rules/councils.ts";
import { digestOf } from "../../kernel/digest.ts";
import { readShape } from "../../kernel/shape.ts";
import type { ConsentInput } from "./consent.ts";
import { COUNCIL_RULES } from "./decide.ts";

const consent: ConsentInput = {
  mode: "implement",
  content: digestOf("content"),
  text: digestOf("text"),
  voted: null,
  labels: [],
  comments: [],
};

describe("the council's rules as the outside asks them", () => {
  test("each answers in its shape", () => {
    const { lanes, ballot, tally } = COUNCIL_RULES;
    for (const input of [seatingOf(), seatingOf({ depth: "max", available: {} })])
      expect(readShape(lanes.output, lanes.decide(input)).ok).toBe(true);
    for (const text of [written(), written({ role: 1, approve: 2 }), "", "x".repeat(70_000)])
      expect(readShape(ballot.output, ballot.decide({ text })).ok).toBe(true);
    const votes = { seats: [...SEVEN], answers: answersOf(SEVEN), tier: "high" } as const;
    const input = readShape(tally.input, votes);
    expect(input.ok && readShape(tally.output, tally.decide(input.value))).toMatchObject({
      ok: true,
      value: { outcome: "approved" },
    });
    expect(readShape(COUNCIL_RULES.consent.output, COUNCIL_RULES.consent.decide(consent)).ok).toBe(true);
  });

  test.each<[keyof typeof COUNCIL_RULES, unknown]>([
    ["lanes", { ...seatingOf(), depth: "deep" }],
    ["lanes", { ...seatingOf(), available: { "codex-architect": { engine: "api", answeredBy: "me" } } }],
    ["lanes", { ...seatingOf(), available: [] }],
    ["lanes", { ...seatingOf(), policy: {} }],
    ["ballot", { text: 1 }],
    ["tally", { seats: [...SEVEN, SEVEN[0]], answers: [], tier: "low" }],
    ["tally", { seats: [{ ...SEVEN[0], weight: 1.4 }], answers: [], tier: "low" }],
    ["tally", { seats: [{ ...SEVEN[0], weight: 0 }], answers: [], tier: "low" }],
    ["tally", { seats: [], answers: [], tier: "none" }],
    ["consent", { ...consent, content: "abc" }],
    ["consent", { ...consent, permission: "admin" }],
  ])("%s refuses what does not read", (rule, input) => {
    expect(readShape(COUNCIL_RULES[rule].input, input).ok).toBe(false);
  });

  test("their schemas can be published, and are strict", () => {
    for (const { input, output } of Object.values(COUNCIL_RULES))
      for (const schema of [input, output]) {
        const published = JSON.stringify(toJsonSchema(schema, { errorMode: "ignore" }));
        expect(published).toContain('"additionalProperties":false');
      }
  });
});
