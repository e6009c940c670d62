import * as v from "valibot";
import { mapping } from "../../kernel/shape.ts";
import { ISSUE_LIMITS, LabelName, RepositoryName } from "./issue.ts";
import { Trigger } from "./routing.ts";

const labels = v.pipe(v.array(LabelName), v.maxLength(ISSUE_LIMITS.labels));

/** What a routing depends on, and nothing else: no clock, no repository, no lookup. */
export const RouteInput = v.strictObject({
  /** The repository that the issue stands in. */
  repository: RepositoryName,
  title: v.pipe(v.string(), v.maxLength(ISSUE_LIMITS.title)),
  body: v.pipe(v.string(), v.maxLength(ISSUE_LIMITS.body)),
  /** Labels as they are now, not as an event remembers them. */
  labels,
  /** The comment that started the run; null for none. */
  comment: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(ISSUE_LIMITS.comment))), null),
  trigger: Trigger,
  /** Labels that Continuo wrote itself: they show what was decided, and ask for nothing. */
  written: v.optional(labels, []),
  /** What stands in the blocks that Continuo wrote into the body, as recorded: a mark alone proves nothing. */
  blocks: v.optional(
    v.pipe(v.array(v.pipe(v.string(), v.maxLength(ISSUE_LIMITS.body))), v.maxLength(100)),
    [],
  ),
  /** Variables of the repository, by name; those that intake knows begin with FUGUE_. */
  variables: v.optional(mapping(v.record(v.string(), v.string())), {}),
});
export type RouteInput = v.InferOutput<typeof RouteInput>;
