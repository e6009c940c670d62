import { type CodeTable, failuresOf } from "../../kernel/failure.ts";
import type {
  Comment,
  Issue,
  IssueText,
  LabelEvent,
  Login,
  Permission,
  RepositoryName,
} from "../../rules/intake/issue.ts";

/** A text that is to be filed as an issue, once. */
export interface IssueDraft extends IssueText {
  readonly author: Login;
  readonly labels: readonly string[];
}

/** The issues of one repository. */
export interface Issues {
  readonly repository: RepositoryName;
  read(number: number): Promise<Issue | undefined>;
  /**
   * Files an issue once: of any number of callers with one key, in any number of processes, one creates it and all
   * get it as it stands. Its labels count as set by its author.
   *
   * @param key     names what is filed, so that a second call finds it: at most 200 characters
   * @param number  the number that it is to have; the next free one unless given
   */
  file(key: string, draft: IssueDraft, number?: number): Promise<Issue>;
  /** Changes title or body; `editedAt` moves only if they differ. */
  edit(number: number, text: IssueText, actor: Login): Promise<Issue>;
  /** Opens or closes; nothing when it is so already. */
  turn(number: number, state: Issue["state"]): Promise<Issue>;
}

/** Labels of an issue, and who set them when. */
export interface Labels {
  /** Adds and removes; what is so already makes no event. Whole names, compared without case as GitHub does. */
  change(
    number: number,
    change: { readonly add: readonly string[]; readonly remove: readonly string[] },
    actor: Login,
  ): Promise<Issue>;
  /** Every event, oldest first. */
  events(number: number): Promise<readonly LabelEvent[]>;
}

export interface Comments {
  /** All comments, oldest first. */
  list(number: number): Promise<readonly Comment[]>;
  add(number: number, body: string, author: Login): Promise<Comment>;
  /**
   * The one comment that carries a hidden marker: made when it is not there, edited in place when it says something
   * else. Of many callers at once one makes it.
   *
   * @param marker  `continuo:status`; stands in the body as an HTML comment
   */
  put(number: number, marker: string, body: string, author: Login): Promise<Comment>;
}

/** A pull request as the forge holds it. */
export interface Pull {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  /** The branch that it would merge, and the commit it was opened for. */
  readonly head: { readonly branch: string; readonly commit: string };
  readonly base: string;
  readonly author: Login;
  readonly state: "open" | "closed";
  readonly createdAt: string;
}

export type PullDraft = Omit<Pull, "number" | "state" | "createdAt">;

export interface Pulls {
  read(number: number): Promise<Pull | undefined>;
  /** The open pull request of a branch. */
  ofBranch(branch: string): Promise<Pull | undefined>;
  /** Opens one for a branch, or brings the open one of that branch to this commit and text: never a second. */
  open(draft: PullDraft): Promise<Pull>;
}

export interface Permissions {
  /** What somebody may do; `none` for a stranger. A failure of the lookup is an exception, and means no. */
  of(login: Login): Promise<Permission>;
}

export interface Forge {
  readonly issues: Issues;
  readonly labels: Labels;
  readonly comments: Comments;
  readonly pulls: Pulls;
  readonly permissions: Permissions;
}

export const FORGE_CODES = {
  "forge.missing": { kind: "missing", says: "The issue or pull request does not exist on the forge." },
  "forge.malformed": { kind: "evidence", says: "A file of the local forge does not read." },
  "forge.limit": {
    kind: "usage",
    says: "A title, body, comment, label or name is none that the forge takes: too long, blank, or no text.",
  },
  "forge.taken": { kind: "conflict", says: "The number that an issue was to have belongs to another one." },
  "forge.contended": { kind: "conflict", says: "Others kept changing the same thing on the forge." },
} as const satisfies CodeTable;

export const forgeFailure = failuresOf(FORGE_CODES);
