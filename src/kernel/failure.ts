/**
 * Failures that a verb may end with, and the exit codes that they become.
 *
 * A rule's "no" is not a failure: rules return it as a value (`refusal.ts`). A failure is what stops a verb.
 * Its kind fixes the exit code; its code is a stable name that scripts may match on. Both are public contract:
 * never renumber a kind, never move a code to another kind.
 */
export const KINDS = {
  usage: { exit: 2, says: "The request does not parse." },
  refused: { exit: 3, says: "A rule said no. The answer is printed." },
  conflict: { exit: 4, says: "Someone else got there first." },
  evidence: { exit: 5, says: "Evidence is missing or does not verify." },
  missing: { exit: 6, says: "The named thing does not exist." },
  inconclusive: { exit: 7, says: "It could not be established." },
  internal: { exit: 70, says: "A bug in this program." },
  unavailable: { exit: 75, says: "The outside did not answer. A retry may help." },
  config: { exit: 78, says: "The configuration is wrong." },
} as const satisfies Record<string, { exit: number; says: string }>;

export type Kind = keyof typeof KINDS;

/** The codes of one room: what kind each is, and in one sentence when it happens. */
export type CodeTable = Readonly<Record<string, { readonly kind: Kind; readonly says: string }>>;

export type Details = Readonly<Record<string, string | number | boolean | readonly string[]>>;

export interface FailureOptions {
  /** What the reader can do next, as one imperative sentence. */
  readonly hint?: string | undefined;
  /** Facts for machines; never secrets. */
  readonly details?: Details | undefined;
  readonly cause?: unknown;
}

export class Failure extends Error {
  readonly kind: Kind;
  readonly code: string;
  readonly hint: string | undefined;
  readonly details: Details;

  constructor(kind: Kind, code: string, message: string, options: FailureOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = "Failure";
    this.kind = kind;
    this.code = code;
    this.hint = options.hint;
    this.details = options.details ?? {};
  }

  get exitCode(): number {
    return KINDS[this.kind].exit;
  }
}

/** A room's way to fail: `const fail = failuresOf(STEPLOG_CODES)`, then `throw fail("steplog.gap", "…")`. */
export function failuresOf<const Codes extends CodeTable>(
  codes: Codes,
): (code: keyof Codes & string, message: string, options?: FailureOptions) => Failure {
  return (code, message, options) => new Failure(codes[code]?.kind ?? "internal", code, message, options);
}

/** Exit code for anything that was thrown: a bug is told apart from a failure we know. */
export function exitCodeOf(thrown: unknown): number {
  return thrown instanceof Failure ? thrown.exitCode : KINDS.internal.exit;
}
