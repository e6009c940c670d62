import type { Digest } from "../../kernel/digest.ts";
import type { Recorded, StepAddress } from "../../rules/claims/entry.ts";
import type { StepState } from "../../rules/claims/state.ts";
import type { Head, Opening } from "../../rules/evidence/opening.ts";
import type { Keyring } from "../../rules/evidence/trust.ts";
import type { Plan } from "../../rules/plan/plan.ts";
import type { RecordedDecision } from "../item/gates.ts";

/** What is being verified: a work item, what it was opened with, and whose signatures count. */
export interface Scope {
  readonly workItem: string;
  readonly opening: Opening;
  readonly openingDigest: Digest;
  /** Undefined when the pinned workflow is gone or changed: what depends on it is not derived again. */
  readonly plan: Plan | undefined;
  readonly keyring: Keyring;
  readonly anchored: ReadonlyMap<string, Head>;
}

/** A step log as far as it verifies. */
export interface VerifiedLog {
  readonly address: StepAddress;
  readonly records: readonly Recorded[];
  readonly state: StepState;
}

/** Everything of a work item that verifies, by step and by gate. */
export interface Verified {
  readonly logs: ReadonlyMap<string, VerifiedLog>;
  readonly gates: ReadonlyMap<string, readonly RecordedDecision[]>;
}
