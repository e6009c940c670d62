import * as v from "valibot";
import { Instant } from "../../kernel/clock.ts";
import { Digest } from "../../kernel/digest.ts";
import { Id, Key } from "../../kernel/name.ts";
import { Seal } from "../../kernel/seal.ts";
import type { GateState } from "../schedule/fact.ts";

/** Reasons of one decision: ours. */
export const MOST_REASONS = 50;
const Reasons = v.pipe(
  v.array(v.pipe(v.string(), v.regex(/\S/, "must not be blank"), v.maxLength(2_000))),
  v.maxLength(MOST_REASONS),
);
const decisionFields = {
  schemaVersion: v.literal("1.0"),
  workItemId: Id,
  gateKey: Id,
  decision: v.picklist(["approve", "reject"], "must be approve or reject"),
  reasons: Reasons,
  reviewer: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  decidedAt: Instant,
} as const;

/** A gate decision as other tools of the seed write it. */
export const SeedGate = v.looseObject(decisionFields);
export type SeedGate = v.InferOutput<typeof SeedGate>;

/**
 * One decision about one gate of a work item. Decisions are a chain: a later one is a new record that names the
 * one before it; `artifacts/gates/<workItem>/<gate>.json` is a copy of the newest.
 */
export const Gate = v.strictObject({
  ...decisionFields,
  seq: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(999_999)),
  previous: v.nullable(Digest),
  /** Where the work starts again after a rejection. */
  reentryStepKey: v.optional(Key),
  /** The completed attempts that a rejection takes back: the re-entry step's and those of all steps after it. */
  withdrawn: v.array(v.strictObject({ step: Key, attempt: Id })),
  signature: Seal,
});
export type Gate = v.InferOutput<typeof Gate>;

export const GATES_FOLDER = "artifacts/gates";
export const gateFolder = (workItem: string): string => `${GATES_FOLDER}/${workItem}`;
export const gateViewPath = (workItem: string, gate: string): string =>
  `${gateFolder(workItem)}/${gate}.json`;
export const gateHistoryFolder = (workItem: string, gate: string): string =>
  `${gateFolder(workItem)}/${gate}`;
export const gatePath = (workItem: string, gate: string, seq: number): string =>
  `${gateHistoryFolder(workItem, gate)}/${seq}.json`;

export const gateState = (decision: "approve" | "reject"): GateState =>
  decision === "approve" ? "approved" : "rejected";
