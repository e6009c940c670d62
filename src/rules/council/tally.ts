import * as v from "valibot";
import { byCode } from "../../kernel/name.ts";
import { TIERS, type Tier } from "../intake/routing.ts";
import { LaneAnswer, RISKS, type Risk } from "./ballot.ts";
import { type Heard, type Hearing, hear } from "./hear.ts";
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
  return ruleOn(hear(seats, answers, policy.ballot), tier, policy);
}

/** The ruling on what was heard, whoever read it. */
export function ruleOn(hearing: Hearing, tier: Tier, policy: CouncilPolicy = COUNCIL_POLICY): Ruling {
  const order = orderOf(policy);
  const heard = hearing.heard.toSorted((a, b) => order(a.seat.lane, b.seat.lane));
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
    ignored: hearing.strangers.toSorted(order).map((lane) => ({ lane, why: "The lane has no seat." })),
    ballots: heard.map(({ seat: { lane }, ballot }) => ({ lane, ballot })),
  };
}

/** The policy's order; lanes that it does not know come last, by code unit. */
function orderOf({ lanes }: CouncilPolicy): (a: string, b: string) => number {
  const ranks = new Map(lanes.map(({ lane }, rank) => [lane, rank]));
  const rankOf = (lane: string): number => ranks.get(lane) ?? ranks.size;
  return (a, b) => rankOf(a) - rankOf(b) || byCode(a, b);
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
  const spoke = new Set<string>();
  for (const { seat, ballot } of heard) if (ballot !== null) spoke.add(seat.lane);
  const wanted = lanes.filter(({ lane, baseline }) => baseline && !spoke.has(lane));
  const seated = heard.filter(({ seat }) => seat.baseline && !spoke.has(seat.lane));
  return [...new Set([...wanted.map(({ lane }) => lane), ...seated.map(({ seat }) => seat.lane)])];
}

const weigh = (heard: readonly Heard[]): Weights =>
  sumsBy(heard, () => "all").get("all") ?? { seated: 0, answered: 0, approving: 0, rejecting: 0, absent: 0 };

/** The sums of each part, in the order in which the parts come up. */
function sumsBy<Part>(heard: readonly Heard[], partOf: (seat: Seat) => Part): Map<Part, Weights> {
  const parts = new Map<Part, Weights>();
  for (const { seat, ballot } of heard) {
    const part = partOf(seat);
    const sums = parts.get(part) ?? { seated: 0, answered: 0, approving: 0, rejecting: 0, absent: 0 };
    parts.set(part, sums);
    sums.seated += seat.weight;
    sums[ballot === null ? "absent" : "answered"] += seat.weight;
    if (ballot !== null) sums[ballot.approve ? "approving" : "rejecting"] += seat.weight;
  }
  return parts;
}

/** Each family that really answers, with its loudest lane. */
function voices(heard: readonly Heard[]): ReadonlyMap<Family, number> {
  const loudest = new Map<Family, number>();
  for (const { seat } of heard)
    loudest.set(seat.answeredBy, Math.max(seat.weight, loudest.get(seat.answeredBy) ?? 0));
  return loudest;
}

/** What lanes weigh with one voice a family. */
const loudness = (heard: readonly Heard[]): number =>
  [...voices(heard).values()].reduce((sum, weight) => sum + weight, 0);

function familiesOf(heard: readonly Heard[]): Family[] {
  const answering = voices(heard);
  return FAMILIES.filter((family) => answering.has(family));
}

/** The same sums by role and by answering family, so that a person sees who decided. */
function partsOf(heard: readonly Heard[]): Pick<Ruling, "byRole" | "byFamily"> {
  const roles = sumsBy(heard, ({ role }) => role);
  const families = sumsBy(heard, ({ answeredBy }) => answeredBy);
  return {
    byRole: Array.from(roles, ([role, sums]) => ({ role, ...sums })),
    byFamily: FAMILIES.flatMap((family) => {
      const sums = families.get(family);
      return sums ? [{ family, ...sums }] : [];
    }),
  };
}

const notesOf = (heard: readonly Heard[], wanted: "absent" | "invalid" | "flawed") =>
  heard.flatMap(({ seat: { lane }, note }) => (note?.list === wanted ? [{ lane, why: note.why }] : []));
