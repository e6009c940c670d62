import type { ReviewSubject } from "../review/subject.ts";
import { contentIn } from "./content.ts";
import type { Round } from "./round.ts";

/** What the lanes of a round read: made from what was recorded, so that a verifier asks the same question. */
export function questionOf(round: Round): ReviewSubject {
  const { route, propose } = round;
  const { title, body } = contentIn(round);
  const { mode, risk } = route.output.routing;
  return {
    request: { title, body },
    mode: mode.value,
    tier: risk.tier,
    plan: propose?.output.plan ?? null,
    files: propose?.input.survey.files ?? [],
  };
}
