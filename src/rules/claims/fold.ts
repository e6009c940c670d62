import { admit } from "./admit.ts";
import { after } from "./effect.ts";
import type { Recorded, StepAddress } from "./entry.ts";
import { EMPTY, type StepState } from "./state.ts";

/** The first thing that is wrong with a log, and at which seq. */
export interface Fault {
  readonly seq: number;
  /** A clause: "names another entry as the one before it". */
  readonly says: string;
}

export interface Folded {
  readonly state: StepState;
  readonly fault: Fault | null;
}

/**
 * What a step log amounts to: the state after its last good entry, and the first fault if there is one.
 *
 * Every entry must stand at its seq, in this step of this work item, name the digest of the entry before it, and
 * be one that `admit` lets follow. A log with a fault counts for nothing beyond the entry before the fault.
 *
 * @param records  in order of seq
 * @param retries  of the step; null for no limit
 */
export function fold(address: StepAddress, records: readonly Recorded[], retries: number | null): Folded {
  let state = EMPTY;
  for (const record of records) {
    const says = linkFault(address, state, record) ?? admission(state, record, retries);
    if (says) return { state, fault: { seq: state.seq + 1, says } };
    state = after(state, record);
  }
  return { state, fault: null };
}

function linkFault(address: StepAddress, state: StepState, { entry }: Recorded): string | null {
  if (entry.workItem !== address.workItem || entry.step !== address.step)
    return `belongs to step ${entry.step} of work item ${entry.workItem}`;
  if (entry.seq !== state.seq + 1) return `says that it is entry ${entry.seq}`;
  if (entry.previous !== state.digest) return "does not follow the entry before it";
  return null;
}

function admission(state: StepState, { entry }: Recorded, retries: number | null): string | null {
  const denial = admit(state, entry, retries);
  return denial ? `is not allowed there (${entry.kind}: ${denial})` : null;
}

/** The state as it was after the first `seq` entries; null when the log is shorter or has a fault before. */
export function foldTo(
  address: StepAddress,
  records: readonly Recorded[],
  retries: number | null,
  seq: number,
): StepState | null {
  const { state, fault } = fold(address, records.slice(0, seq), retries);
  return fault === null && state.seq === seq ? state : null;
}
