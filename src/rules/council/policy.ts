import * as v from "valibot";
import { Id } from "../../kernel/name.ts";
import { mapping } from "../../kernel/shape.ts";
import { RISKS } from "./ballot.ts";
import { Family, Weight } from "./seat.ts";

/** What calls a lane: nothing needed, how deep the review is, who orchestrates, or a cue in the request. */
export const CALLS = [
  "always",
  "depth-enhanced",
  "depth-max",
  "main-codex",
  "main-claude",
  "assist-codex",
  "assist-claude",
  "signal-visual",
  "signal-realtime",
] as const;
export type Call = (typeof CALLS)[number];

const Lane = v.strictObject({
  lane: Id,
  role: Id,
  /** The family that the lane is meant for; who answers is known only when the council is seated. */
  family: Family,
  baseline: v.boolean(),
  calledBy: v.picklist(CALLS),
});

const atLeastOne = v.pipe(v.number(), v.integer(), v.minValue(1));

/** All that a council's decision depends on beside who sits in it and what they say. */
export const CouncilPolicy = v.pipe(
  v.strictObject({
    /** Every lane there is, in the order in which they are seated and shown. */
    lanes: v.array(Lane),
    /** By role. */
    weights: mapping(v.record(Id, Weight)),
    /** Share of the SEATED weight that must approve; exactly that much is enough. */
    threshold: v.strictObject({ num: atLeastOne, den: atLeastOne }),
    /** One ballot with one of these stops the request, whatever the share. */
    vetoing: v.array(v.picklist(RISKS)),
    /** How many distinct answering families must approve. */
    minFamilies: v.strictObject({ low: atLeastOne, medium: atLeastOne, high: atLeastOne }),
    /** What an answer may be at most before it is read. Bytes of UTF-8; brackets inside brackets. */
    ballot: v.strictObject({ maxBytes: atLeastOne, maxDepth: atLeastOne }),
  }),
  v.check(({ threshold: { num, den } }) => num <= den, "must ask for at most all of the weight"),
  v.check(
    ({ lanes }) => new Set(lanes.map(({ lane }) => lane)).size === lanes.length,
    "must list no lane twice",
  ),
  v.check(
    ({ lanes, weights }) => lanes.every(({ role }) => Object.hasOwn(weights, role)),
    "must have a weight for every role",
  ),
);
export type CouncilPolicy = v.InferOutput<typeof CouncilPolicy>;

/** Lane, role, family, and what calls it; the six of the baseline are called always. */
const LANES = [
  ["codex-security-analyst", "security-analyst", "codex", "baseline"],
  ["codex-code-reviewer", "code-reviewer", "codex", "baseline"],
  ["codex-general-reviewer", "general-reviewer", "codex", "baseline"],
  ["glm-code-reviewer", "code-reviewer", "glm", "baseline"],
  ["glm-general-reviewer", "general-reviewer", "glm", "baseline"],
  ["glm-math-reasoning", "math-reasoning", "glm", "baseline"],
  ["codex-main-orchestrator", "main-orchestrator", "codex", "main-codex"],
  ["claude-main-orchestrator", "main-orchestrator", "claude", "main-claude"],
  ["claude-opus-assist", "orchestration-assistant", "claude", "assist-claude"],
  ["claude-sonnet4-assist", "orchestration-assistant", "claude", "assist-claude"],
  ["claude-sonnet6-assist", "orchestration-assistant", "claude", "assist-claude"],
  ["codex-orchestration-assist", "orchestration-assistant", "codex", "assist-codex"],
  ["gemini-visual-reviewer", "ui-reviewer", "gemini", "signal-visual"],
  ["xai-realtime-info", "realtime-info", "xai", "signal-realtime"],
  ["codex-architect", "architect", "codex", "depth-enhanced"],
  ["codex-plan-reviewer", "plan-reviewer", "codex", "depth-enhanced"],
  ["glm-refactor-advisor", "refactor-advisor", "glm", "depth-enhanced"],
  ["glm-general-critic", "general-critic", "glm", "depth-enhanced"],
  ["codex-reliability-engineer", "reliability-engineer", "codex", "depth-max"],
  ["glm-invariants-checker", "invariants-checker", "glm", "depth-max"],
] as const satisfies readonly (readonly [string, string, Family, Call | "baseline"])[];

/**
 * Lanes, roles and weights: the origin's table, turned into tenths. Threshold, veto and the six baseline lanes: seed
 * 001. What vetoes beside HIGH, and the families: decisions 3 and 4. The limits of a ballot: ours.
 */
export const COUNCIL_POLICY: CouncilPolicy = {
  lanes: LANES.map(([lane, role, family, call]) => ({
    lane,
    role,
    family,
    baseline: call === "baseline",
    calledBy: call === "baseline" ? "always" : call,
  })),
  weights: {
    "security-analyst": 14,
    "code-reviewer": 12,
    architect: 11,
    "reliability-engineer": 11,
    "invariants-checker": 11,
    "general-reviewer": 10,
    "plan-reviewer": 10,
    "general-critic": 10,
    "refactor-advisor": 9,
    "math-reasoning": 8,
    "orchestration-assistant": 8,
    "main-orchestrator": 8,
    "ui-reviewer": 8,
    "realtime-info": 7,
  },
  threshold: { num: 2, den: 3 },
  vetoing: ["high", "unknown"],
  minFamilies: { low: 1, medium: 2, high: 2 },
  ballot: { maxBytes: 65_536, maxDepth: 8 },
};
