/**
 * Whether the process that began something on this machine still lives: a claim whose process is gone need not be
 * waited for until its lease runs out.
 */
export interface Presence {
  /** Remembers that this process works on something; the last one counts. */
  announce(name: string): void;
  /** `unknown` where nobody announced anything, or on another machine. */
  of(name: string): "mine" | "alive" | "gone" | "unknown";
}
