/**
 * Records about a subject (a work item): written once, by name, never changed. What is decided or pinned for good
 * lies here: openings and closings.
 */
export interface Records {
  /** Writes durably. True if the name was free; of any number of callers one hears it. */
  put(subject: string, name: string, bytes: Uint8Array): Promise<boolean>;
  /** The record, or undefined. Never a half-written one. */
  read(subject: string, name: string): Promise<Uint8Array | undefined>;
  /** Names of a subject's records in code-unit order. */
  list(subject: string): Promise<readonly string[]>;
}
