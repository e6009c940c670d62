import type { PlanDocumentsInput } from "./documents.ts";
import { roundName } from "./proposal.ts";
import type { Round } from "./round.ts";

/** What a round's work item is made of: all of it was recorded before. Null while the round has no plan to carry out. */
export function enlistInput(
  request: string,
  { number, route, propose, tally }: Round,
): PlanDocumentsInput | null {
  const plan = propose?.output.plan;
  if (!propose || !plan || !tally) return null;
  return {
    name: roundName({ issue: route.input.issue, round: number }),
    title: route.input.route.title,
    plan,
    request,
    content: route.output.content,
    subject: propose.output.subject,
    createdAt: tally.at,
  };
}
