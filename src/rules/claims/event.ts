import * as v from "valibot";

/** What a handoff says has happened to an attempt (seed 002's seven words). */
export const EVENT_TYPES = [
  "attempt-started",
  "attempt-completed",
  "attempt-failed",
  "attempt-rejected",
  "gate-approved",
  "gate-rejected",
  "baseline-integration",
] as const;
export const EventType = v.picklist(EVENT_TYPES, `must be one of ${EVENT_TYPES.join(", ")}`);
export type EventType = (typeof EVENT_TYPES)[number];

/** Whether the event lies before or after the change reached the base branch (seed 002). */
export const Baseline = v.picklist(["pre", "post"], "must be pre or post");
export type Baseline = v.InferOutput<typeof Baseline>;

/** Who does the work: the run in Actions, the machine elsewhere (seed 002's `executor`). */
export const Executor = v.strictObject({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  displayName: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  runId: v.optional(v.pipe(v.string(), v.maxLength(64))),
});
export type Executor = v.InferOutput<typeof Executor>;
