import * as v from "valibot";
import { confirmationOf, modeOf } from "../choices/mode.ts";
import { ISSUE_LIMITS, LabelName } from "../issue.ts";
import { INTAKE_POLICY } from "../policy.ts";
import { readRequest } from "../reading/request-text.ts";
import { MODES, Place } from "../routing.ts";

export const ModeQuestion = v.strictObject({
  title: v.optional(v.pipe(v.string(), v.maxLength(ISSUE_LIMITS.title)), ""),
  body: v.optional(v.pipe(v.string(), v.maxLength(ISSUE_LIMITS.body)), ""),
  comment: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(ISSUE_LIMITS.comment))), null),
  /** Labels that people set. */
  labels: v.optional(v.pipe(v.array(LabelName), v.maxLength(ISSUE_LIMITS.labels)), []),
});
export type ModeQuestion = v.InferOutput<typeof ModeQuestion>;

export const ModeAnswer = v.strictObject({
  mode: v.picklist(MODES),
  rule: v.string(),
  place: v.nullable(Place),
  says: v.string(),
  confirmation: v.picklist(["not-required", "pending", "confirmed"]),
});
export type ModeAnswer = v.InferOutput<typeof ModeAnswer>;

/** The mode of a request that was just opened; its target is not looked at. Spec of the mainframe, 1.5. */
export function answerMode({ title, body, comment, labels }: ModeQuestion): ModeAnswer {
  const reading = readRequest({ title, body, comment }, INTAKE_POLICY);
  const mode = modeOf(reading, null);
  const hasLabel = labels.includes("implement-confirmed");
  const { value } = confirmationOf(reading, mode, { hasLabel, trigger: "opened" });
  return { mode: mode.value, rule: mode.rule, place: mode.place, says: mode.says, confirmation: value };
}
