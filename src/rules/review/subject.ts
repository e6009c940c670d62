import * as v from "valibot";
import { IssueText } from "../intake/issue.ts";
import { MODES, TIERS } from "../intake/routing.ts";

/** What would be done if the council lets it: known before anybody votes. */
export const ProposedPlan = v.strictObject({
  repository: v.string(),
  /** The commit that the work starts from. */
  base: v.strictObject({ commit: v.string(), branch: v.string() }),
  /** The branch that the work would land on; never the base branch. */
  branch: v.string(),
  steps: v.array(
    v.strictObject({
      key: v.string(),
      executor: v.picklist(["agent", "shell", "publish"]),
      /** The program and its arguments; empty for what Continuo does itself. */
      run: v.array(v.string()),
      timeoutMs: v.number(),
    }),
  ),
  /** The repository's own test command; null when none was found. */
  testCommand: v.nullable(v.array(v.string())),
  /** What brings what the repository needs into a fresh clone, as the caller gave it; null when nothing is needed. */
  prepareCommand: v.nullable(v.array(v.string())),
  limits: v.strictObject({ maxFiles: v.number(), maxLines: v.number() }),
});
export type ProposedPlan = v.InferOutput<typeof ProposedPlan>;

/** What a reviewer reads: the request, the plan, and the names of the files that are there. */
export const ReviewSubject = v.strictObject({
  request: IssueText,
  mode: v.picklist(MODES),
  tier: v.picklist(TIERS),
  /** Null for a review: nothing would be changed. */
  plan: v.nullable(ProposedPlan),
  /** Paths in the base commit, in code-unit order, at most 20 000 of them. */
  files: v.pipe(v.array(v.string()), v.maxLength(20_000)),
});
export type ReviewSubject = v.InferOutput<typeof ReviewSubject>;

/** The five reviewers, each with one question. */
export const REVIEWERS = ["completeness", "blast-radius", "danger", "reversibility", "size"] as const;
export type Reviewer = (typeof REVIEWERS)[number];
