import type { Instant } from "../../kernel/clock.ts";
import type { EntryKind } from "../../rules/claims/entry.ts";
import type { Baseline } from "../../rules/claims/event.ts";
import type { StepState } from "../../rules/claims/state.ts";
import type { HandoffEvent } from "../../rules/evidence/handoff.ts";
import type { Holders } from "../../world/keys/port.ts";
import type { ItemPorts } from "../item/ports.ts";

/** What a caller says has happened to an attempt. */
export interface CompleteRequest {
  readonly step: string;
  readonly attempt: string;
  readonly event: HandoffEvent;
  readonly outcome: string;
  readonly nextAction: string;
  readonly actor: string;
  readonly baseline: Baseline;
  readonly links: readonly string[];
  /** Given by the caller, it is written down and decides nothing; none means now. */
  readonly timestamp: Instant | undefined;
}

export type CompletePorts = ItemPorts & { readonly holders: Holders };

/** Which entry an event becomes. A rejection after integration is a revert; so is a failure reported there. */
export function entryKindOf({ event, baseline }: CompleteRequest, state: StepState): EntryKind {
  const isRevert = baseline === "post" && state.integratedAt > 0;
  switch (event) {
    case "attempt-started":
      return state.phase === "running" ? "renew" : "take";
    case "attempt-completed":
      return "complete";
    case "attempt-failed":
      return isRevert ? "revert" : "fail";
    case "attempt-rejected":
      return isRevert ? "revert" : "reject";
    case "baseline-integration":
      return "integrate";
  }
}
