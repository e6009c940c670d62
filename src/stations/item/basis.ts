import type { Digest } from "../../kernel/digest.ts";
import { lastAttempt } from "../../rules/claims/state.ts";
import { followed } from "../../rules/evidence/handoff.ts";
import { predecessorsOf } from "../../rules/plan/plan.ts";
import type { Step } from "../../rules/plan/workflow.ts";
import type { ItemFacts } from "./facts.ts";
import type { OpenItem } from "./open.ts";

/** On what an attempt begins: what its take says and its handoff repeats. */
export interface Basis {
  readonly follows: Digest[];
  readonly followsOf?: number;
  readonly gate?: Digest;
  readonly previousAttempt?: string;
}

/**
 * The handoffs that made a step ready: those of its dependencies, or of the order group before it and of the
 * sequential steps of its own group; the gate decision that opened it; the attempt before.
 */
export function basisOf(open: OpenItem, facts: ItemFacts, step: Step): Basis {
  const { before, peers } = predecessorsOf(open.plan, step);
  const digests = [...before, ...peers].flatMap(({ key }) => {
    const completion = facts.steps.get(key)?.state.completion;
    return completion ? [completion.document.digest] : [];
  });
  const gate = step.gateKey === undefined ? undefined : facts.gates.get(step.gateKey)?.head.digest;
  const state = facts.steps.get(step.key)?.state;
  const previousAttempt = state && lastAttempt(state)?.id;
  return {
    ...followed(digests),
    ...(gate === undefined ? {} : { gate }),
    ...(previousAttempt === undefined ? {} : { previousAttempt }),
  };
}
