import * as v from "valibot";
import { Instant } from "../../kernel/clock.ts";
import { Digest } from "../../kernel/digest.ts";
import { Id, Key } from "../../kernel/name.ts";
import { Seal } from "../../kernel/seal.ts";
import { mapping } from "../../kernel/shape.ts";
import { PublicKey } from "../../kernel/signature.ts";
import { Baseline, EventType, Executor } from "../claims/event.ts";
import { FixedItem } from "../plan/work-item.ts";

/** A handoff that lay here when the work item was opened: believed from then on, by its digest. */
export const AdoptedHandoff = v.strictObject({
  path: v.pipe(
    v.string(),
    v.regex(/^artifacts\/handoff\/[A-Za-z0-9][A-Za-z0-9._-]*\.json$/, "must be a handoff"),
  ),
  digest: Digest,
  step: Key,
  attempt: Id,
  event: EventType,
  baseline: Baseline,
  startedAt: v.optional(Instant),
  endedAt: Instant,
});
export type AdoptedHandoff = v.InferOutput<typeof AdoptedHandoff>;

/**
 * The first record of a work item: which plan it follows, and what it found. Written once, by whoever touches the
 * work item first; what is not named here and not in a log was not there.
 */
export const Opening = v.strictObject({
  schemaVersion: v.literal("1.0"),
  kind: v.literal("opening"),
  workItem: Id,
  /** The rest of the work item's document is people's, and decides nothing. */
  item: FixedItem,
  /** The plan is pinned: a workflow that changes under way is found out, not followed. */
  workflow: v.strictObject({ id: Id, version: v.string(), path: v.string(), digest: Digest }),
  /** In the order in which they are believed. */
  handoffs: v.array(AdoptedHandoff),
  gates: v.array(v.strictObject({ gate: Id, digest: Digest })),
  /** Another tool's schedule that lay here: it decides nothing, and is no stranger. */
  schedule: v.optional(Digest),
  openedAt: Instant,
  by: Executor,
  /** 128 random bits: the identity of this history, by which a machine remembers how far it had come. */
  origin: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/, "must be 32 hexadecimal digits")),
  signer: PublicKey,
  signature: Seal,
});
export type Opening = v.InferOutput<typeof Opening>;

/** The last record of a work item: binds the head of every log. A work item that is reverted later is closed again. */
export const Closing = v.strictObject({
  schemaVersion: v.literal("1.0"),
  kind: v.literal("closing"),
  workItem: Id,
  opening: Digest,
  previous: v.nullable(Digest),
  steps: mapping(v.record(Key, v.strictObject({ seq: v.pipe(v.number(), v.integer()), digest: Digest }))),
  gates: mapping(v.record(Id, Digest)),
  closedAt: Instant,
  by: Executor,
  signature: Seal,
});
export type Closing = v.InferOutput<typeof Closing>;

/** Where the records about a subject lie when they are files. */
export const RECORDS_FOLDER = "artifacts/records";
export const recordsFolder = (subject: string): string => `${RECORDS_FOLDER}/${subject}`;
export const recordPath = (subject: string, name: string): string => `${recordsFolder(subject)}/${name}.json`;

export const OPENING = "opening";
export const closingName = (count: number): string => `closing-${count}`;

/** The head of a log: how long it is and what its last entry digests to. */
export const Head = v.strictObject({ seq: v.pipe(v.number(), v.integer(), v.minValue(1)), digest: Digest });
export type Head = v.InferOutput<typeof Head>;
