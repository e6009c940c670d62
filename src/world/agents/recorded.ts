import * as v from "valibot";
import { Digest } from "../../kernel/digest.ts";
import { Id } from "../../kernel/name.ts";
import { mapping } from "../../kernel/shape.ts";
import { FAMILIES, type Family } from "../../rules/council/seat.ts";

/** Everybody but ourselves: what our reviewers say is derived and never read from a file. */
const isModel = (family: Family): boolean => family !== "builtin";
const MODELS = FAMILIES.filter(isModel);
const FAMILY_WANTED = `must be one of ${MODELS.join(", ")}`;

/** GitHub's limit of a comment, and ours of an answer: 64 KiB. */
export const ANSWER_BYTES = 65_536;
const ANSWER_WANTED = `must be a text of at most ${ANSWER_BYTES} bytes`;

/** What one family answered about one content, lane by lane, in its own words. */
export const RecordedAnswers = v.strictObject({
  schemaVersion: v.literal("1.0"),
  family: v.picklist(MODELS, FAMILY_WANTED),
  /** The content that was asked about: of another one nothing is known. */
  content: Digest,
  answers: mapping(v.record(Id, v.pipe(v.string(ANSWER_WANTED), v.maxBytes(ANSWER_BYTES, ANSWER_WANTED)))),
});
export type RecordedAnswers = v.InferOutput<typeof RecordedAnswers>;
