import { describe, expect, test } from "vitest";
import { REVIEW_POLICY } from "../../src/rules/review/policy.ts";
import type { Review } from "../../src/rules/review/review.ts";
import { combined, REVIEW_RULES, type ReviewRule } from "../../src/rules/review/reviewers.ts";
import { REVIEWERS, type Reviewer, type ReviewSubject } from "../../src/rules/review/subject.ts";
import { readingOf } from "../../src/rules/review/text/passage.ts";
import { type Request, subjectOf } from "./review/request.ts";
import { REQUESTS } from "./review/requests.ts";

/** Ours, as the issue asks: a judge that is asked fewer than this is not tried. */
const LEAST = 5;

type Rules = Readonly<Record<Reviewer, ReviewRule>>;

const asked = (rules: Rules, reviewer: Reviewer, subject: ReviewSubject): Review =>
  rules[reviewer](subject, REVIEW_POLICY, readingOf(subject.request, REVIEW_POLICY.sections));

const rejecting = (rules: Rules, request: Request): readonly Reviewer[] =>
  REVIEWERS.filter((reviewer) => !asked(rules, reviewer, subjectOf(request)).approve);

describe("the table of requests", () => {
  test.each(REVIEWERS)("has enough that %s must reject, and enough that it must let pass", (reviewer) => {
    const rejected = REQUESTS.filter(({ rejectedBy }) => rejectedBy.includes(reviewer));
    expect(rejected.length).toBeGreaterThanOrEqual(LEAST);
    expect(REQUESTS.length - rejected.length).toBeGreaterThanOrEqual(LEAST);
  });

  test("names no request twice", () => {
    expect(new Set(REQUESTS.map(({ name }) => name)).size).toBe(REQUESTS.length);
  });
});

describe("the five reviewers", () => {
  test.each(REQUESTS)("$name: rejected by $rejectedBy", (request) => {
    const reasons = REVIEWERS.map((reviewer) => asked(REVIEW_RULES, reviewer, subjectOf(request))).flatMap(
      ({ findings, approve }) => (approve ? [] : findings),
    );
    expect(rejecting(REVIEW_RULES, request), JSON.stringify(reasons)).toEqual(
      REVIEWERS.filter((reviewer) => request.rejectedBy.includes(reviewer)),
    );
  });

  test.each(REQUESTS)("$name: every finding quotes its place", (request) => {
    const subject = subjectOf(request);
    for (const reviewer of REVIEWERS) {
      const { approve, findings } = asked(REVIEW_RULES, reviewer, subject);
      if (!approve) expect(findings.length).toBeGreaterThan(0);
      for (const { place } of findings) {
        expect(place.quote.trim()).not.toBe("");
        expect(lineAt(subject, place)).toContain(place.quote);
      }
    }
  });

  test.each(REVIEWERS)("the table breaks when %s always approves", (reviewer) => {
    const yes: Rules = { ...REVIEW_RULES, [reviewer]: approving };
    const missed = REQUESTS.filter((request) => rejecting(yes, request).length < request.rejectedBy.length);
    expect(missed.length).toBeGreaterThanOrEqual(LEAST);
    // Where it was the only one to object, all five together miss it too.
    const passed = missed.filter((request) => combined(subjectOf(request), REVIEW_POLICY, yes).approve);
    expect(passed.length).toBeGreaterThan(0);
  });
});

const approving: ReviewRule = () => ({
  approve: true,
  risk: "low",
  findings: [],
  recommendation: "",
  rationale: "",
});

/** The line that a place names, as the subject has it. */
function lineAt({ request, plan }: ReviewSubject, place: Review["findings"][number]["place"]): string {
  if (place.in === "title") return request.title;
  if (place.in === "body") return request.body.split("\n")[place.line - 1] ?? "";
  const step = plan?.steps[place.line - 1];
  return place.line === 0 ? (plan?.branch ?? "") : `${step?.key} ${step?.run.join(" ")}`;
}
