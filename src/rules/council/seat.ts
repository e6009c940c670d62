import * as v from "valibot";
import { Id } from "../../kernel/name.ts";

/** Who answers: a model family, or our own deterministic reviewers. Two lanes of one family are one voice twice. */
export const FAMILIES = ["codex", "glm", "claude", "gemini", "xai", "builtin"] as const;
export const Family = v.picklist(FAMILIES, `must be one of ${FAMILIES.join(", ")}`);
export type Family = v.InferOutput<typeof Family>;

/** How a lane is asked. `builtin`: our reviewers; `scripted`: a recorded answer; the rest are models. */
export const ENGINES = ["builtin", "scripted", "harness", "api"] as const;
export const Engine = v.picklist(ENGINES, `must be one of ${ENGINES.join(", ")}`);
export type Engine = v.InferOutput<typeof Engine>;

/** In tenths of a vote, a whole number: 14 is 1.4. No float decides a merge. */
export const Weight = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100));

/** One seat of the council: a lane is data. Attached by the runner, never read from an answer. */
export const Seat = v.strictObject({
  lane: Id,
  role: Id,
  weight: Weight,
  /** The family that the lane was meant for. */
  family: Family,
  /** The family that really answers: `builtin` where nothing else is configured. It is what counts for diversity. */
  answeredBy: Family,
  engine: Engine,
  /** One of the six lanes without which there is no council (seed 001). */
  baseline: v.boolean(),
});
export type Seat = v.InferOutput<typeof Seat>;

/** All seats of a council at most: the table has 18 lanes; the rest is room for a policy of one's own. */
export const SEATS_MOST = 64;

const SEATED_ONCE = "must seat no lane twice";
/** The seats of one council, no lane twice: a second seat would be a second vote. */
export const Seats = v.pipe(
  v.array(Seat),
  v.maxLength(SEATS_MOST),
  v.check((seats) => new Set(seats.map(({ lane }) => lane)).size === seats.length, SEATED_ONCE),
);

/** The council as seated from configuration, before anybody is asked. */
export const Seating = v.strictObject({
  seats: Seats,
  /** Specialists that the request called for and that nobody answers. */
  notSeated: v.array(v.strictObject({ lane: Id, why: v.string() })),
});
export type Seating = v.InferOutput<typeof Seating>;
