import * as v from "valibot";
import { Instant } from "../../kernel/clock.ts";
import { Digest, digestOf } from "../../kernel/digest.ts";
import { canonicalJson } from "../../kernel/json.ts";
import { Id, Key } from "../../kernel/name.ts";
import { mapping } from "../../kernel/shape.ts";

const order = v.pipe(v.number(), v.integer(), v.minValue(1));
const names = v.pipe(v.array(v.string()), v.readonly());

/** A step that may be claimed now. `attempt` is the id that it would get; `claim` decides it anew. */
export const ReadyStep = v.strictObject({
  key: Key,
  order,
  parallelizable: v.boolean(),
  supportingTasks: names,
  notes: v.string(),
  attempt: Id,
  previousAttempt: v.optional(Id),
  /** `run`: the step says what to run. `person`: somebody does it and calls `complete`; never dispatched. */
  executor: v.picklist(["run", "person"]),
  runsOn: v.optional(names),
});

export const RunningStep = v.strictObject({ key: Key, order, attempt: Id, leaseUntil: Instant });

/** Completed by the log, but its handoff has not reached this checkout. */
export const CollectingStep = v.strictObject({ key: Key, order, attempt: Id });

/** Why a step may not begin. One word a cause; `blockedBy` names what it waits for. */
export const BLOCK_CAUSES = {
  order: "the group of steps before it is not complete",
  peer: "a step of its own group goes first, alone",
  dependency: "steps that it depends on are not complete",
  "gate-open": "its gate has no decision",
  "gate-rejected": "its gate was rejected",
  baseline: "it is integrated and was rejected; a revert unlocks it",
  retries: "it has no retries left; a revert unlocks one attempt",
} as const;
export type BlockCause = keyof typeof BLOCK_CAUSES;

/**
 * `blockedBy` holds step keys, or one of `order:<n>` (the group of that order, when it has more than eight open
 * steps), `gate:<key>`, `baseline:<step>`, `retries:<step>`. A colon cannot stand in a key.
 */
export const BlockedStep = v.strictObject({
  key: Key,
  order,
  blockedBy: names,
  cause: v.picklist(["order", "peer", "dependency", "gate-open", "gate-rejected", "baseline", "retries"]),
  supportingTasks: names,
});

const count = v.pipe(v.number(), v.integer(), v.minValue(1));

/** What the schedule was decided from: enough to decide it again, byte for byte. */
export const ScheduleAudit = v.strictObject({
  generatedBy: v.literal("continuo delegate"),
  rule: v.literal("schedule/1"),
  /** The workflow. Nothing in the work item's document decides a schedule. */
  inputs: v.array(v.strictObject({ path: v.string(), digest: Digest })),
  /** How long every step log that had begun was. No digest: equal histories give equal bytes on every machine. */
  entries: mapping(v.record(Key, count)),
  /** How many decisions every gate that had any had. */
  gates: mapping(v.record(Id, count)),
  /** Completed steps whose handoff was not here. */
  collecting: v.array(Key),
  /** The run of Actions whose attempt ids are given out; null outside Actions. */
  run: v.nullable(v.strictObject({ id: v.string(), attempt: v.string() })),
  /** Free text: no record binds it. */
  prompt: v.optional(v.string()),
  /** From `auditDigest`. */
  digest: Digest,
});
export type ScheduleAudit = v.InferOutput<typeof ScheduleAudit>;

/** What may happen next in a work item, `artifacts/schedule/<workItem>.json` (seed 002). Advice: the logs decide. */
export const Schedule = v.strictObject({
  schemaVersion: v.literal("1.0"),
  workItemId: Id,
  generatedAt: Instant,
  launchOrder: v.array(Key),
  readySteps: v.array(ReadyStep),
  runningSteps: v.array(RunningStep),
  collectingSteps: v.array(CollectingStep),
  blockedSteps: v.array(BlockedStep),
  rationale: v.string(),
  audit: ScheduleAudit,
});
export type Schedule = v.InferOutput<typeof Schedule>;
export type ReadyStep = v.InferOutput<typeof ReadyStep>;
export type RunningStep = v.InferOutput<typeof RunningStep>;
export type CollectingStep = v.InferOutput<typeof CollectingStep>;
export type BlockedStep = v.InferOutput<typeof BlockedStep>;

export const SCHEDULE_FOLDER = "artifacts/schedule";
export const schedulePath = (workItem: string): string => `${SCHEDULE_FOLDER}/${workItem}.json`;

type Audited = Pick<Schedule, "workItemId" | "generatedAt"> & {
  readonly audit: Omit<ScheduleAudit, "digest">;
};

/**
 * Digest over all of a schedule that nothing else follows from: what it was decided from, when and why. The rest is
 * decided again. No key is in it, so that equal histories give equal bytes on every machine: it finds a hand that
 * changed the file, and whoever computes it anew has made a schedule of an earlier moment.
 */
export const auditDigest = ({ workItemId, generatedAt, audit }: Audited): Digest =>
  digestOf(canonicalJson({ workItemId, generatedAt, audit: { ...audit, digest: undefined } }));

/** The schedule with its digest, for the time that it bears. */
export const audited = <T extends Audited>(
  schedule: T,
): T & { readonly audit: T["audit"] & { readonly digest: Digest } } => ({
  ...schedule,
  audit: { ...schedule.audit, digest: auditDigest(schedule) },
});
