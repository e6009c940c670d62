import * as v from "valibot";
import { Instant } from "../../kernel/clock.ts";
import { Digest, digestOf } from "../../kernel/digest.ts";
import { canonicalJson } from "../../kernel/json.ts";

/** GitHub's own limits, in characters: a title, a body, a comment, a label. */
export const ISSUE_LIMITS = { title: 256, body: 65_536, comment: 65_536, label: 50, labels: 100 } as const;

const LOGIN_WANTED =
  "must be a login: letters, digits and dashes, at most 39 of them, and [bot] behind it for a bot";
/** Who somebody is on the forge. GitHub's alphabet and length; case does not tell two apart. */
export const Login = v.pipe(
  v.string(LOGIN_WANTED),
  v.regex(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})(?:\[bot\])?$/, LOGIN_WANTED),
);
export type Login = v.InferOutput<typeof Login>;

export const isBot = (login: Login): boolean => login.endsWith("[bot]");

/** What somebody may do in a repository, from least to most: GitHub's roles. */
export const PERMISSIONS = ["none", "read", "triage", "write", "maintain", "admin"] as const;
export const Permission = v.picklist(PERMISSIONS, `must be one of ${PERMISSIONS.join(", ")}`);
export type Permission = v.InferOutput<typeof Permission>;

/** Whether that permission lets a person's word start or approve work (seed 001: write, maintain or admin). */
export const mayWrite = (permission: Permission): boolean =>
  PERMISSIONS.indexOf(permission) >= PERMISSIONS.indexOf("write");

const REPOSITORY_WANTED = "must be owner/name";
/** `owner/name`, GitHub's alphabet; neither half is `.` or `..`. */
export const RepositoryName = v.pipe(
  v.string(REPOSITORY_WANTED),
  v.regex(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/, REPOSITORY_WANTED),
);
export type RepositoryName = v.InferOutput<typeof RepositoryName>;

export const IssueNumber = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2_147_483_647));

const label = v.pipe(v.string(), v.minLength(1), v.maxLength(ISSUE_LIMITS.label));
export const LabelName = label;

/** An issue as the forge holds it. Labels in code-unit order, none twice. Every text is as somebody wrote it. */
export const Issue = v.strictObject({
  number: IssueNumber,
  title: v.pipe(v.string(), v.maxLength(ISSUE_LIMITS.title)),
  body: v.pipe(v.string(), v.maxLength(ISSUE_LIMITS.body)),
  labels: v.pipe(v.array(label), v.maxLength(ISSUE_LIMITS.labels)),
  author: Login,
  state: v.picklist(["open", "closed"]),
  createdAt: Instant,
  /** When title or body were changed last; the time of creation until then. */
  editedAt: Instant,
});
export type Issue = v.InferOutput<typeof Issue>;

/** What people wrote: the two texts of an issue. */
export const IssueText = v.strictObject({ title: v.string(), body: v.string() });
export type IssueText = v.InferOutput<typeof IssueText>;

/** The digest by which a label's event remembers what the issue said at that moment. */
export const textDigest = ({ title, body }: IssueText): Digest => digestOf(canonicalJson({ title, body }));

/** One label, set or taken off: by whom, when, and over which text (GitHub: the issue timeline). */
export const LabelEvent = v.strictObject({
  event: v.picklist(["labeled", "unlabeled"]),
  label,
  actor: Login,
  at: Instant,
  /** Digest of title and body at that moment, as the event's payload has them. */
  text: Digest,
});
export type LabelEvent = v.InferOutput<typeof LabelEvent>;

export const Comment = v.strictObject({
  id: v.pipe(v.number(), v.integer(), v.minValue(1)),
  author: Login,
  body: v.pipe(v.string(), v.maxLength(ISSUE_LIMITS.comment)),
  createdAt: Instant,
  editedAt: Instant,
});
export type Comment = v.InferOutput<typeof Comment>;
