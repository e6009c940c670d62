import type * as v from "valibot";
import { digestOf } from "../../../src/kernel/digest.ts";
import { Gate, SeedGate } from "../../../src/rules/evidence/gate.ts";
import { Handoff, SeedHandoff } from "../../../src/rules/evidence/handoff.ts";
import { AdoptedHandoff, Closing, Head, Opening } from "../../../src/rules/evidence/opening.ts";
import { Revert } from "../../../src/rules/evidence/revert.ts";
import { testKey } from "./keys.ts";
import { at } from "./logs.ts";

const DIGEST = digestOf("x");
const SEAL = `ed25519:${"0".repeat(32)}:${"A".repeat(86)}==`;
const SEED = {
  ...{ schemaVersion: "1.0", workItemId: "item-1", eventType: "attempt-completed", attemptId: "a1" },
  ...{ workflow: { name: "W", version: "1" }, step: { key: "Phase-1", order: 1 }, timestamp: at(0) },
  ...{ actor: "octo", outcome: "ok", nextAction: "go", baselineIntegration: "pre", links: [] },
};
const SEED_GATE = {
  ...{ schemaVersion: "1.0", workItemId: "item-1", gateKey: "g", decision: "reject" },
  ...{ reasons: ["r"], reviewer: "q", decidedAt: at(0) },
};
/** A whole document of each kind, with the schema that reads it. */
export const WHOLE = {
  SeedHandoff: { schema: SeedHandoff, value: SEED },
  Handoff: { schema: Handoff, value: { ...SEED, token: 1, follows: [], files: [] } },
  SeedGate: { schema: SeedGate, value: SEED_GATE },
  Gate: {
    schema: Gate,
    value: { ...SEED_GATE, seq: 1, previous: null, withdrawn: [], signature: SEAL },
  },
  Revert: {
    schema: Revert,
    value: {
      ...{ schemaVersion: "1.0", workItemId: "item-1", stepKey: "s", attemptId: "a1", reverts: null },
      ...{ reason: "again", actor: "octo", timestamp: at(0) },
    },
  },
  Opening: {
    schema: Opening,
    value: {
      ...{ schemaVersion: "1.0", kind: "opening", workItem: "item-1", handoffs: [], gates: [] },
      item: { workflowId: "wf@1", owner: "o", createdAt: at(0) },
      ...{ workflow: { id: "wf", version: "1", path: "p", digest: DIGEST }, openedAt: at(0) },
      ...{ by: { id: "i", displayName: "d" }, origin: "0".repeat(32), signer: testKey(1).publicKey },
      signature: SEAL,
    },
  },
  AdoptedHandoff: {
    schema: AdoptedHandoff,
    value: {
      ...{ path: "artifacts/handoff/a.json", digest: DIGEST, step: "s", attempt: "a1" },
      ...{ event: "attempt-failed", baseline: "pre", endedAt: at(0) },
    },
  },
  Closing: {
    schema: Closing,
    value: {
      ...{ schemaVersion: "1.0", kind: "closing", workItem: "item-1", opening: DIGEST, previous: null },
      ...{ steps: { s: { seq: 1, digest: DIGEST } }, gates: { g: DIGEST }, closedAt: at(0) },
      ...{ by: { id: "i", displayName: "d" }, signature: SEAL },
    },
  },
  Head: { schema: Head, value: { seq: 1, digest: DIGEST } },
} satisfies Record<string, { schema: v.GenericSchema; value: object }>;
