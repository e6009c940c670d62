import * as v from "valibot";
import { Instant } from "../kernel/clock.ts";
import { Id, Key } from "../kernel/name.ts";
import { lastAttempt } from "../rules/claims/state.ts";
import { type Decision, isComplete } from "../rules/schedule/decide.ts";
import { type ItemFacts, readFacts, scheduleOf } from "./item/facts.ts";
import type { OpenItem } from "./item/open.ts";
import type { ItemPorts } from "./item/ports.ts";

export const STANDING_WORDS = ["ready", "running", "collecting", "blocked", "completed"] as const;

/** Where one step stands, and why. */
export const StepStatus = v.strictObject({
  key: Key,
  order: v.number(),
  standing: v.picklist(STANDING_WORDS),
  attempts: v.number(),
  attempt: v.optional(Id),
  executor: v.optional(v.string()),
  leaseUntil: v.optional(Instant),
  cause: v.optional(v.string()),
  blockedBy: v.optional(v.pipe(v.array(v.string()), v.readonly())),
});
export type StepStatus = v.InferOutput<typeof StepStatus>;

export const GateStatus = v.strictObject({
  gate: Id,
  state: v.picklist(["approved", "rejected"]),
  decisions: v.array(
    v.strictObject({
      decision: v.string(),
      reviewer: v.string(),
      decidedAt: Instant,
      reasons: v.array(v.string()),
    }),
  ),
});
export type GateStatus = v.InferOutput<typeof GateStatus>;

export interface ItemStatus {
  readonly workItemId: string;
  readonly workflowId: string;
  readonly isComplete: boolean;
  readonly steps: readonly StepStatus[];
  readonly gates: readonly GateStatus[];
}

/** Where every step of a work item stands now, in launch order, each with the nearest cause of its waiting. */
export async function statusOf(open: OpenItem, ports: ItemPorts): Promise<ItemStatus> {
  const facts = await readFacts(open, ports);
  const decision = scheduleOf(open, facts, ports);
  const places = placesIn(decision);
  return {
    workItemId: open.item.id,
    workflowId: `${open.plan.workflow.id}@${open.plan.workflow.version}`,
    isComplete: isComplete(decision),
    steps: Array.from(open.plan.launch, (index) => {
      const { key = "", order = 0 } = open.plan.steps[index] ?? {};
      return { key, order, ...(places.get(key) ?? { standing: "completed" }), ...attemptOf(facts, key) };
    }),
    gates: [...facts.gates.values()].map(({ gate, state, decisions }) => ({
      gate,
      state,
      decisions: decisions.map(({ decision: { decision: word, reviewer, decidedAt, reasons } }) => ({
        decision: word,
        reviewer,
        decidedAt,
        reasons,
      })),
    })),
  };
}

type Place = Pick<StepStatus, "standing" | "leaseUntil" | "cause" | "blockedBy">;

function placesIn(decision: Decision): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  for (const { key } of decision.readySteps) places.set(key, { standing: "ready" });
  for (const { key, leaseUntil } of decision.runningSteps)
    places.set(key, { standing: "running", leaseUntil });
  for (const { key } of decision.collectingSteps) places.set(key, { standing: "collecting" });
  for (const { key, cause, blockedBy } of decision.blockedSteps)
    places.set(key, { standing: "blocked", cause, blockedBy });
  return places;
}

function attemptOf({ steps }: ItemFacts, key: string): Pick<StepStatus, "attempts" | "attempt" | "executor"> {
  const state = steps.get(key)?.state;
  const last = state && lastAttempt(state);
  if (!state || !last) return { attempts: 0 };
  return {
    attempts: state.attempts.length,
    attempt: state.completion?.attempt ?? last.id,
    executor: last.by.displayName,
  };
}
