import { type CodeTable, failuresOf } from "../../kernel/failure.ts";
import type { LaneAnswer } from "../../rules/council/ballot.ts";
import type { Engine, Family, Seat } from "../../rules/council/seat.ts";
import type { ReviewSubject } from "../../rules/review/subject.ts";

/** What a lane is asked about. */
export interface Question {
  readonly subject: ReviewSubject;
  /** Digests that an answer is bound to: what people wrote, and that with base, comments and policy. */
  readonly content: string;
  readonly subjectDigest: string;
}

/** Which lanes can be answered here and by whom, known before anybody is asked. */
export interface Agents {
  /** Who would answer a lane; `builtin` answers every lane for which nothing else is configured. */
  configured(lane: string): { readonly engine: Engine; readonly answeredBy: Family } | undefined;
  /** Asks one lane. Whatever goes wrong with it is an absent answer, never an exception. */
  ask(seat: Seat, question: Question, signal: AbortSignal): Promise<LaneAnswer>;
}

export const AGENT_CODES = {
  "agents.answers": { kind: "usage", says: "A file of recorded answers does not read." },
} as const satisfies CodeTable;

export const agentFailure = failuresOf(AGENT_CODES);
