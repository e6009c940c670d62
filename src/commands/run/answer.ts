import * as v from "valibot";
import { Instant } from "../../kernel/clock.ts";
import { Id } from "../../kernel/name.ts";

const Row = v.strictObject({ station: v.string(), decision: v.string(), why: v.string(), at: Instant });

/** What a run answers: how the story stands, every decision on the way, and where everything lies. */
export const RunAnswer = v.strictObject({
  schemaVersion: v.literal("1.0"),
  request: Id,
  outcome: v.picklist(["published", "reviewed", "left-alone", "rejected", "void", "failed", "stopped"]),
  ending: v.picklist(["ok", "refused", "config", "conflict"]),
  code: v.string(),
  says: v.string(),
  next: v.string(),
  rows: v.array(Row),
  /** What was edited, where an edit ended it. */
  edits: v.array(v.string()),
  paths: v.strictObject({
    decisions: v.string(),
    workItem: v.nullable(Id),
    schedule: v.nullable(v.string()),
    branch: v.nullable(v.string()),
    pull: v.nullable(v.number()),
    proof: v.nullable(v.string()),
  }),
});
export type RunAnswer = v.InferOutput<typeof RunAnswer>;
