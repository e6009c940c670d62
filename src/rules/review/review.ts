import * as v from "valibot";

/** Where something stands, so that a person finds it: 1-based line, and the words as written. */
export const Place = v.strictObject({
  in: v.picklist(["title", "body", "plan"]),
  /** Line of the body; of the plan the 1-based step, 0 for its branch; 1 for the title. */
  line: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** As written, at most 200 characters. A secret is quoted up to where it becomes one. */
  quote: v.pipe(v.string(), v.maxLength(200)),
});
export type Place = v.InferOutput<typeof Place>;

export const Finding = v.strictObject({ says: v.string(), place: Place });
export type Finding = v.InferOutput<typeof Finding>;

export const REVIEW_RISKS = ["low", "medium", "high"] as const;
export type ReviewRisk = (typeof REVIEW_RISKS)[number];

/** What a reviewer says about a subject. */
export const Review = v.strictObject({
  approve: v.boolean(),
  risk: v.picklist(REVIEW_RISKS),
  findings: v.array(Finding),
  /** What to do next, one sentence for people. */
  recommendation: v.string(),
  /** What was looked at and what came of it, one sentence. */
  rationale: v.string(),
});
export type Review = v.InferOutput<typeof Review>;

/** A finding while it is being weighed: whether it alone rejects, and how much is at stake. */
export interface Weighed extends Finding {
  readonly rejects: boolean;
  readonly risk: ReviewRisk;
}

export const worst = (risks: readonly ReviewRisk[]): ReviewRisk =>
  REVIEW_RISKS[Math.max(0, ...risks.map((risk) => REVIEW_RISKS.indexOf(risk)))] ?? "high";

/** Of each reviewer at most so many findings are told, those that reject first. Ours. */
const TOLD = 20;

/** The first findings of one kind, and no more work once they are there: a flood of one word costs no more than a line. */
export function* firstOf(found: Iterable<Weighed>): Generator<Weighed> {
  let count = 0;
  for (const each of found) {
    yield each;
    if (++count >= TOLD) return;
  }
}

/** The review that the findings add up to: one that rejects is enough. */
export function reviewOf(
  looked: string,
  found: readonly Weighed[],
  advice: { readonly rejected: string; readonly passed: string },
): Review {
  const rejecting = found.filter(({ rejects }) => rejects);
  const told = [...rejecting, ...found.filter(({ rejects }) => !rejects)].slice(0, TOLD);
  const approve = rejecting.length === 0;
  return {
    approve,
    risk: worst(found.map(({ risk }) => risk)),
    findings: told.map(({ says, place }) => ({
      says,
      place,
    })),
    recommendation: approve ? advice.passed : advice.rejected,
    rationale: `${looked}: ${counted(found.length, "finding")}, ${rejecting.length} of which reject.`,
  };
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
