import type { Instant } from "../../kernel/clock.ts";
import { readDocument } from "../../kernel/document.ts";
import { isSealedBy, type SealingKey, sealed, sealKeyId } from "../../kernel/seal.ts";
import type { KeyId, PublicKey } from "../../kernel/signature.ts";
import { type Draft, Entry, type EntryKind, type Recorded, type StepAddress } from "./entry.ts";
import { type Fault, fold } from "./fold.ts";
import type { StepState } from "./state.ts";

/** A step log that was read: its records, and the state that they amount to. */
export interface LogReading {
  readonly records: readonly Recorded[];
  readonly state: StepState;
  readonly fault: Fault | null;
}

/** The key that may have signed such an entry at such a time, or undefined. */
export type KeyFor = (id: KeyId, kind: EntryKind, at: Instant) => PublicKey | undefined;

/**
 * Reads a step log from its bytes: every entry in canonical form and in its shape, standing at its seq, chained,
 * signed by a known key, and allowed by the rules to follow the ones before it.
 *
 * @param raw      the entries with the seq that they were stored under, in order
 * @param trusted  entries up to this seq were checked before and are covered by a remembered head; their
 *                 signatures are not checked again
 * @returns        the state up to the first fault; never throws
 */
export function readLog(
  address: StepAddress,
  raw: readonly { readonly seq: number; readonly bytes: Uint8Array }[],
  retries: number | null,
  keyFor: KeyFor,
  trusted = 0,
): LogReading {
  const records: Recorded[] = [];
  let fault: Fault | null = null;
  for (const stored of raw) {
    const read = readEntry(stored, records.length + 1, trusted, keyFor);
    if ("says" in read) {
      fault = { seq: records.length + 1, says: read.says };
      break;
    }
    records.push(read);
  }
  const folded = fold(address, records, retries);
  return { records, state: folded.state, fault: folded.fault ?? fault };
}

/** One entry from its bytes, or in one clause what is wrong with it. */
function readEntry(
  { seq, bytes }: { readonly seq: number; readonly bytes: Uint8Array },
  expected: number,
  trusted: number,
  keyFor: KeyFor,
): Recorded | { readonly says: string } {
  if (seq !== expected) return { says: "is missing" };
  const read = readDocument(Entry, bytes);
  if (!read.ok) return { says: read.says };
  const { value: entry, text, digest } = read.read;
  if (seq <= trusted) return { entry, digest };
  const keyId = sealKeyId(entry.signature);
  const key = keyFor(keyId, entry.kind, entry.at);
  if (key === undefined) return { says: `is signed by key ${keyId}, which is not trusted for it` };
  return isSealedBy("entry", text, entry.signature, key)
    ? { entry, digest }
    : { says: "was changed after it was signed" };
}

/** Everything that the writer of an entry does not decide. */
export interface EntryFrame {
  readonly address: StepAddress;
  readonly state: StepState;
  readonly at: Instant;
  readonly nonce: string;
}

/** The bytes of the next entry of a log, signed. It is read back before it is written: no shape is assumed. */
export function writeEntry(
  frame: EntryFrame,
  draft: Draft,
  key: SealingKey,
): { recorded: Recorded; bytes: Uint8Array } {
  const { address, state, at, nonce } = frame;
  const text = sealed(
    "entry",
    {
      schemaVersion: "1.0",
      workItem: address.workItem,
      step: address.step,
      seq: state.seq + 1,
      previous: state.digest,
      at,
      nonce,
      ...draft,
    },
    key,
  );
  const bytes = Buffer.from(text);
  const read = readDocument(Entry, bytes);
  if (!read.ok) throw new TypeError(`An entry that we wrote ${read.says}.`);
  return { recorded: { entry: read.read.value, digest: read.read.digest }, bytes };
}
