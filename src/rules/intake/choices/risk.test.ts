import { describe, expect, test } from "vitest";
import { INTAKE_POLICY } from "../policy.ts";
import { readRequest } from "../reading/request-text.ts";
import { settingsOf } from "../settings.ts";
import { depthOf, signalsOf } from "./depth.ts";
import { riskOf } from "./risk.ts";

interface Asked {
  readonly title?: string;
  readonly body?: string;
  readonly comment?: string;
  readonly labels?: readonly string[];
  readonly implement?: boolean;
}
const readingOf = ({ title = "", body = "", comment }: Asked) =>
  readRequest({ title, body, comment: comment ?? null }, INTAKE_POLICY);
const risk = (asked: Asked) =>
  riskOf(
    readingOf(asked),
    { labels: asked.labels ?? [], isImplementation: asked.implement ?? false },
    INTAKE_POLICY,
  );

const TIERS: readonly (readonly [asked: Asked, tier: string, score: number, rules: string])[] = [
  [{}, "low", 0, ""],
  [{ title: "release" }, "low", 1, "medium-risk-cue"],
  [{ title: "release", implement: true }, "medium", 2, "medium-risk-cue,implement-request"],
  [{ title: "payment" }, "medium", 3, "high-risk-cue"],
  [{ title: "payment auth security" }, "medium", 3, "high-risk-cue"],
  [{ title: "payment database" }, "medium", 4, "high-risk-cue,medium-risk-cue"],
  [
    { title: "payment database", implement: true },
    "high",
    5,
    "high-risk-cue,medium-risk-cue,implement-request",
  ],
  [{ labels: ["Large-Refactor"] }, "medium", 4, "large-refactor-label"],
  [{ labels: ["large-refactor-2"] }, "low", 0, ""],
  [{ body: "y".repeat(899) }, "low", 0, ""],
  [{ body: "y".repeat(900) }, "low", 1, "mid-spec"],
  [{ body: "y".repeat(1799) }, "low", 1, "mid-spec"],
  [{ body: "y".repeat(1800) }, "medium", 2, "long-spec"],
  [{ body: "あ".repeat(299) }, "low", 0, ""],
  [{ body: "あ".repeat(300) }, "low", 1, "mid-spec"],
  [{ body: "é".repeat(450) }, "low", 1, "mid-spec"],
  [{ body: "𠮷".repeat(224) }, "low", 0, ""],
  [{ body: "𠮷".repeat(225) }, "low", 1, "mid-spec"],
  [{ body: `${"y".repeat(899)}\n\n\n` }, "low", 0, ""],
  [{ title: "y", body: "y".repeat(899) }, "low", 1, "mid-spec"],
  [{ comment: "payment" }, "medium", 3, "high-risk-cue"],
  [{ body: "### Rollback\n- Revert the PR" }, "low", 0, ""],
  [{ body: "Rollback: revert the commit" }, "low", 0, ""],
  [{ body: "- **Rollback:** revert the commit" }, "low", 0, ""],
  [{ body: "Rollback: restore the payment database" }, "medium", 4, "high-risk-cue,medium-risk-cue"],
  [{ body: "The rollback: revert the commit" }, "medium", 3, "high-risk-cue"],
  [{ title: "Rollback: revert the commit" }, "medium", 3, "high-risk-cue"],
  [{ body: "### Mainframe handoff\n\nauto\n\n### Goal\n\nTidy" }, "low", 0, ""],
  [{ body: "## Move the payment" }, "medium", 3, "high-risk-cue"],
  [{ body: "### Target repo\n\nacme/auth" }, "low", 0, ""],
  [{ body: "### Multi-agent mode\n\npayment" }, "medium", 3, "high-risk-cue"],
  [{ body: "```\npayment\n```" }, "medium", 3, "high-risk-cue"],
  [{ body: "<!-- payment -->" }, "low", 0, ""],
  [{ body: "<!-- continuo:s:start -->\npayment\n<!-- continuo:s:end -->" }, "medium", 3, "high-risk-cue"],
  [{ body: "pay&#109;ent" }, "medium", 3, "high-risk-cue"],
  [{ body: "schema\nchange" }, "low", 0, ""],
];

describe("tier", () => {
  test.each(TIERS)("%j is %s with %i", (asked, tier, score, rules) => {
    const found = risk(asked);
    expect([found.tier, found.score, found.scored.map(({ rule }) => rule).join(",")]).toEqual([
      tier,
      score,
      rules,
    ]);
  });

  test("what scored has its place", () => {
    expect(risk({ body: "Hello\n\nmove the Payment" }).scored).toEqual([
      { rule: "high-risk-cue", points: 3, place: { in: "body", line: 3, quote: "Payment" } },
    ]);
    expect(risk({ body: "Hello\n\nmove the Payment" }).says).toBe(
      'Risk is medium: 3 points (high-risk-cue +3 by "Payment").',
    );
  });
});

describe("declared", () => {
  test.each([
    [{ labels: ["risk-tier:high"] }, "high", "high"],
    [{ labels: ["risk-tier:ＨＩＧＨ"] }, "high", "high"],
    [{ labels: ["Risk-Tier: medium"] }, "medium", "medium"],
    [{ labels: ["risk-tier:banana"] }, "high", "high"],
    [{ labels: ["risk-tier:"] }, "high", "high"],
    [{ labels: ["risk-tier:__proto__"] }, "high", "high"],
    [{ labels: ["risk-tier:low"], title: "payment" }, "medium", "low"],
    [{ labels: ["risk-tier:low", "risk-tier:medium"] }, "medium", "medium"],
    [{ body: "risk-tier: medium" }, "medium", "medium"],
    [{ body: "risk tier: low", title: "payment database", implement: true }, "high", "low"],
    [{ body: "risk_tier: none at all" }, "high", "high"],
    [{ body: "### Risk tier\n\nmedium\n\nrisk-tier: low" }, "medium", "medium"],
    [{ body: "> risk-tier: high" }, "low", undefined],
  ] as const)("%j is %s", (asked, tier, declared) => {
    expect([risk(asked).tier, risk(asked).declared?.tier]).toEqual([tier, declared]);
  });
});

describe("depth", () => {
  test.each([
    ["", "low", {}, "standard", "risk-low"],
    ["", "low", { FUGUE_MULTI_AGENT_MODE: "max" }, "standard", "risk-low"],
    ["", "medium", {}, "enhanced", "risk-medium"],
    ["", "medium", { FUGUE_MULTI_AGENT_MODE: "standard" }, "enhanced", "risk-medium"],
    ["", "medium", { FUGUE_MULTI_AGENT_MODE: "max" }, "max", "repository-default"],
    ["rewrite it", "medium", {}, "max", "depth-cue"],
    ["rewrite it", "low", {}, "standard", "risk-low"],
    ["", "high", {}, "max", "risk-high"],
    ["multi-agent mode: standard", "high", {}, "max", "risk-high"],
    ["multi-agent mode: standard", "medium", {}, "enhanced", "risk-medium"],
    ["multi-agent mode: max", "low", {}, "max", "multi-agent-mode"],
    ["multi-agent mode: auto", "low", {}, "standard", "risk-low"],
    ["### Multi-agent mode\n\nhuge", "high", {}, "max", "risk-high"],
    ["multi-agent mode: max\nmulti-agent mode: max", "low", {}, "standard", "risk-low"],
  ] as const)("%j at %s is deep enough", (body, tier, variables, value, rule) => {
    const depth = depthOf(readingOf({ body }), tier, settingsOf(variables));
    expect([depth.value, depth.rule]).toEqual([value, rule]);
  });
});

describe("signals", () => {
  const signals = (asked: Asked) => signalsOf(readingOf(asked), asked.labels ?? [], INTAKE_POLICY);
  test.each([
    [{}, []],
    [{ body: "the figma file" }, ["visual"]],
    [{ body: "tweets" }, ["realtime"]],
    [{ body: "lessons learned" }, ["correction"]],
    [{ body: "an incident, a regression" }, []],
    [{ labels: ["Incident"] }, ["correction"]],
    [{ body: "rewrite" }, ["largeRefactor"]],
    [{ labels: ["large-refactor"] }, ["largeRefactor"]],
  ] as const)("%j", (asked, names) => {
    const found = Object.entries(signals(asked)).flatMap(([name, is]) => (is ? [name] : []));
    expect(found).toEqual(names);
  });
});
