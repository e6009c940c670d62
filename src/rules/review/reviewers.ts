import { reviewBlastRadius } from "./blast-radius.ts";
import { reviewCompleteness } from "./completeness.ts";
import { reviewDanger } from "./danger/danger.ts";
import { REVIEW_POLICY, type ReviewPolicy } from "./policy.ts";
import { reviewReversibility } from "./reversibility.ts";
import { type Review, worst } from "./review.ts";
import { reviewSize } from "./size.ts";
import { REVIEWERS, type Reviewer, type ReviewSubject } from "./subject.ts";
import { type Reading, readingOf } from "./text/passage.ts";

/** One reviewer: same subject, same policy, same review. `reading` is the request's own text, taken apart once. */
export type ReviewRule = (subject: ReviewSubject, policy: ReviewPolicy, reading: Reading) => Review;

/** The five, each with its one question. */
export const REVIEW_RULES: Readonly<Record<Reviewer, ReviewRule>> = {
  completeness: reviewCompleteness,
  "blast-radius": reviewBlastRadius,
  danger: reviewDanger,
  reversibility: reviewReversibility,
  size: reviewSize,
};

/** What one reviewer says. Never throws. */
export function review(
  reviewer: Reviewer,
  subject: ReviewSubject,
  policy: ReviewPolicy = REVIEW_POLICY,
): Review {
  return REVIEW_RULES[reviewer](subject, policy, readingOf(subject.request, policy.sections));
}

/** The worst of all five: one that rejects is enough, the highest risk counts, every finding is told. */
export function combined(
  subject: ReviewSubject,
  policy: ReviewPolicy = REVIEW_POLICY,
  rules: Readonly<Record<Reviewer, ReviewRule>> = REVIEW_RULES,
): Review {
  const reading = readingOf(subject.request, policy.sections);
  const each = REVIEWERS.map((reviewer) => ({ reviewer, ...rules[reviewer](subject, policy, reading) }));
  const against = each.filter(({ approve }) => !approve);
  return {
    approve: against.length === 0,
    risk: worst(each.map(({ risk }) => risk)),
    findings: [...against, ...each.filter(({ approve }) => approve)].flatMap(({ findings }) => findings),
    recommendation: [...new Set((against.length > 0 ? against : each).map((one) => one.recommendation))].join(
      " ",
    ),
    rationale: each.map((one) => `${one.reviewer}: ${one.rationale}`).join(" "),
  };
}
