import { policyDigest } from "../../kernel/policy.ts";
import { COUNCIL_POLICY } from "../../rules/council/policy.ts";
import { tally as tallyBy } from "../../rules/council/tally.ts";
import { answersOf, type Round } from "../../rules/story/round.ts";
import { type DecisionLog, record } from "../story/log.ts";
import type { StoryPorts } from "../story/ports.ts";

/** Counts the recorded answers. */
export async function tally(log: DecisionLog, round: Round, ports: StoryPorts): Promise<DecisionLog | null> {
  const subject = round.propose?.output.subject;
  if (!round.seat || subject === undefined) return null;
  const output = tallyBy({
    seats: round.seat.output.seats,
    answers: answersOf(round),
    tier: round.route.output.routing.risk.tier,
  });
  return record(
    log,
    { station: "tally", policy: policyDigest(COUNCIL_POLICY), input: { subject }, output },
    ports,
  );
}
