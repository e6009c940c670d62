import * as v from "valibot";
import { type Instant, Instant as InstantSchema } from "../../kernel/clock.ts";
import { Digest, digestOf } from "../../kernel/digest.ts";
import { Id, Key } from "../../kernel/name.ts";
import type { EntryKind } from "../claims/entry.ts";
import { Baseline, EventType } from "../claims/event.ts";

const Text = v.pipe(v.string("must be text"), v.maxLength(20_000, "must be at most 20000 characters"));
const Word = v.pipe(Text, v.maxLength(500, "must be at most 500 characters"));

/** Links of one handoff: ours. */
export const MOST_LINKS = 1_000;

/** The twelve fields of seed 002's handoff (its schema, version 1.0). */
const seedFields = {
  schemaVersion: v.literal("1.0"),
  workItemId: Id,
  workflow: v.looseObject({ name: Word, version: Word }),
  step: v.looseObject({ key: Key, order: v.pipe(v.number(), v.integer(), v.minValue(1)) }),
  eventType: EventType,
  attemptId: Id,
  timestamp: InstantSchema,
  actor: Word,
  outcome: Text,
  nextAction: Text,
  baselineIntegration: Baseline,
  links: v.pipe(v.array(v.pipe(v.string(), v.maxLength(2_000))), v.maxLength(MOST_LINKS)),
} as const;

/** A handoff as other tools of the seed write it: extra fields are allowed. Believed only when adopted at opening. */
export const SeedHandoff = v.looseObject(seedFields);
export type SeedHandoff = v.InferOutput<typeof SeedHandoff>;

/** A linked file of the work folder, as it was when the handoff was written. */
export const LinkedFile = v.strictObject({
  path: v.pipe(v.string(), v.maxLength(2_000)),
  digest: Digest,
  bytes: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** The git object of the same bytes: where they are still to be had when the file has moved on. */
  blob: v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/, "must be the id of a git object")),
});
export type LinkedFile = v.InferOutput<typeof LinkedFile>;

/**
 * What an attempt leaves to whoever comes next: the seed's fields, and what ties it to the log. Written once.
 *
 * `follows` holds the digests of the handoffs that made the step ready; beyond 256 it is one digest over their
 * list and `followsOf` says how many they are.
 */
export const Handoff = v.strictObject({
  ...seedFields,
  workflow: v.strictObject({ name: Word, version: Word }),
  step: v.strictObject({ key: Key, order: v.pipe(v.number(), v.integer(), v.minValue(1)) }),
  /** The fencing token that it was written with; 0 for an operator's event on an adopted attempt. */
  token: v.pipe(v.number(), v.integer(), v.minValue(0)),
  follows: v.pipe(v.array(Digest), v.maxLength(256)),
  followsOf: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  files: v.pipe(v.array(LinkedFile), v.maxLength(MOST_LINKS)),
});
export type Handoff = v.InferOutput<typeof Handoff>;

/** Every event that `complete` writes: who may write it, and which entries of the step log it can become. */
export const HANDOFF_EVENTS = {
  "attempt-started": { by: "holder", baseline: "pre", becomes: ["take", "renew"] },
  "attempt-completed": { by: "holder", baseline: "pre", becomes: ["complete"] },
  "attempt-failed": { by: "holder", baseline: "pre", becomes: ["fail", "revert"] },
  "attempt-rejected": { by: "operator", baseline: "pre", becomes: ["reject", "revert"] },
  "baseline-integration": { by: "operator", baseline: "post", becomes: ["integrate"] },
} as const satisfies Partial<
  Record<EventType, { by: "holder" | "operator"; baseline: Baseline; becomes: readonly EntryKind[] }>
>;
export type HandoffEvent = keyof typeof HANDOFF_EVENTS;

export const isHandoffEvent = (event: EventType): event is HandoffEvent =>
  Object.hasOwn(HANDOFF_EVENTS, event);

/** Whether an event can have become such an entry. */
export function becomes(event: EventType, kind: EntryKind): boolean {
  if (!isHandoffEvent(event)) return false;
  const kinds: readonly EntryKind[] = HANDOFF_EVENTS[event].becomes;
  return kinds.includes(kind);
}

const MOST_FOLLOWED = 256;

/** The list of followed digests as documents hold it: itself, or one digest over it when it is long. Linear in all. */
export function followed(digests: readonly Digest[]): { follows: Digest[]; followsOf?: number } {
  if (digests.length <= MOST_FOLLOWED) return { follows: [...digests] };
  return { follows: [digestOf(`${digests.join("\n")}\n`)], followsOf: digests.length };
}

export const HANDOFF_FOLDER = "artifacts/handoff";
export const REVERTS_FOLDER = "artifacts/reverts";

/** Longest file name, in bytes: what a cut name is brought down to (design section 5). */
const NAME_BYTES = 200;

/**
 * Name of a record about an attempt: `<time>-<workItem>-<step>-<attempt>.json`, colons of the time as dashes.
 * A name over 200 bytes is cut and ends in 12 hexadecimal digits of its own digest.
 *
 * @param mark  told apart from another record of the same attempt and time; empty for the first
 */
export function recordName(at: Instant, workItem: string, step: string, attempt: string, mark = ""): string {
  const stem = `${at.replaceAll(":", "-")}-${workItem}-${step}-${attempt}${mark === "" ? "" : `-${mark}`}`;
  if (stem.length + ".json".length <= NAME_BYTES) return `${stem}.json`;
  const hex = digestOf(stem).slice("sha256:".length, "sha256:".length + 12);
  return `${stem.slice(0, NAME_BYTES - ".json".length - hex.length - 1)}-${hex}.json`;
}

/** Whether the name of a file is one of ours, whole, and so tells which work items it can be about. */
const tells = (name: string): boolean =>
  name.length < NAME_BYTES && /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d(?:\.\d{1,9})?Z-/.test(name);

/** Whether a file of the handoff folder may be about a work item, by its name alone: false means surely not. */
export const mayConcern = (name: string, workItem: string): boolean => !tells(name) || names(name, workItem);

/**
 * Whether the name of a file gives a work item. A dash divides ids and stands in them: `item-1` and `item-1-b` may
 * both be given by one name, and only the document says which of them it is about.
 */
export const names = (name: string, workItem: string): boolean => name.includes(`Z-${workItem}-`);

/** The signature that lies beside a handoff. */
export const sidecarOf = (handoffPath: string): string => handoffPath.replace(/\.json$/, ".dsse.json");
export const signedBy = (sidecarPath: string): string => sidecarPath.replace(/\.dsse\.json$/, ".json");
export const isSidecar = (name: string): boolean => name.endsWith(".dsse.json");
