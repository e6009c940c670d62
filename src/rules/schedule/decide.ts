import type { Instant } from "../../kernel/clock.ts";
import { type ActionsRun, nextAttemptId } from "../claims/attempt.ts";
import type { Plan } from "../plan/plan.ts";
import type { Step } from "../plan/workflow.ts";
import type { GateState, Standing, StepFact } from "./fact.ts";
import type { BlockCause, Schedule } from "./schedule.ts";

/** All that a schedule depends on. No clock, no folder, no locale. */
export interface ScheduleInput {
  readonly workItemId: string;
  readonly plan: Plan;
  /** By step key; a step without one is untouched. */
  readonly facts: ReadonlyMap<string, StepFact>;
  /** By gate key; a gate without one is open. */
  readonly gates: ReadonlyMap<string, GateState>;
  readonly run: ActionsRun | null;
  readonly now: Instant;
}

export type Decision = Omit<Schedule, "audit">;

/** In a blocked step at most this many are named one by one, then their group is: what keeps a schedule linear. Ours. */
const NAMED = 8;
/** So many steps of each kind are named in the rationale. Ours. */
const NAMED_IN_RATIONALE = 20;

/**
 * Which steps may begin, which run, and why the others wait.
 *
 * Order groups are barriers; in a group a sequential step goes alone, the parallelizable ones together; ties go by
 * code unit. A workflow with `dependsOn` follows its graph instead. Linear in steps and dependencies.
 *
 * @returns never throws
 * @see     seed 002; specs rules 2 to 4
 */
export function decideSchedule(input: ScheduleInput): Decision {
  const { plan, workItemId, now } = input;
  const sheet: Sheet = { readySteps: [], runningSteps: [], collectingSteps: [], blockedSteps: [] };
  if (plan.mode === "graph") followGraph(input, sheet);
  else followOrders(input, sheet);
  return {
    schemaVersion: "1.0",
    workItemId,
    generatedAt: now,
    launchOrder: Array.from(plan.launch, (index) => plan.steps[index]?.key ?? ""),
    ...sheet,
    rationale: rationaleOf(sheet),
  };
}

/** The four lists while they are being filled; each is in (order, key) order. */
type Sheet = Pick<Decision, "readySteps" | "runningSteps" | "collectingSteps" | "blockedSteps">;

function followGraph(input: ScheduleInput, sheet: Sheet): void {
  const { steps, graph } = input.plan;
  const isDone = Uint8Array.from(steps, (step) => (standingIn(input, step) === "done" ? 1 : 0));
  for (const [index, step] of steps.entries()) {
    if (isDone[index]) continue;
    const standing = standingIn(input, step);
    const missing = missingOf(index, graph, isDone).map((needed) => steps[needed]?.key ?? "");
    if (standing === "open" && missing.length > 0) block(sheet, step, "dependency", missing);
    else if (!place(input, step, standing, sheet)) offer(input, step, "Dependencies complete", sheet);
  }
}

/** Indices of a step's dependencies that are not done. */
function missingOf(index: number, { starts, edges }: Plan["graph"], isDone: Uint8Array): number[] {
  const missing: number[] = [];
  for (let at = starts[index] ?? 0; at < (starts[index + 1] ?? 0); at++) {
    const needed = edges[at] ?? 0;
    if (!isDone[needed]) missing.push(needed);
  }
  return missing;
}

function followOrders(input: ScheduleInput, sheet: Sheet): void {
  const { steps } = input.plan;
  let before: readonly string[] | null = null;
  for (let start = 0; start < steps.length; ) {
    const order = steps[start]?.order;
    const pending: Step[] = [];
    for (let step = steps[start]; step && step.order === order; step = steps[++start])
      if (standingIn(input, step) !== "done") pending.push(step);
    if (pending.length === 0) continue;
    if (before === null) openGroup(input, pending, sheet);
    else waitForGroup(input, pending, before, sheet);
    before = namesOf(pending);
  }
}

/** The group whose turn it is: a sequential step goes first and alone, the parallelizable ones go together. */
function openGroup(input: ScheduleInput, pending: readonly Step[], sheet: Sheet): void {
  const busy = pending.filter((step) => isBusy(standingIn(input, step)));
  const free = pending.filter(
    (step) => standingIn(input, step) === "open" && gateCause(input, step) === null,
  );
  const single = free.find((step) => !step.parallelizable);
  const alone = busy.filter((step) => !step.parallelizable);
  const holders = holdersOf(alone, busy, single);
  let branches = 0;
  for (const step of pending) {
    if (place(input, step, standingIn(input, step), sheet)) continue;
    if (holders.length > 0 && step !== holders[0]) block(sheet, step, "peer", namesOf(holders));
    else if (step === single) offer(input, step, "Sequential step executes first", sheet);
    else offer(input, step, branches++ === 0 ? "Parallel branch leader" : "Parallel branch", sheet);
  }
}

/** Whom the free steps of a group wait for: whoever goes alone, or those that must end before one may. */
function holdersOf(alone: readonly Step[], busy: readonly Step[], single: Step | undefined): readonly Step[] {
  if (alone.length > 0) return alone;
  if (!single) return [];
  return busy.length > 0 ? busy : [single];
}

/** A later group: what runs there still shows as running, the rest waits for the group before it. */
function waitForGroup(
  input: ScheduleInput,
  pending: readonly Step[],
  before: readonly string[],
  sheet: Sheet,
): void {
  for (const step of pending) {
    const standing = standingIn(input, step);
    if (isBusy(standing)) place(input, step, standing, sheet);
    else block(sheet, step, "order", before);
  }
}

const standingIn = ({ facts }: ScheduleInput, { key }: Step): Standing => facts.get(key)?.standing ?? "open";

const isBusy = (standing: Standing): boolean => standing === "running" || standing === "collecting";

/** Puts a step where its own standing or gate says; false when it is free to be offered. */
function place(input: ScheduleInput, step: Step, standing: Standing, sheet: Sheet): boolean {
  const { key, order } = step;
  const fact = input.facts.get(key);
  const attempt = fact?.attempts.at(-1) ?? "";
  switch (standing) {
    case "done":
      return true;
    case "running":
      sheet.runningSteps.push({ key, order, attempt, leaseUntil: fact?.leaseUntil ?? input.now });
      return true;
    case "collecting":
      sheet.collectingSteps.push({ key, order, attempt });
      return true;
    case "baseline":
    case "retries":
      block(sheet, step, standing, [`${standing}:${key}`]);
      return true;
    case "open":
      return placeByGate(input, step, sheet);
  }
}

function placeByGate(input: ScheduleInput, step: Step, sheet: Sheet): boolean {
  const cause = gateCause(input, step);
  if (cause !== null) block(sheet, step, cause, [`gate:${step.gateKey}`]);
  return cause !== null;
}

/** What a step's gate has against it; null when it has no gate or the gate was approved. */
function gateCause({ gates }: ScheduleInput, { gateKey }: Step): BlockCause | null {
  if (gateKey === undefined) return null;
  const state = gates.get(gateKey);
  if (state === "approved") return null;
  return state === "rejected" ? "gate-rejected" : "gate-open";
}

function offer(input: ScheduleInput, step: Step, notes: string, sheet: Sheet): void {
  const { key, order, parallelizable, supportingTasks, runsOn, run } = step;
  const used = input.facts.get(key)?.attempts ?? [];
  const previousAttempt = used.at(-1);
  sheet.readySteps.push({
    key,
    order,
    parallelizable,
    supportingTasks,
    notes,
    attempt: nextAttemptId(step, input.run, (id) => !used.includes(id)),
    ...(previousAttempt === undefined ? {} : { previousAttempt }),
    executor: run ? "run" : "person",
    ...(runsOn ? { runsOn } : {}),
  });
}

function block(
  sheet: Sheet,
  { key, order, supportingTasks }: Step,
  cause: BlockCause,
  blockedBy: readonly string[],
): void {
  sheet.blockedSteps.push({ key, order, blockedBy, cause, supportingTasks });
}

/** The members of a group by name, or the group's own name when they are many. */
const namesOf = (group: readonly Step[]): readonly string[] =>
  group.length > NAMED ? [`order:${group[0]?.order}`] : group.map(({ key }) => key);

/** The schedule in one sentence, in the seed's words. */
function rationaleOf({ readySteps, runningSteps, collectingSteps, blockedSteps }: Sheet): string {
  const parts: [string, readonly { key: string }[]][] = [
    ["Running", runningSteps],
    ["Collecting", collectingSteps],
  ];
  const busy = parts.flatMap(([word, steps]) => (steps.length > 0 ? [`${word}: ${keysOf(steps)}`] : []));
  if (busy.length === 0 && readySteps.length === 0 && blockedSteps.length === 0) return "All steps complete";
  return [`Ready: ${keysOf(readySteps)}`, ...busy, `Blocked: ${keysOf(blockedSteps)}`].join("; ");
}

function keysOf(steps: readonly { key: string }[]): string {
  if (steps.length === 0) return "none";
  const named = steps.slice(0, NAMED_IN_RATIONALE).map(({ key }) => key);
  const rest = steps.length - named.length;
  return named.join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}

/** Whether nothing is left to do, run or collect. */
export function isComplete(decision: Sheet): boolean {
  return (
    decision.readySteps.length === 0 &&
    decision.runningSteps.length === 0 &&
    decision.collectingSteps.length === 0 &&
    decision.blockedSteps.length === 0
  );
}
