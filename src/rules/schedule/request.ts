import * as v from "valibot";
import { Instant } from "../../kernel/clock.ts";
import { Id, Key } from "../../kernel/name.ts";
import { mapping } from "../../kernel/shape.ts";
import { planOf } from "../plan/plan.ts";
import { Workflow } from "../plan/workflow.ts";
import { type Decision, decideSchedule } from "./decide.ts";
import { StepFact } from "./fact.ts";
import { Schedule } from "./schedule.ts";

/** A part of an attempt id: GitHub counts runs and their attempts in decimal digits; 40 of them are ours. */
const RUN_PART = "must be 1 to 40 characters of a-z, 0-9 and dash";
const RunPart = v.pipe(v.string(RUN_PART), v.regex(/^[a-z0-9-]{1,40}$/, RUN_PART));

/** What the rule `schedule` is asked from outside: a workflow, how its steps and gates stand, and the moment. */
export const ScheduleRequest = v.strictObject({
  workItemId: Id,
  workflow: Workflow,
  facts: v.optional(mapping(v.record(Key, StepFact)), {}),
  gates: v.optional(
    mapping(v.record(Id, v.picklist(["approved", "rejected"], "must be approved or rejected"))),
    {},
  ),
  run: v.optional(v.nullable(v.strictObject({ id: RunPart, attempt: RunPart })), null),
  now: Instant,
});
export type ScheduleRequest = v.InferOutput<typeof ScheduleRequest>;

/** Its answer: the schedule without an audit, which only `delegate` can give. */
export const ScheduleDecision = v.omit(Schedule, ["audit"]);

/** @returns the decision, or what is wrong with the workflow or the facts, as sentences */
export function decideFrom(request: ScheduleRequest): Decision | { readonly problems: readonly string[] } {
  const planned = planOf(request.workflow);
  if (!planned.ok) return { problems: planned.problems };
  const facts = new Map(Object.entries(request.facts));
  const unknown = [...facts.keys()].filter((key) => !planned.plan.indexOf.has(key));
  if (unknown.length > 0) return { problems: unknown.map((key) => `The workflow has no step ${key}.`) };
  const { workItemId, run, now } = request;
  return decideSchedule({
    workItemId,
    plan: planned.plan,
    facts,
    gates: new Map(Object.entries(request.gates)),
    run,
    now,
  });
}
