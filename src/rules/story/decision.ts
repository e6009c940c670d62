import * as v from "valibot";
import { Instant } from "../../kernel/clock.ts";
import { Digest } from "../../kernel/digest.ts";
import { Id } from "../../kernel/name.ts";
import { Seal } from "../../kernel/seal.ts";
import { PublicKey } from "../../kernel/signature.ts";
import { Executor } from "../claims/event.ts";
import { LaneAnswer } from "../council/ballot.ts";
import { Consent, ConsentInput } from "../council/consent.ts";
import { Ruling } from "../council/ruling.ts";
import { Seating } from "../council/seat.ts";
import { SeatingInput } from "../council/seating.ts";
import { IssueNumber } from "../intake/issue.ts";
import { RouteInput } from "../intake/request.ts";
import { Routing } from "../intake/routing.ts";
import { ProposedPlan } from "../review/subject.ts";
import { EndInput, EndOutput } from "./ending.ts";
import { ProposalInput } from "./proposal.ts";

const seq = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000));

/** What every decision record says of itself. */
const head = {
  schemaVersion: v.literal("1.0"),
  kind: v.literal("decision"),
  /** The request that it is about: `issue-<number>`. */
  request: Id,
  seq,
  /** Digest of the record before it; null for the first. */
  previous: v.nullable(Digest),
  /** 128 random bits, the same in every record of a request: by it a machine remembers how far this history had come. */
  origin: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/, "must be 32 hexadecimal digits")),
  /** Digest of the policy that it was decided by; null where no policy has a say. */
  policy: v.nullable(Digest),
  at: Instant,
  by: Executor,
  signer: PublicKey,
  signature: Seal,
} as const;

const Bound = v.strictObject({ path: v.pipe(v.string(), v.maxLength(400)), digest: Digest });

/** The rule of each station, by name and version: a verifier of another version says so. */
export const RULE_OF = {
  route: "route/1",
  propose: "propose/1",
  seat: "seat/1",
  ballot: "ballot/1",
  tally: "tally/1",
  consent: "consent/1",
  enlist: "enlist/1",
  end: "end/1",
} as const;
export type Station = keyof typeof RULE_OF;

const of = <const S extends Station>(station: S) => ({
  ...head,
  station: v.literal(station),
  rule: v.literal(RULE_OF[station]),
});

/** One decision about a request, signed and chained to the one before: written once, never changed. One row a station. */
export const Decision = v.variant("station", [
  v.strictObject({
    ...of("route"),
    input: v.strictObject({ issue: IssueNumber, route: RouteInput }),
    output: v.strictObject({ routing: Routing, text: Digest, content: Digest }),
  }),
  v.strictObject({
    ...of("propose"),
    input: ProposalInput,
    output: v.strictObject({ plan: v.nullable(ProposedPlan), subject: Digest }),
  }),
  v.strictObject({ ...of("seat"), input: SeatingInput, output: Seating }),
  v.strictObject({
    ...of("ballot"),
    input: v.strictObject({ lane: Id, subject: Digest }),
    output: LaneAnswer,
  }),
  v.strictObject({ ...of("tally"), input: v.strictObject({ subject: Digest }), output: Ruling }),
  v.strictObject({ ...of("consent"), input: ConsentInput, output: Consent }),
  v.strictObject({
    ...of("enlist"),
    input: v.strictObject({ createdAt: Instant }),
    output: v.strictObject({ workItem: Id, workflow: Bound, item: Bound }),
  }),
  v.strictObject({ ...of("end"), input: EndInput, output: EndOutput }),
]);
export type Decision = v.InferOutput<typeof Decision>;
export type DecisionOf<S extends Station> = Extract<Decision, { station: S }>;

/** A decision as it lies there: with its text and digest. */
export interface Recorded<S extends Station = Station> {
  readonly decision: DecisionOf<S>;
  readonly text: string;
  readonly digest: Digest;
}

export const DECISIONS_FOLDER = "artifacts/decisions";
export const decisionName = (number: number): string => String(number);
export const decisionPath = (request: string, number: number): string =>
  `${DECISIONS_FOLDER}/${request}/${decisionName(number)}.json`;
export const requestId = (issue: number): Id => `issue-${issue}`;
