import { describe, expect, test } from "vitest";
import { INTAKE_POLICY } from "../policy.ts";
import { readRequest } from "../reading/request-text.ts";
import { asksToImplement, confirmationOf, modeOf } from "./mode.ts";

const readingOf = (body: string, { title = "t", comment = null as string | null } = {}) =>
  readRequest({ title, body, comment }, INTAKE_POLICY);

const MODES: readonly (readonly [body: string, mode: string, rule: string, line: number | null])[] = [
  ["", "review", "review-first", null],
  ["fix it\n#implement", "implement", "implement-cue", 2],
  ["### Execution mode\n\nimplement", "implement", "execution-mode", 3],
  ["### Execution mode\n\nreview", "review", "execution-mode", 3],
  ["### Execution mode\n\nreview\n\n### Goal\n\nログイン画面を実装して", "review", "execution-mode", 3],
  ["Mode : review\n#implement", "review", "execution-mode", 1],
  ["### Execution mode\n\nfast\n\n#implement", "review", "unknown-mode", 3],
  ["#implement 実装しない", "review", "review-only-cue", 1],
  ["mode: implement\nreview only, please", "review", "review-only-cue", 2],
  ["mode: implement\nmode: implement", "review", "ambiguous-field", 2],
  ["mode: implement\n\n### Mode\nreview", "review", "ambiguous-field", 4],
  [
    "#implement\n### Assist orchestrator provider\ncodex\nassist orchestrator provider: codex",
    "review",
    "ambiguous-field",
    4,
  ],
  ["### Must not\n#implement", "review", "review-first", null],
  ["```\n#implement\n```", "review", "review-first", null],
  ["> #implement", "review", "review-first", null],
  ["<!-- #implement -->", "review", "review-first", null],
  ["`#implement` is a marker", "review", "review-first", null],
];

describe("mode", () => {
  test.each(MODES)("%j is %s by %s", (body, value, rule, line) => {
    const mode = modeOf(readingOf(body), null);
    expect([mode.value, mode.rule, mode.place?.line ?? null]).toEqual([value, rule, line]);
    expect(mode.says).toMatch(/\.$/);
  });

  test("a comment that started the run may ask, and may forbid", () => {
    expect(modeOf(readingOf("", { comment: "#implement" }), null)).toMatchObject({
      value: "implement",
      place: { in: "comment" },
    });
    expect(modeOf(readingOf("#implement", { comment: "review only" }), null)).toMatchObject({
      value: "review",
    });
  });

  test("a field in a comment is none", () => {
    expect(modeOf(readingOf("", { comment: "### Execution mode\n\nimplement" }), null).rule).toBe(
      "review-first",
    );
  });

  test("a target that cannot be told is a review", () => {
    expect(modeOf(readingOf("#implement"), "Two targets.")).toMatchObject({
      value: "review",
      rule: "ambiguous-target",
    });
  });

  test.each([
    ["#implement", true],
    ["#implement review only", true],
    ["mode: implement\nmode: review", true],
    ["no pull request", false],
    ["review it", false],
  ])("%j asks for an implementation: %s", (body, asks) => {
    expect(asksToImplement(readingOf(body))).toBe(asks);
  });
});

const CONFIRMATIONS: readonly (readonly [
  body: string,
  hasLabel: boolean,
  trigger: "opened" | "comment" | "label" | "dispatch",
  value: string,
  rule: string,
])[] = [
  ["", true, "opened", "not-required", "review-mode"],
  ["#implement", false, "opened", "pending", "unconfirmed"],
  ["#implement", true, "opened", "confirmed", "implement-confirmed-label"],
  ["#implement\nimplement confirmation: confirmed", false, "opened", "confirmed", "confirmation-field"],
  ["#implement\nimplement confirmation: pending", false, "opened", "pending", "confirmation-field"],
  ["#implement\nimplement confirmation: pending", true, "opened", "pending", "confirmation-field"],
  ["#implement\nimplement confirmation: pending", true, "label", "confirmed", "implement-confirmed-label"],
  [
    "#implement #impl-confirm\nimplementation confirmation: pending",
    false,
    "opened",
    "confirmed",
    "confirm-cue",
  ],
  ["#implement implement confirmed?", false, "opened", "pending", "unconfirmed"],
  ["#implement, not yet implement confirmed", false, "opened", "pending", "unconfirmed"],
  ["#implement\n### Implementation confirmation\nmaybe", false, "opened", "pending", "unconfirmed"],
  ["mode: implement\nmode: review", true, "label", "pending", "ambiguous-field"],
];

describe("confirmation", () => {
  test.each(CONFIRMATIONS)("%j, label %s, %s: %s by %s", (body, hasLabel, trigger, value, rule) => {
    const reading = readingOf(body);
    const found = confirmationOf(reading, modeOf(reading, null), { hasLabel, trigger });
    expect([found.value, found.rule]).toEqual([value, rule]);
  });
});
