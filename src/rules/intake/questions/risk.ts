import * as v from "valibot";
import { DEPTH_OF, signalsOf } from "../choices/depth.ts";
import { riskOf } from "../choices/risk.ts";
import { ISSUE_LIMITS, LabelName } from "../issue.ts";
import { INTAKE_POLICY } from "../policy.ts";
import { readRequest } from "../reading/request-text.ts";
import { DEPTHS, Place, Scored, TIERS, type Tier } from "../routing.ts";

export const RiskQuestion = v.strictObject({
  title: v.optional(v.pipe(v.string(), v.maxLength(ISSUE_LIMITS.title)), ""),
  body: v.optional(v.pipe(v.string(), v.maxLength(ISSUE_LIMITS.body)), ""),
  labels: v.optional(v.pipe(v.array(LabelName), v.maxLength(ISSUE_LIMITS.labels)), []),
  /** Whether an implementation is asked for; the text is not asked again. */
  has_implement: v.optional(v.boolean(), false),
  /** `claude-light` has lower floors; any other is the full one. */
  orchestration_profile: v.optional(v.pipe(v.string(), v.maxLength(200)), "codex-full"),
});
export type RiskQuestion = v.InferOutput<typeof RiskQuestion>;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** How much could go wrong, what scored and where, and what the tier asks for at least. */
export const RiskAnswer = v.strictObject({
  risk_tier: v.picklist(TIERS),
  risk_score: count,
  /** Names of what scored, parted by commas; `none`. */
  risk_reasons: v.string(),
  multi_agent_mode_hint: v.picklist(DEPTHS),
  preflight_cycles_floor: count,
  implementation_dialogue_rounds_floor: count,
  correction_signal: v.boolean(),
  lessons_required: v.boolean(),
  context_budget_initial: count,
  context_budget_max: count,
  scored: v.array(Scored),
  declared: v.nullable(v.strictObject({ tier: v.picklist(TIERS), place: Place })),
});
export type RiskAnswer = v.InferOutput<typeof RiskAnswer>;

/** What a tier asks for at least: preflight cycles, rounds of dialogue, pieces of context (spec, section 3). */
const FLOORS = {
  low: { full: [3, 1], light: [1, 1], context: [4, 8] },
  medium: { full: [3, 2], light: [2, 1], context: [6, 12] },
  high: { full: [4, 3], light: [3, 2], context: [8, 16] },
} as const satisfies Readonly<Record<Tier, Readonly<Record<string, readonly [number, number]>>>>;

/** Rules by the names under which the seed reports them. */
const REASONS: Readonly<Record<string, string>> = {
  "high-risk-cue": "high-risk-keywords",
  "medium-risk-cue": "medium-risk-keywords",
};

/** Spec of the mainframe, section 3. */
export function answerRisk(asked: RiskQuestion): RiskAnswer {
  const { title, body, labels } = asked;
  const reading = readRequest({ title, body, comment: null }, INTAKE_POLICY);
  const risk = riskOf(reading, { labels, isImplementation: asked.has_implement }, INTAKE_POLICY);
  const { correction } = signalsOf(reading, labels, INTAKE_POLICY);
  const isLight = asked.orchestration_profile.trim().toLowerCase() === "claude-light";
  const { context, ...floors } = FLOORS[risk.tier];
  const [cycles, rounds] = isLight ? floors.light : floors.full;
  return {
    risk_tier: risk.tier,
    risk_score: risk.score,
    risk_reasons: risk.scored.map(({ rule }) => REASONS[rule] ?? rule).join(",") || "none",
    multi_agent_mode_hint: DEPTH_OF[risk.tier],
    preflight_cycles_floor: cycles,
    implementation_dialogue_rounds_floor: rounds,
    correction_signal: correction,
    lessons_required: correction,
    context_budget_initial: context[0],
    context_budget_max: context[1],
    scored: [...risk.scored],
    declared: risk.declared && { ...risk.declared },
  };
}
