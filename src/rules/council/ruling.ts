import * as v from "valibot";
import { Id } from "../../kernel/name.ts";
import { TIERS } from "../intake/routing.ts";
import { Ballot, RISKS } from "./ballot.ts";
import { Family } from "./seat.ts";

/** Why a council said no. The first that holds, in this order, is the one that is said. */
export const NOES = ["vetoed", "short", "failed", "one-family"] as const;
export type No = (typeof NOES)[number];

/** A whole number of tenths of a vote: 54 is 5.4. */
const tenths = v.pipe(v.number(), v.integer(), v.minValue(0));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** `approving + rejecting === answered` and `answered + absent === seated`, in tenths of a vote. */
export const Weights = v.strictObject({
  seated: tenths,
  answered: tenths,
  approving: tenths,
  rejecting: tenths,
  /** Without a ballot that counts, for whatever reason. It approves nothing and stays in the denominator. */
  absent: tenths,
});
export type Weights = v.InferOutput<typeof Weights>;

const reasoned = v.strictObject({ lane: Id, why: v.string() });

/** What the council decided, with every number needed to check it by hand. Lists are in the order of the policy's table. */
export const Ruling = v.strictObject({
  outcome: v.picklist(["approved", "rejected"]),
  /**
   * `vetoed`: a ballot's risk is high or unknown. `short`: no quorum, a baseline lane has no ballot. `failed`: too little
   * of the seated weight approves. `one-family`: enough, but of too few families. Null when it is approved.
   */
  why: v.nullable(v.picklist(NOES)),
  tier: v.picklist(TIERS),
  weights: Weights,
  /** Approving weight that would have been enough, in tenths, as `num / den`: it passes iff `approving * den >= num`. */
  needed: v.strictObject({ num: count, den: v.pipe(v.number(), v.integer(), v.minValue(1)) }),
  /** Distinct families that approve, as they really answered, and how many must. */
  families: v.strictObject({ approving: v.array(Family), needed: count }),
  /**
   * What the votes would weigh if each family were one voice, as loud as its loudest lane: in tenths. Never more for
   * asking the same voter twice. It is shown and decides nothing.
   */
  effective: v.strictObject({ answered: tenths, approving: tenths }),
  byRole: v.array(v.strictObject({ role: Id, ...Weights.entries })),
  byFamily: v.array(v.strictObject({ family: Family, ...Weights.entries })),
  vetoes: v.array(v.strictObject({ lane: Id, risk: v.picklist(RISKS) })),
  /** Baseline lanes without a ballot that counts, seated or not. */
  missing: v.array(Id),
  /** Lanes that gave no text. The reason is the runner's. */
  absent: v.array(reasoned),
  /** Lanes whose text holds no ballot, or that answered or sit twice. */
  invalid: v.array(reasoned),
  /** Lanes whose ballot counts, but not as an approval, for what is wrong with it. */
  flawed: v.array(reasoned),
  /** Answers of lanes without a seat. */
  ignored: v.array(reasoned),
  /** Each seated lane's ballot as it was read; null where none counts. */
  ballots: v.array(v.strictObject({ lane: Id, ballot: v.nullable(Ballot) })),
});
export type Ruling = v.InferOutput<typeof Ruling>;
