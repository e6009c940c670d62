import { msOf } from "../../../src/kernel/clock.ts";
import type { StepState } from "../../../src/rules/claims/state.ts";
import { type ItemMeasure, measure } from "../../../src/rules/evidence/portfolio.ts";
import type { WorkItem } from "../../../src/rules/plan/work-item.ts";
import { at, type Move, stateAfter } from "./logs.ts";
import { planFor, type StepWords } from "./plans.ts";

export const hour = (hours: number): string => at(hours * 3_600);

/** The moves of a log whose seconds, leases and all, are meant as hours. */
export function inHours(moves: readonly Move[]): Move[] {
  const scaled = (moment: string): string => hour((msOf(moment) - msOf(at(0))) / 1_000);
  return moves.map((move) => ({
    at: move.at * 3_600,
    draft: (state) => {
      const draft = move.draft(state);
      return "leaseUntil" in draft ? { ...draft, leaseUntil: scaled(draft.leaseUntil) } : draft;
    },
  }));
}

export function itemOf(words: Partial<WorkItem> = {}): WorkItem {
  return {
    ...{ id: "item-1", workflowId: "wf-1@1.0.0", status: "in-progress", currentStepKey: "setup", owner: "o" },
    ...{ createdAt: hour(0), updatedAt: hour(0), links: [], metadata: {} },
    ...words,
  };
}

/** A work item measured: its steps, and by step key what its log holds, in hours. */
export function measured(
  steps: readonly StepWords[],
  logs: Readonly<Record<string, readonly Move[]>>,
  item: Partial<WorkItem> = {},
): ItemMeasure {
  const states = new Map<string, StepState>(
    Object.entries(logs).map(([key, moves]) => [key, stateAfter(inHours(moves))]),
  );
  return measure({ item: itemOf(item), plan: planFor(steps), states, lastArtifact: null });
}
