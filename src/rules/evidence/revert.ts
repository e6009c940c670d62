import * as v from "valibot";
import { Instant } from "../../kernel/clock.ts";
import { Digest } from "../../kernel/digest.ts";
import { Id, Key } from "../../kernel/name.ts";

/** The revert artifact that seed 002 asks for before an integrated step may run again. Unlocks one attempt. */
export const Revert = v.strictObject({
  schemaVersion: v.literal("1.0"),
  workItemId: Id,
  stepKey: Key,
  attemptId: Id,
  /** The handoff whose result is taken back; null when nothing had been completed (used-up retries). */
  reverts: v.nullable(Digest),
  reason: v.pipe(v.string(), v.regex(/\S/, "must not be blank"), v.maxLength(2_000)),
  actor: v.pipe(v.string(), v.minLength(1), v.maxLength(500)),
  timestamp: Instant,
});
export type Revert = v.InferOutput<typeof Revert>;
