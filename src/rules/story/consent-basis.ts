import type { ConsentInput } from "../council/consent.ts";
import { contentOfRound, type Round } from "./round.ts";

/** What consent is held against: the content as it was routed, and what was voted on it. */
export function consentBasis(round: Round): Pick<ConsentInput, "mode" | "content" | "voted"> {
  const { tally, propose, route } = round;
  const content = contentOfRound(round);
  return {
    mode: route.output.routing.mode.value,
    content,
    voted: tally && propose ? { content, subject: propose.output.subject, at: tally.at } : null,
  };
}
