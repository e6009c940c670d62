import * as v from "valibot";
import { Digest } from "../../kernel/digest.ts";
import { Id } from "../../kernel/name.ts";
import { Publication } from "./ending.ts";

const Says = v.pipe(v.string(), v.maxLength(4_000));
const Commit = v.pipe(v.string(), v.regex(/^[0-9a-f]{40,64}$/, "must be a commit"));
const Bound = v.strictObject({ path: v.pipe(v.string(), v.maxLength(400)), digest: Digest });

/** What the guards say to an attempt: the first reason that closes, or that none does. */
export const Judged = v.strictObject({
  outcome: v.picklist(["open", "closed"]),
  code: v.pipe(v.string(), v.maxLength(100)),
  says: Says,
});
export type Judged = v.InferOutput<typeof Judged>;

/** How a program ended (`world/workspace`); its output lies beside, by digest. */
export const RanFacts = v.strictObject({
  argv: v.pipe(v.array(v.string()), v.minLength(1)),
  exitCode: v.nullable(v.number()),
  timedOut: v.boolean(),
  cut: v.boolean(),
  ms: v.number(),
  output: Bound,
});
export type RanFacts = v.InferOutput<typeof RanFacts>;

export const Change = v.strictObject({
  path: v.string(),
  status: v.pipe(v.string(), v.maxLength(4)),
  modes: v.tuple([v.string(), v.string()]),
  lines: v.nullable(v.tuple([v.number(), v.number()])),
});

const MARK_WANTED = "must be 32 hexadecimal digits";
const head = {
  schemaVersion: v.literal("1.0"),
  attempt: Id,
  /** The random bits of the entry that took the attempt: whoever wrote a result before that could not know them. */
  mark: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/, MARK_WANTED)),
  base: Commit,
  judged: Judged,
} as const;

/** What an agent program did, and what the guards say to it. */
export const ImplementResult = v.strictObject({
  ...head,
  kind: v.literal("implement"),
  ran: RanFacts,
  changes: v.array(Change),
  /** What it changed outside of its clone. */
  outside: v.array(v.string()),
  /** What could not be taken of its change. */
  untaken: v.array(v.string()),
  patch: Bound,
});
export type ImplementResult = v.InferOutput<typeof ImplementResult>;

/** The repository's own tests without and with the patch. */
export const CheckResult = v.strictObject({
  ...head,
  kind: v.literal("check"),
  patch: Digest,
  before: RanFacts,
  after: RanFacts,
  /** What either run changed outside of its clone. */
  outside: v.array(v.string()),
});
export type CheckResult = v.InferOutput<typeof CheckResult>;

/** What was published, as it was read back. */
export const PublishResult = v.strictObject({
  ...head,
  kind: v.literal("publish"),
  publication: Publication,
});
export type PublishResult = v.InferOutput<typeof PublishResult>;

/** An attempt of ours, and by what its results are known to be its own. */
export interface OwnAttempt {
  readonly id: string;
  readonly mark: string;
}

export type StepResult = ImplementResult | CheckResult | PublishResult;

export const RUNS_FOLDER = "artifacts/runs";
export const runFolder = (attempt: string): string => `${RUNS_FOLDER}/${attempt}`;
