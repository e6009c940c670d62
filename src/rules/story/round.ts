import type { Digest } from "../../kernel/digest.ts";
import type { LaneAnswer } from "../council/ballot.ts";
import type { DecisionOf, Recorded } from "./decision.ts";

/** What was decided about a request since it was routed last: one pass of the story. */
export interface Round {
  /** The seq of the decision that began it. */
  readonly number: number;
  readonly route: DecisionOf<"route">;
  readonly propose: DecisionOf<"propose"> | null;
  readonly seat: DecisionOf<"seat"> | null;
  /** By lane; the first one recorded counts. */
  readonly ballots: ReadonlyMap<string, DecisionOf<"ballot">>;
  readonly tally: DecisionOf<"tally"> | null;
  /** The newest. */
  readonly consent: DecisionOf<"consent"> | null;
  readonly enlist: DecisionOf<"enlist"> | null;
  readonly end: DecisionOf<"end"> | null;
}

/** All rounds of a request, oldest first. What stands before the first routing belongs to none. */
export function roundsOf(records: readonly Recorded[]): readonly Round[] {
  const rounds: Round[] = [];
  for (const { decision } of records) {
    if (decision.station === "route") rounds.push(begun(decision));
    else {
      const last = rounds.pop();
      if (last) rounds.push(extended(last, decision));
    }
  }
  return rounds;
}

/** The round that stands: the last one. */
export const roundOf = (records: readonly Recorded[]): Round | null => roundsOf(records).at(-1) ?? null;

const begun = (route: DecisionOf<"route">): Round => ({
  number: route.seq,
  route,
  propose: null,
  seat: null,
  ballots: new Map(),
  tally: null,
  consent: null,
  enlist: null,
  end: null,
});

/** Within a round a decision stands once it is taken, but for consent: whoever gives it may give it later. */
function extended(round: Round, decision: Exclude<Recorded["decision"], DecisionOf<"route">>): Round {
  switch (decision.station) {
    case "propose":
      return { ...round, propose: round.propose ?? decision };
    case "seat":
      return { ...round, seat: round.seat ?? decision };
    case "ballot": {
      const { lane } = decision.input;
      if (round.ballots.has(lane)) return round;
      return { ...round, ballots: new Map([...round.ballots, [lane, decision]]) };
    }
    case "tally":
      return { ...round, tally: round.tally ?? decision };
    case "consent":
      return { ...round, consent: decision };
    case "enlist":
      return { ...round, enlist: round.enlist ?? decision };
    case "end":
      return { ...round, end: round.end ?? decision };
  }
}

/** The digests that everything in a round is about. */
export const contentOfRound = ({ route }: Round): Digest => route.output.content;

/** What the lanes answered, in the order of their seats. */
export const answersOf = ({ seat, ballots }: Round): LaneAnswer[] =>
  (seat?.output.seats ?? []).flatMap(({ lane }) => ballots.get(lane)?.output ?? []);
