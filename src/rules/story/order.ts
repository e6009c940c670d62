import type { Decision, Recorded } from "./decision.ts";
import { next } from "./next.ts";
import { type Round, roundsOf } from "./round.ts";

/** The station that each act of the story records. */
const RECORDS: Readonly<Record<string, Decision["station"]>> = {
  route: "route",
  propose: "propose",
  seat: "seat",
  ask: "ballot",
  tally: "tally",
  consent: "consent",
  enlist: "enlist",
  end: "end",
};

/**
 * Whether a decision is one that the story would have asked for after those before it: nothing is skipped, nothing
 * comes twice, nobody is heard after the count.
 *
 * @returns in one clause what should have come; null when it is in order
 */
export function disorder(before: readonly Recorded[], decision: Decision): string | null {
  const round = roundsOf(before).at(-1) ?? null;
  const wanted = next({
    round,
    text: textAt(decision, round),
    consent: consentAt(decision),
    work: null,
    hasAgent: true,
    // Whoever asks again after an end may.
    again: round?.end !== null && decision.station === "route",
  });
  if ("done" in wanted) return "comes after the end";
  if ("blocked" in wanted || wanted.do === "work" || wanted.do === "delegate" || wanted.do === "close")
    // The work itself is told by the work item's own records.
    return decision.station === "end" ? null : "comes while the work goes on";
  const station = RECORDS[wanted.do];
  if (station === decision.station) return null;
  // Until something was voted on, an edit begins anew.
  if (decision.station === "route" && round && !round.tally) return null;
  return `comes where a decision of ${station} should`;
}

const textAt = (decision: Decision, round: Round | null): string =>
  decision.station === "end" ? decision.input.text : (round?.route.output.text ?? "");

/** What stood when the decision was taken, as far as it says so. */
const consentAt = (decision: Decision) => (decision.station === "end" ? decision.input.consent : "consented");
