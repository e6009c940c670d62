/** What may be tuned about claims. All figures are ours; the seed names none. */
export const CLAIM_POLICY = {
  /** A lease without `--lease` and without a step `timeout`: one hour. */
  leaseMs: 3_600_000,
  /** Beyond a step's `timeout`, so that a step that ends on time can still report. */
  graceMs: 300_000,
  /** Shortest and longest lease that may be asked for: one second, seven days. */
  minLeaseMs: 1_000,
  maxLeaseMs: 604_800_000,
  /** How often a writer that lost a race looks again before it gives up. */
  tries: 16,
} as const;
