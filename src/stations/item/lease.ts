import { CLAIM_POLICY } from "../../rules/claims/policy.ts";
import { durationMs, type Step } from "../../rules/plan/workflow.ts";

/** How long an attempt of a step is exclusive unless it is renewed, in milliseconds. */
export function leaseOf(step: Step): number {
  return step.timeout === undefined ? CLAIM_POLICY.leaseMs : durationMs(step.timeout) + CLAIM_POLICY.graceMs;
}
