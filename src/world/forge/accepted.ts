import * as v from "valibot";
import { problemLines, readShape, type Shape } from "../../kernel/shape.ts";
import { ISSUE_LIMITS, Login } from "../../rules/intake/issue.ts";
import { forgeFailure } from "./port.ts";

/** At most so many characters of a key, by which a draft is filed once. Ours. */
const KEY_MAX = 200;
/** A branch's name is at most so long: what a file name may be, which git makes of it. */
const BRANCH_MAX = 255;

/** Text of at most `most` UTF-16 code units. Half a surrogate pair is no text: it would not read back as written. */
const text = (most: number) => {
  const wanted = `must be text of at most ${most} characters, without half a surrogate pair`;
  return v.pipe(
    v.string(wanted),
    v.maxLength(most, wanted),
    v.check((each) => each.isWellFormed(), wanted),
  );
};

const written = (most: number) =>
  v.pipe(
    text(most),
    v.check((each) => each.trim() !== "", `must be text of 1 to ${most} characters, not blank`),
  );

/** GitHub takes no title and no comment that is blank; a body may be empty. */
export const Title = written(ISSUE_LIMITS.title);
export const Body = text(ISSUE_LIMITS.body);
export const CommentBody = written(ISSUE_LIMITS.comment);

/**
 * A label's whole name. A comma is refused, as GitHub does: where it lists issues by labels, and where people list
 * them in a file, a comma stands between two, and one label would be read as two others.
 */
export const Label = v.pipe(
  written(ISSUE_LIMITS.label),
  v.check((each) => !each.includes(","), "must be a label without a comma"),
);
export const LabelNames = v.pipe(
  v.array(Label),
  v.maxLength(ISSUE_LIMITS.labels, `must be at most ${ISSUE_LIMITS.labels} labels`),
);

export const FilingKey = written(KEY_MAX);

const COMMIT_WANTED = "must be a commit: 40 or 64 hexadecimal digits";
const Commit = v.pipe(v.string(COMMIT_WANTED), v.regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, COMMIT_WANTED));
const Branch = written(BRANCH_MAX);

export const TextOfIssue = v.object({ title: Title, body: Body });
export const Draft = v.object({ ...TextOfIssue.entries, author: Login, labels: LabelNames });
export const LabelChange = v.object({ add: v.array(Label), remove: v.array(Label) });
export const PullText = {
  title: Title,
  body: Body,
  head: v.object({ branch: Branch, commit: Commit }),
  base: Branch,
  author: Login,
} as const;
export const PullOpening = v.object(PullText);

const MARKER_WANTED =
  "must be a marker: 1 to 64 of a-z, 0-9, colon, dot and single dashes, beginning with a letter";
/** Nothing that could end an HTML comment: two dashes never meet. */
export const Marker = v.pipe(
  v.string(MARKER_WANTED),
  v.maxLength(64, MARKER_WANTED),
  v.regex(/^[a-z][a-z0-9:.]*(?:-[a-z0-9:.]+)*$/, MARKER_WANTED),
);

/** How a marker stands in a comment: a first line that readers do not see. */
export const markerLine = (marker: string): string => `<!-- ${marker} -->`;

/**
 * What somebody wants to write, when the forge takes it: every adapter asks this before it writes anything, so that
 * what is refused is refused alike.
 *
 * @param what    as people call it: "The issue"
 * @throws        forge.limit, naming every problem
 */
export function accepted<const S extends Shape>(schema: S, value: unknown, what: string): v.InferOutput<S> {
  const read = readShape(schema, value);
  if (read.ok) return read.value;
  throw forgeFailure(
    "forge.limit",
    `${what} is not what the forge takes: ${problemLines(read.problems, 5)}.`,
    {
      hint: "Shorten or correct it, and run the same command again.",
    },
  );
}

/** A label as it is compared: GitHub does not tell labels apart by the case of ASCII letters. */
export const labelKey = (label: string): string => label.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
