import { policyDigest } from "../../kernel/policy.ts";
import { COUNCIL_POLICY } from "../../rules/council/policy.ts";
import { type SeatingInput, seatsFor } from "../../rules/council/seating.ts";
import type { Round } from "../../rules/story/round.ts";
import { type DecisionLog, record } from "../story/log.ts";
import type { StoryPorts } from "../story/ports.ts";

/** Seats the council from configuration, before anybody is asked: nobody's answer changes who counts. */
export async function seat(log: DecisionLog, round: Round, ports: StoryPorts): Promise<DecisionLog | null> {
  const { depth, providers, signals } = round.route.output.routing;
  const available: SeatingInput["available"] = {};
  for (const { lane } of COUNCIL_POLICY.lanes) {
    const answerer = ports.agents.configured(lane);
    if (answerer) available[lane] = { ...answerer };
  }
  const input: SeatingInput = {
    depth: depth.value,
    main: providers.main,
    assist: providers.assist,
    signals: { visual: signals.visual, realtime: signals.realtime },
    available,
  };
  const draft = {
    station: "seat",
    policy: policyDigest(COUNCIL_POLICY),
    input,
    output: seatsFor(input),
  } as const;
  return record(log, draft, ports);
}
