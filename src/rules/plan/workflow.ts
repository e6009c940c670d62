import * as v from "valibot";
import { Id, Key } from "../../kernel/name.ts";
import { plain } from "../../kernel/text.ts";

/** One line that a person wrote; shown, never interpreted. The cap is ours. */
const Line = v.pipe(
  v.string("must be a line of text"),
  v.maxLength(500, "must be at most 500 characters"),
  v.regex(/\S/, "must not be blank"),
);
const Lines = v.array(
  v.pipe(v.string("must be text"), v.maxLength(2_000, "must be at most 2000 characters")),
);

/** Most steps of a workflow, most dependencies of a step: ours; every algorithm here is linear up to them. */
export const PLAN_LIMITS = { steps: 200_000, dependencies: 10_000 } as const;

const ORDER_WANTED = "must be a positive integer (1 to 1000000)";

/** Labels of the runner that may do a step: GitHub's own alphabet for runner labels. */
const RunnerLabel = v.pipe(
  v.string(),
  v.regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    "must be a runner label (letters, digits, dot, dash, underscore)",
  ),
);

/** One unit of a workflow. The first eight fields are seed 002's; the rest are design section 5's. */
export const Step = v.strictObject({
  key: Key,
  order: v.pipe(
    v.number(ORDER_WANTED),
    v.integer(ORDER_WANTED),
    v.minValue(1, ORDER_WANTED),
    v.maxValue(1_000_000, ORDER_WANTED),
  ),
  parallelizable: v.optional(v.boolean("must be true or false"), false),
  entryCriteria: v.optional(Lines, []),
  exitCriteria: v.pipe(Lines, v.minLength(1, "must name at least one criterion")),
  responsibleRole: Line,
  gateKey: v.optional(Id),
  supportingTasks: v.optional(Lines, []),
  dependsOn: v.optional(v.pipe(v.array(Key), v.maxLength(PLAN_LIMITS.dependencies))),
  run: v.optional(
    v.pipe(
      v.array(v.pipe(v.string("must be text"), v.maxLength(10_000))),
      v.minLength(1, "must be the program and its arguments, as a list"),
      v.maxLength(256),
    ),
  ),
  runsOn: v.optional(v.pipe(v.array(RunnerLabel), v.maxLength(32))),
  retries: v.optional(
    v.pipe(
      v.number("must be a whole number from 0 to 100"),
      v.integer("must be a whole number from 0 to 100"),
      v.minValue(0, "must be a whole number from 0 to 100"),
      v.maxValue(100, "must be a whole number from 0 to 100"),
    ),
  ),
  timeout: v.optional(
    v.pipe(v.string(), v.regex(/^[1-9]\d{0,5}[smh]$/, "must be a duration such as 90s, 30m or 2h")),
  ),
});
export type Step = v.InferOutput<typeof Step>;

const VERSION_WANTED = 'must be text; put it in quotes: version: "1.0"';

/** The versioned blueprint that a work item moves through (seed 002). */
export const Workflow = v.strictObject({
  schemaVersion: v.optional(v.union([v.string(), v.number()])),
  id: Id,
  name: Line,
  version: v.pipe(
    v.string(VERSION_WANTED),
    v.regex(/^[^\s@]{1,64}$/, "must be 1 to 64 characters without blanks or @"),
  ),
  description: v.optional(v.pipe(v.string(), v.maxLength(10_000))),
  effectiveFrom: v.optional(v.pipe(v.string(), v.maxLength(64))),
  effectiveTo: v.optional(v.pipe(v.string(), v.maxLength(64))),
  steps: v.pipe(
    v.array(Step, "must be a list of steps"),
    v.minLength(1, "must hold at least one step"),
    v.maxLength(PLAN_LIMITS.steps, `must hold at most ${PLAN_LIMITS.steps} steps`),
  ),
});
export type Workflow = v.InferOutput<typeof Workflow>;

/** `30m` in milliseconds. */
export function durationMs(text: string): number {
  const unit = { s: 1_000, m: 60_000, h: 3_600_000 }[text.slice(-1)];
  return Number.parseInt(text, 10) * (unit ?? 1_000);
}

/** Where a problem inside a workflow lies, with the step's own key beside its index. */
export function withStepKeys(path: string, document: unknown): string {
  const index = /^steps\[(\d+)\]/.exec(path)?.[1];
  if (index === undefined || typeof document !== "object" || document === null) return path;
  const steps: unknown = Reflect.get(document, "steps");
  const step: unknown = Array.isArray(steps) ? steps[Number(index)] : undefined;
  const key: unknown = typeof step === "object" && step !== null ? Reflect.get(step, "key") : undefined;
  return typeof key === "string" ? path.replace("]", `] (${plain(key).slice(0, 64)})`) : path;
}
