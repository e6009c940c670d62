import { canonicalJson } from "../../kernel/json.ts";
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
  if (station !== decision.station) return `comes where a decision of ${station} should`;
  return isRepeated(decision, round) ? "says again what was recorded before it" : null;
}

/** Of several lanes each answers once, and consent is decided again only where it comes out otherwise. */
function isRepeated(decision: Decision, round: Round | null): boolean {
  if (decision.station === "ballot") return round?.ballots.has(decision.input.lane) ?? false;
  if (decision.station !== "consent" || !round?.consent) return false;
  return canonicalJson(round.consent.output) === canonicalJson(decision.output);
}

/** What the issue said when the decision was taken, and whether consent stood, as far as it says so. */
function textAt(decision: Decision, round: Round | null): string {
  if (decision.station === "end") return decision.input.text;
  // Only an edit begins a round anew, or an end.
  if (decision.station === "route") return decision.output.text;
  return round?.route.output.text ?? "";
}

const consentAt = (decision: Decision) => (decision.station === "end" ? decision.input.consent : "consented");
