import type { Head } from "../../rules/evidence/opening.ts";

/**
 * How far each history had come when this machine last wrote or verified it in this checkout, kept outside the
 * repository: what a log that was cut or rolled back is measured against. Another checkout of the same repository may
 * lie behind, or on another branch, and is measured against what was seen there.
 */
export interface Anchors {
  /** The newest head known of every log of a history, by log name (`step:<key>`, `gate:<key>`, `closing`). */
  read(origin: string): Promise<ReadonlyMap<string, Head>>;
  /** Remembers heads; durably when the history came to a result. A shorter head than the known one changes nothing. */
  note(origin: string, heads: ReadonlyMap<string, Head>, durable: boolean): Promise<void>;
  /** Remembers which history a work item of this checkout has. The first one known stays until it is forgotten. */
  began(workItem: string, origin: string): Promise<void>;
  /** The histories that are known, by work item: what a history that was taken away or replaced is measured against. */
  histories(): Promise<ReadonlyMap<string, string>>;
  /** Forgets a history: an operator says that it was shortened or replaced on purpose. */
  forget(origin: string): Promise<void>;
}
