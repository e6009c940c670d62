import * as v from "valibot";
import { Id } from "../../kernel/name.ts";
import { mapping } from "../../kernel/shape.ts";
import { DEPTHS } from "../intake/routing.ts";
import { type Call, COUNCIL_POLICY, type CouncilPolicy } from "./policy.ts";
import { Engine, Family, type Seat, type Seating } from "./seat.ts";

/** Who would answer a lane here. */
export const Answerer = v.strictObject({ engine: Engine, answeredBy: Family });
export type Answerer = v.InferOutput<typeof Answerer>;

/** What a council is seated from: the routing's decisions, and who can answer here. Nobody has been asked yet. */
export const SeatingInput = v.strictObject({
  depth: v.picklist(DEPTHS),
  main: v.picklist(["codex", "claude"]),
  assist: v.picklist(["codex", "claude", "none"]),
  signals: v.strictObject({ visual: v.boolean(), realtime: v.boolean() }),
  /** By lane; a lane without a member has nobody but our own reviewers. */
  available: mapping(v.record(Id, Answerer)),
});
export type SeatingInput = v.InferOutput<typeof SeatingInput>;

const BUILTIN: Answerer = { engine: "builtin", answeredBy: "builtin" };

/**
 * Seats the council, in the order of the policy's table, no lane twice.
 *
 * The baseline lanes and the one lane of the main orchestrator sit always, answered by our own reviewers where nothing
 * else is configured. A specialist whom only those would answer is not seated: the same reviewers in another chair
 * are no second opinion.
 *
 * @returns never throws; a lane that was called and has nobody is named with the reason
 * @see     design 9.1; seed 001: a 6-lane baseline, one main signal lane, specialists as needed
 */
export function seatsFor(input: SeatingInput, policy: CouncilPolicy = COUNCIL_POLICY): Seating {
  const seats: Seat[] = [];
  const notSeated: { lane: string; why: string }[] = [];
  for (const { lane, role, family, baseline, calledBy } of policy.lanes) {
    if (!isCalled(calledBy, input)) continue;
    const answerer = answererOf(input, lane);
    if (answerer.answeredBy === "builtin" && !isIndispensable(baseline, calledBy)) {
      notSeated.push({
        lane,
        why: `Nobody but the built-in reviewers would answer; ${family} is not configured.`,
      });
      continue;
    }
    const weight = Object.hasOwn(policy.weights, role) ? policy.weights[role] : undefined;
    // `CouncilPolicy` refuses a role without weight; a lane that cannot be counted is not asked either.
    if (weight === undefined) notSeated.push({ lane, why: `The policy has no weight for the role ${role}.` });
    else seats.push({ lane, role, weight, family, ...answerer, baseline });
  }
  return { seats, notSeated };
}

/** Whatever it says of itself, our own engine is our own family. */
function answererOf({ available }: SeatingInput, lane: string): Answerer {
  const { engine, answeredBy } = (Object.hasOwn(available, lane) ? available[lane] : undefined) ?? BUILTIN;
  return engine === "builtin" ? BUILTIN : { engine, answeredBy };
}

const isIndispensable = (baseline: boolean, call: Call): boolean => baseline || call.startsWith("main-");

function isCalled(call: Call, { depth, main, assist, signals }: SeatingInput): boolean {
  switch (call) {
    case "always":
      return true;
    case "depth-enhanced":
      return depth !== "standard";
    case "depth-max":
      return depth === "max";
    case "main-codex":
    case "main-claude":
      return call === `main-${main}`;
    case "assist-codex":
    case "assist-claude":
      return call === `assist-${assist}`;
    case "signal-visual":
      return signals.visual;
    case "signal-realtime":
      return signals.realtime;
  }
}
