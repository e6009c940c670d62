import type { SealingKey } from "../../../src/kernel/seal.ts";
import { after } from "../../../src/rules/claims/effect.ts";
import type { StepAddress } from "../../../src/rules/claims/entry.ts";
import { type KeyFor, type LogReading, readLog, writeEntry } from "../../../src/rules/claims/log.ts";
import { EMPTY } from "../../../src/rules/claims/state.ts";
import { keyOfOnly, type TestKey } from "./keys.ts";
import { ADDRESS, at, type Move } from "./logs.ts";

/** A step log as a store gives it back. */
export interface Stored {
  readonly seq: number;
  readonly bytes: Uint8Array;
}

/** The bytes of a log of moves that the rules allow, signed for real. */
export function signedLog(moves: readonly Move[], key: SealingKey, address: StepAddress = ADDRESS): Stored[] {
  let state = EMPTY;
  return moves.map((next, index) => {
    const nonce = index.toString(16).padStart(32, "0");
    const frame = { address, state, at: at(next.at), nonce };
    const written = writeEntry(frame, next.draft(state), key);
    state = after(state, written.recorded);
    return { seq: state.seq, bytes: written.bytes };
  });
}

/** What such a log says when the key is the only one that is known. */
export function reading(
  stored: readonly Stored[],
  key: TestKey,
  more: { retries?: number | null; trusted?: number; keyFor?: KeyFor } = {},
): LogReading {
  const { retries = null, trusted = 0, keyFor = keyOfOnly(key) } = more;
  return readLog(ADDRESS, stored, retries, keyFor, trusted);
}

/** The log with one entry's text changed. */
export function rewritten(
  stored: readonly Stored[],
  seq: number,
  change: (text: string) => string,
): Stored[] {
  return stored.map((each) =>
    each.seq === seq ? { seq, bytes: Buffer.from(change(Buffer.from(each.bytes).toString("utf8"))) } : each,
  );
}

/** The entries with new numbers, as a store would hold them that somebody had pushed together. */
export const renumbered = (stored: readonly Stored[]): Stored[] =>
  stored.map(({ bytes }, index) => ({ seq: index + 1, bytes }));
