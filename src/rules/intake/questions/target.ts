import * as v from "valibot";
import { titleOf } from "../choices/labels.ts";
import { targetOf } from "../choices/target.ts";
import { ISSUE_LIMITS, RepositoryName } from "../issue.ts";
import { INTAKE_POLICY } from "../policy.ts";
import { readRequest } from "../reading/request-text.ts";
import { Place } from "../routing.ts";

export const TargetQuestion = v.strictObject({
  repository: RepositoryName,
  title: v.optional(v.pipe(v.string(), v.maxLength(ISSUE_LIMITS.title)), ""),
  body: v.optional(v.pipe(v.string(), v.maxLength(ISSUE_LIMITS.body)), ""),
  comment: v.optional(v.pipe(v.string(), v.maxLength(ISSUE_LIMITS.comment)), ""),
});
export type TargetQuestion = v.InferOutput<typeof TargetQuestion>;

export const TargetAnswer = v.strictObject({
  target_repo: v.string(),
  label: v.string(),
  label_color: v.string(),
  title_after: v.string(),
  rule: v.string(),
  place: v.nullable(Place),
  /** Why the target cannot be told, in a sentence; null when it can. */
  unclear: v.nullable(v.string()),
});
export type TargetAnswer = v.InferOutput<typeof TargetAnswer>;

/** Spec of the mainframe, 1.3. */
export function answerTarget({ repository, title, body, comment }: TargetQuestion): TargetAnswer {
  const reading = readRequest({ title, body, comment }, INTAKE_POLICY);
  const target = targetOf(reading, repository, INTAKE_POLICY);
  return {
    target_repo: target.repository,
    label: `proj:${target.project}`,
    label_color: PROJECT_COLOR,
    title_after: titleOf(title, target.project),
    rule: target.rule,
    place: target.place,
    unclear: target.unclear,
  };
}

/** Of labels that name a project: spec of the mainframe, 0.2. */
const PROJECT_COLOR = "0E8A16";
