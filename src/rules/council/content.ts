import * as v from "valibot";
import { Digest, digestOf } from "../../kernel/digest.ts";
import { canonicalJson } from "../../kernel/json.ts";
import { byCode } from "../../kernel/name.ts";
import type { IssueText } from "../intake/issue.ts";
import { RepositoryName } from "../intake/issue.ts";
import { MODES, type Mode } from "../intake/routing.ts";

const Target = v.strictObject({ repository: RepositoryName, project: v.string() });
export type Target = v.InferOutput<typeof Target>;

/** What people wrote, and what it was decided to mean. Consent binds this. */
export const Content = v.strictObject({
  title: v.string(),
  body: v.string(),
  mode: v.picklist(MODES),
  target: Target,
});
export type Content = v.InferOutput<typeof Content>;

export interface WrittenRequest extends IssueText {
  readonly mode: Mode;
  readonly target: Target;
  /** The prefix that we put before the title and wrote down, as `[slug] `; null when we put none. */
  readonly recordedPrefix: string | null;
}

/**
 * What people wrote: the title without the prefix that we recorded, the body without our marked blocks.
 *
 * A prefix that we did not record is somebody's words. So is a block that is not closed by its own end mark before
 * another mark begins. Anybody can forge a block, to hide a change from the digest: an agent must therefore be shown
 * this, never the issue as it stands. Lines end in LF, blank lines around the whole and blanks at its end go, so that a
 * block may be put before or behind the text without a trace.
 *
 * @returns never throws; one pass
 */
export function contentOf({ title, body, mode, target, recordedPrefix }: WrittenRequest): Content {
  const isPrefixed = recordedPrefix !== null && title.startsWith(recordedPrefix);
  return {
    title: isPrefixed ? title.slice(recordedPrefix.length) : title,
    body: withoutOuterBlanks(withoutBlocks(body.replaceAll("\r\n", "\n"))),
    mode,
    target: { repository: target.repository, project: target.project },
  };
}

interface Mark {
  readonly name: string;
  readonly kind: string;
  readonly start: number;
  readonly end: number;
}

/** Names of marks are ours: short, lower case. Nothing in the pattern can match in two ways. */
const MARK = /<!-- continuo:([a-z0-9][a-z0-9-]{0,39}):(start|end) -->/g;

function withoutBlocks(body: string): string {
  let kept = "";
  let from = 0;
  let opening: Mark | undefined;
  for (const mark of marksIn(body)) {
    if (mark.kind === "end" && opening?.name === mark.name) {
      kept += body.slice(from, opening.start);
      from = mark.end;
    }
    opening = mark.kind === "start" ? mark : undefined;
  }
  return kept + body.slice(from);
}

const marksIn = (body: string): Mark[] =>
  Array.from(body.matchAll(MARK), ({ 0: written, 1: name = "", 2: kind = "", index }) => ({
    name,
    kind,
    start: index,
    end: index + written.length,
  }));

/** Blanks before the first word stay: four of them make code of it. */
function withoutOuterBlanks(text: string): string {
  const trimmed = text.trimEnd();
  const first = trimmed.length - trimmed.trimStart().length;
  return trimmed.slice(trimmed.lastIndexOf("\n", first) + 1);
}

export const contentDigest = (content: Content): Digest => digestOf(canonicalJson(content));

const COMMIT_WANTED = "must be a commit: 40 or 64 hexadecimal digits";

/** What was voted on: the content, and all that the council's view of it depended on. Votes bind this. */
export const Subject = v.strictObject({
  content: Digest,
  /** The commit that the work would start from. */
  base: v.pipe(v.string(COMMIT_WANTED), v.regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, COMMIT_WANTED)),
  /** The comments that were considered, in any order: what each said by its digest. */
  comments: v.array(v.strictObject({ id: v.pipe(v.number(), v.integer(), v.minValue(1)), digest: Digest })),
  /** `policyDigest` of the policy that was read. */
  policy: Digest,
});
export type Subject = v.InferOutput<typeof Subject>;

export function subjectDigest({ content, base, comments, policy }: Subject): Digest {
  const ordered = comments
    .map(({ id, digest }) => ({ id, digest }))
    .sort((a, b) => a.id - b.id || byCode(a.digest, b.digest));
  return digestOf(canonicalJson({ content, base, comments: ordered, policy }));
}
