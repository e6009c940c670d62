import * as v from "valibot";
import { byCode } from "../../kernel/name.ts";
import { TIERS, type Tier } from "../intake/routing.ts";
import { type Ballot, LaneAnswer, RISKS, type Risk } from "./ballot.ts";
import { parseBallot } from "./parse.ts";
import { COUNCIL_POLICY, type CouncilPolicy } from "./policy.ts";
import { NOES, type No, type Ruling, type Weights } from "./ruling.ts";
import { FAMILIES, type Family, type Seat, Seats } from "./seat.ts";

/** A council's answers as they came, in any order. */
export const TallyInput = v.strictObject({
  seats: Seats,
  answers: v.pipe(v.array(LaneAnswer), v.maxLength(1_000)),
  tier: v.picklist(TIERS),
});

export interface Votes {
  readonly seats: readonly Seat[];
  readonly answers: readonly LaneAnswer[];
  readonly tier: Tier;
}

/** What was heard from one lane. `ballot` counts; `suspects` are of a lane whose answer does not, and can only veto. */
interface Heard {
  readonly seat: Seat;
  readonly ballot: Ballot | null;
  readonly suspects: readonly Ballot[];
  readonly note: { readonly list: "absent" | "invalid" | "flawed"; readonly why: string } | null;
}

/**
 * Counts a council's ballots.
 *
 * Fails closed: an empty council, an absent lane, an answer that does not parse, two answers of one lane and a lane
 * that sits twice never help a request, and leave their weight in the denominator. Sums are whole tenths; the share
 * is compared by multiplication. A veto is said before anything else. The order of seats and answers does not matter.
 *
 * Silence lifts no rejection, but a lane outside the baseline that would have vetoed and was never heard vetoes
 * nothing: design 9.1 takes an outage for an outage.
 *
 * @param votes   seats as `seatsFor` gives them; an answer without a seat is ignored, and named
 * @param policy  threshold as a share of the seated weight, families by tier, what vetoes, the baseline
 * @returns       a ruling with its count; never throws
 * @see           design 9.1; decisions 3 and 4; seed 001: role-weighted 2/3 and HIGH-risk veto
 */
export function tally({ seats, answers, tier }: Votes, policy: CouncilPolicy = COUNCIL_POLICY): Ruling {
  const order = orderOf(policy);
  const heard = seats
    .map((seat) => hear(seat, seats, { answers, policy }))
    .sort((a, b) => order(a.seat.lane, b.seat.lane));
  const approving = heard.filter(({ ballot }) => ballot?.approve);
  const weights = weigh(heard);
  const vetoes = vetoesIn(heard, policy);
  const missing = missingFrom(heard, policy).sort(order);
  const needed = { num: weights.seated * policy.threshold.num, den: policy.threshold.den };
  const families = { approving: familiesOf(approving), needed: policy.minFamilies[tier] };
  const holds: Readonly<Record<No, boolean>> = {
    vetoed: vetoes.length > 0,
    short: weights.seated === 0 || missing.length > 0,
    failed: weights.approving * needed.den < needed.num,
    "one-family": families.approving.length < families.needed,
  };
  const why = NOES.find((no) => holds[no]) ?? null;
  return {
    outcome: why === null ? "approved" : "rejected",
    why,
    tier,
    weights,
    needed,
    families,
    effective: {
      answered: loudness(heard.filter(({ ballot }) => ballot !== null)),
      approving: loudness(approving),
    },
    ...partsOf(heard),
    vetoes,
    missing,
    absent: notesOf(heard, "absent"),
    invalid: notesOf(heard, "invalid"),
    flawed: notesOf(heard, "flawed"),
    ignored: strangersIn(seats, answers)
      .sort(order)
      .map((lane) => ({ lane, why: "The lane has no seat." })),
    ballots: heard.map(({ seat: { lane }, ballot }) => ({ lane, ballot })),
  };
}

/** The policy's order; lanes that it does not know come last, by code unit. */
function orderOf({ lanes }: CouncilPolicy): (a: string, b: string) => number {
  const ranks = new Map(lanes.map(({ lane }, rank) => [lane, rank]));
  const rankOf = (lane: string): number => ranks.get(lane) ?? ranks.size;
  return (a, b) => rankOf(a) - rankOf(b) || byCode(a, b);
}

/** What one seat said. Of a lane that answers or sits twice no ballot counts: which one would be anybody's choice. */
function hear(
  seat: Seat,
  seats: readonly Seat[],
  { answers, policy }: { readonly answers: readonly LaneAnswer[]; readonly policy: CouncilPolicy },
): Heard {
  const own = answers.filter(({ lane }) => lane === seat.lane);
  const chairs = seats.filter(({ lane }) => lane === seat.lane).length;
  const [answer] = own;
  const parsed = own.flatMap(({ text }) => (text === null ? [] : [parseBallot(text, policy.ballot)]));
  const suspects = parsed.flatMap((read) => (read.ok ? [read.ballot] : []));
  const unheard = (list: "absent" | "invalid", why: string): Heard => ({
    seat,
    ballot: null,
    suspects,
    note: { list, why },
  });

  if (chairs > 1) return unheard("invalid", `The lane sits ${chairs} times.`);
  if (!answer) return unheard("absent", "The lane gave no answer.");
  if (own.length > 1) return unheard("invalid", `The lane answered ${own.length} times.`);
  const [read] = parsed;
  if (!read) return unheard("absent", answer.absent ?? "The lane gave neither an answer nor a reason.");
  if (answer.absent !== null) return unheard("invalid", "The lane has both an answer and a reason for none.");
  if (!read.ok) return unheard("invalid", read.why.says);
  const { ballot, flaws } = read;
  const why = flaws.map(({ says }) => says).join(" ");
  return { seat, ballot, suspects, note: flaws.length > 0 ? { list: "flawed", why } : null };
}

/** Each lane once, with the worst that it said. Folding only escalates: an answer that does not count still vetoes. */
function vetoesIn(heard: readonly Heard[], { vetoing }: CouncilPolicy): { lane: string; risk: Risk }[] {
  const worst = new Map<string, Risk>();
  for (const { seat, suspects } of heard)
    for (const { risk } of suspects)
      if (vetoing.includes(risk) && RISKS.indexOf(risk) >= RISKS.indexOf(worst.get(seat.lane) ?? "low"))
        worst.set(seat.lane, risk);
  return [...worst].map(([lane, risk]) => ({ lane, risk }));
}

/** The quorum is the policy's baseline, whatever the seats say of themselves, and whoever else sits as baseline. */
function missingFrom(heard: readonly Heard[], { lanes }: CouncilPolicy): string[] {
  const wanted = new Set(lanes.flatMap(({ lane, baseline }) => (baseline ? [lane] : [])));
  for (const { seat } of heard) if (seat.baseline) wanted.add(seat.lane);
  for (const { seat, ballot } of heard) if (ballot !== null) wanted.delete(seat.lane);
  return [...wanted];
}

function weigh(heard: readonly Heard[]): Weights {
  const sums = { seated: 0, answered: 0, approving: 0, rejecting: 0, absent: 0 };
  for (const { seat, ballot } of heard) {
    sums.seated += seat.weight;
    sums[ballot === null ? "absent" : "answered"] += seat.weight;
    if (ballot !== null) sums[ballot.approve ? "approving" : "rejecting"] += seat.weight;
  }
  return sums;
}

/** The families that really answered, in the order in which families are listed. */
function familiesOf(heard: readonly Heard[]): Family[] {
  const answering = new Set(heard.map(({ seat }) => seat.answeredBy));
  return FAMILIES.filter((family) => answering.has(family));
}

const inFamily = (heard: readonly Heard[], family: Family): Heard[] =>
  heard.filter(({ seat }) => seat.answeredBy === family);

/** What these lanes weigh with one voice a family. */
function loudness(heard: readonly Heard[]): number {
  const loudest = familiesOf(heard).map((family) =>
    Math.max(...inFamily(heard, family).map(({ seat }) => seat.weight)),
  );
  return loudest.reduce((sum, weight) => sum + weight, 0);
}

/** The same sums by role and by answering family, so that a person sees who decided. */
function partsOf(heard: readonly Heard[]): Pick<Ruling, "byRole" | "byFamily"> {
  const roles = [...new Set(heard.map(({ seat }) => seat.role))];
  return {
    byRole: roles.map((role) => ({ role, ...weigh(heard.filter(({ seat }) => seat.role === role)) })),
    byFamily: familiesOf(heard).map((family) => ({ family, ...weigh(inFamily(heard, family)) })),
  };
}

const notesOf = (heard: readonly Heard[], wanted: "absent" | "invalid" | "flawed") =>
  heard.flatMap(({ seat: { lane }, note }) => (note?.list === wanted ? [{ lane, why: note.why }] : []));

function strangersIn(seats: readonly Seat[], answers: readonly LaneAnswer[]): string[] {
  const seated = new Set(seats.map(({ lane }) => lane));
  return [...new Set(answers.map(({ lane }) => lane))].filter((lane) => !seated.has(lane));
}
