import * as v from "valibot";
import { Instant, laterOf, msOf } from "../../kernel/clock.ts";
import { Id, Key } from "../../kernel/name.ts";
import { mapping } from "../../kernel/shape.ts";
import type { Attempt, StepState } from "../claims/state.ts";
import type { Plan } from "../plan/plan.ts";
import { WORK_ITEM_STATUS, type WorkItem } from "../plan/work-item.ts";

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Days of 24 hours; lead times to two decimals, cycle times to four (8.64 s). */
const days = v.pipe(v.number(), v.minValue(0));

/** The measures of one work item. What each means is said in `docs/metrics.md`, with an example. */
export const ItemMetrics = v.strictObject({
  workItemId: Id,
  workflowId: v.string(),
  status: v.picklist(WORK_ITEM_STATUS),
  currentStepKey: Key,
  /** From creation to the last completion; while the item is open, to the newest recorded event. */
  leadTimeDays: days,
  /** Of each completed step: from its first attempt's beginning to the end of the completion that stands. */
  cycleTimeByStep: mapping(v.record(Key, days)),
  completedSteps: count,
  /** Completed steps a day of lead time; 0 while the lead time rounds to nothing. */
  throughputPerDay: v.pipe(v.number(), v.minValue(0)),
  /** Steps that were begun and are not completed. */
  wip: count,
  attempts: count,
  failedAttempts: count,
  /** Completions that were taken back, as a share of all completions. */
  reworkRate: share,
  completedTasks: v.array(v.string()),
  pendingTasks: v.array(v.string()),
  lastArtifact: v.nullable(v.string()),
});
export type ItemMetrics = v.InferOutput<typeof ItemMetrics>;

/** A snapshot of all work items, `artifacts/exports/portfolio-<time>.json` (seed 002). */
export const Portfolio = v.strictObject({
  schemaVersion: v.literal("1.0"),
  generatedAt: Instant,
  items: v.array(ItemMetrics),
  totals: v.strictObject({
    workItems: count,
    completed: count,
    /** Work items that were begun and are not completed. */
    wip: count,
    /** Of the completed work items; null when there are none. */
    meanLeadTimeDays: v.nullable(days),
    /** Completed work items a day, from the first creation to the newest completion; null when there are none. */
    throughputPerDay: v.nullable(v.pipe(v.number(), v.minValue(0))),
    reworkRate: share,
  }),
  /** Work items that could not be measured, and why; the others are. */
  unreadable: v.array(v.strictObject({ workItemId: v.string(), code: v.string(), problem: v.string() })),
});
export type Portfolio = v.InferOutput<typeof Portfolio>;

/** What is known of one work item when it is measured. */
export interface Measured {
  readonly item: WorkItem;
  readonly plan: Plan;
  readonly states: ReadonlyMap<string, StepState>;
  readonly lastArtifact: { readonly path: string; readonly at: Instant } | null;
}

/** One work item measured, with what the totals need beyond its own figures. */
export interface ItemMeasure {
  readonly metrics: ItemMetrics;
  readonly createdAt: Instant;
  /** When the last standing completion ended; null while the work item is open. */
  readonly completedAt: Instant | null;
  readonly completions: number;
  readonly withdrawn: number;
}

const DAY_MS = 86_400_000;
const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
const daysBetween = (from: number, to: number): number => Math.max(0, to - from) / DAY_MS;

/**
 * Measures one work item from its step logs. Times are those of the logs; a time that runs backwards counts as none.
 *
 * @returns never throws
 */
export function measure({ item, plan, states, lastArtifact }: Measured): ItemMeasure {
  const attempts = [...states.values()].flatMap((state) => state.attempts);
  const completions = attempts.filter(({ end }) => end === "completed");
  const withdrawn = completions.filter((each) => each.withdrawn).length;
  const done = plan.steps.filter(({ key }) => states.get(key)?.completion);
  const pending = plan.steps.filter(({ key }) => !states.get(key)?.completion);
  const isComplete = pending.length === 0;
  const told = attempts.flatMap(({ startedAt, endedAt }) => [startedAt, endedAt ?? startedAt]);
  const events = isComplete
    ? done.flatMap(({ key }) => standingOf(states.get(key))?.endedAt ?? [])
    : [...told, item.updatedAt];
  const end = latest(events) ?? item.createdAt;
  const leadTime = daysBetween(msOf(item.createdAt), msOf(end));
  const leadTimeDays = rounded(leadTime, 2);
  const metrics: ItemMetrics = {
    workItemId: item.id,
    workflowId: item.workflowId,
    status: isComplete ? "completed" : openStatus(item, attempts.length > 0),
    currentStepKey: pending[0]?.key ?? plan.steps.at(-1)?.key ?? item.currentStepKey,
    leadTimeDays,
    cycleTimeByStep: Object.fromEntries(done.map(({ key }) => [key, cycleTimeOf(states.get(key))])),
    completedSteps: done.length,
    throughputPerDay: leadTimeDays > 0 ? rounded(done.length / leadTime, 4) : 0,
    wip: pending.filter(({ key }) => (states.get(key)?.attempts.length ?? 0) > 0).length,
    attempts: attempts.length,
    failedAttempts: attempts.filter((each) => each.end === "failed" || each.end === "expired").length,
    reworkRate: rate(withdrawn, completions.length),
    completedTasks: done.flatMap((step) => step.supportingTasks),
    pendingTasks: pending.flatMap((step) => step.supportingTasks),
    lastArtifact: lastArtifact?.path ?? null,
  };
  const completedAt = isComplete ? end : null;
  return { metrics, createdAt: item.createdAt, completedAt, completions: completions.length, withdrawn };
}

const rate = (part: number, whole: number): number => (whole === 0 ? 0 : rounded(part / whole, 4));

/** What people say of an open work item, but where the logs say otherwise: it is not done, or has begun. */
const openStatus = ({ status }: WorkItem, hasBegun: boolean): WorkItem["status"] =>
  status === "completed" || (status === "queued" && hasBegun) ? "in-progress" : status;

function latest(times: readonly Instant[]): Instant | undefined {
  return times.reduce<Instant | undefined>(
    (most, at) => (most === undefined ? at : laterOf(most, at)),
    undefined,
  );
}

/** The attempt whose completion stands. */
const standingOf = (state: StepState | undefined): Attempt | undefined =>
  state?.attempts.find(({ id }) => id === state.completion?.attempt);

function cycleTimeOf(state: StepState | undefined): number {
  const standing = standingOf(state);
  const first = state?.attempts[0];
  if (!standing?.endedAt || !first) return 0;
  return rounded(daysBetween(msOf(first.startedAt), msOf(standing.endedAt)), 4);
}

/** All work items in one snapshot, in the order given. */
export function portfolioOf(
  generatedAt: Instant,
  measured: readonly ItemMeasure[],
  unreadable: Portfolio["unreadable"],
): Portfolio {
  const items = measured.map(({ metrics }) => metrics);
  const completed = measured.filter(({ completedAt }) => completedAt !== null);
  const sum = (of: (each: ItemMeasure) => number) => measured.reduce((total, each) => total + of(each), 0);
  return {
    schemaVersion: "1.0",
    generatedAt,
    items,
    totals: {
      workItems: items.length,
      completed: completed.length,
      wip: items.filter(({ status, attempts }) => status !== "completed" && attempts > 0).length,
      meanLeadTimeDays: mean(completed.map(({ metrics }) => metrics.leadTimeDays)),
      throughputPerDay: perDay(measured, completed.length),
      reworkRate: rate(
        sum(({ withdrawn }) => withdrawn),
        sum(({ completions }) => completions),
      ),
    },
    unreadable,
  };
}

function mean(values: readonly number[]): number | null {
  return values.length === 0
    ? null
    : rounded(values.reduce((total, each) => total + each, 0) / values.length, 2);
}

function perDay(measured: readonly ItemMeasure[], completed: number): number | null {
  const end = latest(measured.flatMap(({ completedAt }) => completedAt ?? []));
  if (end === undefined) return null;
  const start = measured.reduce((first, { createdAt }) => Math.min(first, msOf(createdAt)), msOf(end));
  const span = daysBetween(start, msOf(end));
  return span > 0 ? rounded(completed / span, 4) : null;
}

export const EXPORTS_FOLDER = "artifacts/exports";
export const exportPath = (at: Instant): string =>
  `${EXPORTS_FOLDER}/portfolio-${at.replaceAll(":", "-")}.json`;
