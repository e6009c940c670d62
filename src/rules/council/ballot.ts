import * as v from "valibot";
import { Id } from "../../kernel/name.ts";

export const RISKS = ["low", "medium", "high", "unknown"] as const;
export type Risk = (typeof RISKS)[number];

/** How much of an answer is kept, in characters; what is longer does not approve. Ours. */
export const BALLOT_LIMITS = {
  says: 2_000,
  place: 400,
  findings: 200,
  recommendation: 4_000,
  rationale: 8_000,
} as const;

/** One point of an answer. `place` quotes what it is about; models may leave it out. */
export const BallotFinding = v.strictObject({
  says: v.pipe(v.string(), v.maxLength(BALLOT_LIMITS.says)),
  place: v.optional(v.pipe(v.string(), v.maxLength(BALLOT_LIMITS.place))),
});
export type BallotFinding = v.InferOutput<typeof BallotFinding>;

/** A lane's answer as it counts. `risk` unknown vetoes as high does. */
export const Ballot = v.strictObject({
  approve: v.boolean(),
  risk: v.picklist(RISKS),
  findings: v.pipe(v.array(BallotFinding), v.maxLength(BALLOT_LIMITS.findings)),
  recommendation: v.pipe(v.string(), v.maxLength(BALLOT_LIMITS.recommendation)),
  rationale: v.pipe(v.string(), v.maxLength(BALLOT_LIMITS.rationale)),
});
export type Ballot = v.InferOutput<typeof Ballot>;

/** What came back from a lane: its text, or why there is none. Recorded as it came; parsed again by whoever verifies. */
export const LaneAnswer = v.strictObject({
  lane: Id,
  /** The answer as received, at most 64 KiB; null when there is none. */
  text: v.nullable(v.pipe(v.string(), v.maxLength(65_536))),
  /** Why there is no text: `rate-limited`, `timed-out`, `unavailable`, `not-recorded`, …; null when there is one. */
  absent: v.nullable(v.pipe(v.string(), v.maxLength(500))),
});
export type LaneAnswer = v.InferOutput<typeof LaneAnswer>;
