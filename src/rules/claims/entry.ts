import * as v from "valibot";
import { Instant } from "../../kernel/clock.ts";
import { Digest } from "../../kernel/digest.ts";
import { Id, Key } from "../../kernel/name.ts";
import { Seal } from "../../kernel/seal.ts";
import { Baseline, EventType, Executor } from "./event.ts";

/** A document that an entry binds: where it lies, and the SHA-256 of its bytes. */
export const DocumentRef = v.strictObject({
  path: v.pipe(
    v.string(),
    v.maxLength(255),
    v.regex(
      /^artifacts\/(?:handoff|reverts)\/[A-Za-z0-9][A-Za-z0-9._-]*\.json$/,
      "must be a handoff or a revert",
    ),
  ),
  digest: Digest,
});
export type DocumentRef = v.InferOutput<typeof DocumentRef>;

const seq = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(999_999));

/** What every entry says of itself. `previous` is the digest of the entry before it, null for the first. */
const common = {
  schemaVersion: v.literal("1.0"),
  workItem: Id,
  step: Key,
  seq,
  previous: v.nullable(Digest),
  at: Instant,
  by: Executor,
  /** 128 random bits: no two holders ever write the same bytes, so no store can mistake one for the other. */
  nonce: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/, "must be 32 hexadecimal digits")),
  attempt: Id,
  signature: Seal,
} as const;

/** The `seq` of the take that is current: the fencing token. */
const token = seq;
const reason = v.pipe(v.string(), v.regex(/\S/, "must not be blank"), v.maxLength(2_000));
/** Digests of the handoffs that made the step ready; `followsOf` says how many, when the list is their tree. */
const basis = {
  follows: v.pipe(v.array(Digest), v.maxLength(256)),
  followsOf: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  /** The gate decision that opened the step, where it has a gate. */
  gate: v.optional(Digest),
  previousAttempt: v.optional(Id),
} as const;

/** An attempt begins: exclusive until `leaseUntil`, by whoever knows the secret behind `holder`. */
export const Take = v.strictObject({
  ...common,
  kind: v.literal("take"),
  holder: Digest,
  leaseUntil: Instant,
  ...basis,
  document: v.optional(DocumentRef),
});

const ended = {
  ...common,
  token,
  document: DocumentRef,
  /** Taken and ended in one go: the token is this entry's own seq, and it says on what basis. */
  implicit: v.optional(v.strictObject(basis)),
} as const;

/** One entry of a step log. Nine kinds; nothing is ever changed or taken back, a correction is a new entry. */
export const Entry = v.variant("kind", [
  /** A handoff that lay here before the log began: believed once, at opening. */
  v.strictObject({
    ...common,
    kind: v.literal("adopt"),
    event: EventType,
    baseline: Baseline,
    document: DocumentRef,
    startedAt: v.optional(Instant),
    endedAt: Instant,
  }),
  Take,
  v.strictObject({
    ...common,
    kind: v.literal("renew"),
    token,
    leaseUntil: Instant,
    document: v.optional(DocumentRef),
  }),
  v.strictObject({ ...common, kind: v.literal("release"), token, reason }),
  v.strictObject({ ...ended, kind: v.literal("complete") }),
  v.strictObject({ ...ended, kind: v.literal("fail") }),
  /** A completed attempt is withdrawn; by a gate's rejection also a running one, and what rests on either. */
  v.strictObject({
    ...common,
    kind: v.literal("reject"),
    reason,
    gate: v.optional(v.strictObject({ key: Id, decision: Digest })),
    document: v.optional(DocumentRef),
  }),
  /** The completed attempt has reached the base branch: the baseline boundary. */
  v.strictObject({ ...common, kind: v.literal("integrate"), document: DocumentRef }),
  /** An operator unlocks exactly one more attempt. */
  v.strictObject({ ...common, kind: v.literal("revert"), reason, document: DocumentRef }),
]);
export type Entry = v.InferOutput<typeof Entry>;
export type EntryKind = Entry["kind"];
export type EntryOf<K extends EntryKind> = Extract<Entry, { kind: K }>;

/** What the writer of an entry decides; the rest (seq, previous, time, nonce, signature) follows from the log. */
export type Draft = DraftOf<EntryKind>;
export type DraftOf<K extends EntryKind> = K extends EntryKind
  ? Omit<EntryOf<K>, Exclude<keyof typeof common, "attempt" | "by">>
  : never;

/** Which step log: the address of everything that happened to one step of one work item. */
export interface StepAddress {
  readonly workItem: Id;
  readonly step: Key;
}

/** An entry with the digest of its bytes: what the next entry names as `previous`. */
export interface Recorded {
  readonly entry: Entry;
  readonly digest: Digest;
}

/** On what an attempt begins: the results that it follows, and the decision of its gate. */
export type EntryBasis = Pick<EntryOf<"take">, "follows" | "followsOf" | "gate">;

/** On what an entry began an attempt; undefined when it began none. */
export function basisIn(entry: Entry): EntryBasis | undefined {
  if (entry.kind === "take") return entry;
  return entry.kind === "complete" || entry.kind === "fail" ? entry.implicit : undefined;
}
