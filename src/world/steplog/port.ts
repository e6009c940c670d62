import { type CodeTable, failuresOf } from "../../kernel/failure.ts";
import type { StepAddress } from "../../rules/claims/entry.ts";

/** One entry as it was written; what the bytes say is for the rules to read. */
export interface RawEntry {
  readonly seq: number;
  readonly bytes: Uint8Array;
}

/**
 * One append-only log per step of a work item. This is where exclusiveness is decided: whoever appends the next
 * entry has it, everybody else has lost.
 *
 * Every adapter passes `steplog.contract.ts`; what is not said there is not promised.
 */
export interface StepLog {
  /** All entries in order of seq; empty for a step that nobody touched. A gap is visible as a missing seq. */
  read(address: StepAddress): Promise<readonly RawEntry[]>;
  /** Appends durably. True if `seq` was free, which of any number of callers one hears; false if it was not. */
  append(address: StepAddress, seq: number, bytes: Uint8Array): Promise<boolean>;
  /** The steps of a work item that have a log, in code-unit order. */
  steps(workItem: string): Promise<readonly string[]>;
}

export const STEPLOG_CODES = {
  "steplog.foreign": { kind: "evidence", says: "Something that is no entry lies in a step log." },
} as const satisfies CodeTable;

export const stepLogFailure = failuresOf(STEPLOG_CODES);
