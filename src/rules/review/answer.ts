import { canonicalJson } from "../../kernel/json.ts";
import { shown } from "../../kernel/text.ts";
import type { Finding, Review } from "./review.ts";
import { combined, review } from "./reviewers.ts";
import type { Reviewer, ReviewSubject } from "./subject.ts";

type Judge = Reviewer | "combined";

/** Which question a lane has here (seed 001 names the lanes; which of ours answers for which is ours). */
export const LANE_REVIEWERS: ReadonlyMap<string, Judge> = new Map([
  ["codex-security-analyst", "danger"],
  ["codex-code-reviewer", "blast-radius"],
  ["codex-general-reviewer", "completeness"],
  ["glm-code-reviewer", "reversibility"],
  ["glm-math-reasoning", "size"],
  ["glm-general-reviewer", "combined"],
]);

/** The same by role, for lanes that are not in the table. */
export const ROLE_REVIEWERS: ReadonlyMap<string, Judge> = new Map([
  ["security-analyst", "danger"],
  ["code-reviewer", "blast-radius"],
  ["math-reasoning", "size"],
  ["reliability-engineer", "reversibility"],
  ["plan-reviewer", "completeness"],
  ["general-reviewer", "combined"],
  ["main-orchestrator", "combined"],
]);

/** Whose question a lane is asked; all five where nothing is said of it. */
export const judgeOf = (lane: string, role: string): Judge =>
  LANE_REVIEWERS.get(lane) ?? ROLE_REVIEWERS.get(role) ?? "combined";

/**
 * The text with which a built-in lane answers: canonical JSON in the form that the ballot parser reads. Whoever
 * verifies derives it anew from the same subject, byte by byte.
 */
export function builtinAnswer(lane: string, role: string, subject: ReviewSubject): string {
  const judge = judgeOf(lane, role);
  return answerText(judge === "combined" ? combined(subject) : review(judge, subject));
}

export function answerText({ approve, risk, findings, recommendation, rationale }: Review): string {
  return canonicalJson({
    approve,
    risk: risk.toUpperCase(),
    findings: findings.map((finding) => ({ says: finding.says, place: placeText(finding) })),
    recommendation,
    rationale,
  });
}

/** Longest place of a ballot. */
const PLACE_MAX = 400;

/** `body line 3: "…"`, with everything unseen in it made visible. */
function placeText({ place }: Finding): string {
  const step = place.line === 0 ? "plan branch" : `plan step ${place.line}`;
  const where = place.in === "plan" ? step : `${place.in} line ${place.line}`;
  return `${where}: ${shown(place.quote, 200)}`.slice(0, PLACE_MAX);
}
