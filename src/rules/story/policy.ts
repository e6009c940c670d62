/** What may be tuned about the work itself. All figures are ours; the seed names none for them. */
export const STORY_POLICY = {
  /** How long an agent program may run, and each run of the tests. */
  agentTimeoutMs: 20 * 60_000,
  checkTimeoutMs: 10 * 60_000,
  /** How much a change may touch before it is no longer one that a person reviews. */
  maxFiles: 50,
  maxLines: 2_000,
  /** What is kept of a program's output: an agent that prints its whole dialogue stays below. */
  maxOutputBytes: 8 << 20,
  /** Attempts beyond the first that a step has when a lease runs out unheard. */
  retries: 2,
} as const;
