import * as v from "valibot";
import { Digest } from "../../kernel/digest.ts";
import { Id, Key } from "../../kernel/name.ts";

/** How a round of a request ends, and how a command that finds it so ends. */
export const OUTCOMES = {
  published: { ending: "ok", label: "completed", says: "A pull request was opened and read back." },
  reviewed: {
    ending: "ok",
    label: "completed",
    says: "The council passed it; a review asks for nothing more.",
  },
  "left-alone": { ending: "refused", label: null, says: "Routing left it alone." },
  rejected: { ending: "refused", label: "needs-review", says: "The council did not pass it." },
  void: { ending: "refused", label: "needs-review", says: "It changed after it was decided on." },
  failed: { ending: "refused", label: "needs-review", says: "The work did not pass a guard." },
} as const satisfies Readonly<
  Record<string, { ending: "ok" | "refused"; label: string | null; says: string }>
>;
export type Outcome = keyof typeof OUTCOMES;
const OUTCOME_NAMES = ["published", "reviewed", "left-alone", "rejected", "void", "failed"] as const;

const Line = v.pipe(v.string(), v.maxLength(4_000));

/** What was published, as it was read back. */
export const Publication = v.strictObject({
  branch: v.pipe(v.string(), v.maxLength(255)),
  commit: v.pipe(v.string(), v.regex(/^[0-9a-f]{40,64}$/, "must be a commit")),
  base: v.pipe(v.string(), v.regex(/^[0-9a-f]{40,64}$/, "must be a commit")),
  pull: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** Digest of the patch that the commit adds to its base. */
  patch: Digest,
});
export type Publication = v.InferOutput<typeof Publication>;

/** What a round's end rests on. */
export const EndInput = v.strictObject({
  /** What the text digested to at that moment. */
  text: Digest,
  /** Whether consent still stood, where it was asked for. */
  consent: v.nullable(v.picklist(["consented", "missing", "void", "not-required"])),
  work: v.nullable(
    v.strictObject({
      workItem: Id,
      /** Digest of the closing that binds every log of the work item; null while it is open. */
      closing: v.nullable(Digest),
      publication: v.nullable(Publication),
      /** The step that a guard stopped, with its reason. */
      failure: v.nullable(
        v.strictObject({
          step: Key,
          attempt: v.nullable(Id),
          code: v.pipe(v.string(), v.maxLength(100)),
          says: Line,
        }),
      ),
    }),
  ),
});
export type EndInput = v.InferOutput<typeof EndInput>;

export const EndOutput = v.strictObject({
  outcome: v.picklist(OUTCOME_NAMES),
  /** `room.reason`, stable. */
  code: v.pipe(v.string(), v.maxLength(100)),
  says: Line,
  /** What a person can do next. */
  next: Line,
});
export type EndOutput = v.InferOutput<typeof EndOutput>;
