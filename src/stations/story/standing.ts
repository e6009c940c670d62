import { readFacts } from "../item/facts.ts";
import { itemFailure } from "../item/failure.ts";
import type { OpenItem } from "../item/open.ts";
import type { StoryPorts } from "./ports.ts";

/** The attempt whose completion of a step stands. @throws `item.handoff` when none does */
export async function standingAttempt(open: OpenItem, step: string, ports: StoryPorts): Promise<string> {
  const { steps } = await readFacts(open, ports);
  const attempt = steps.get(step)?.state.completion?.attempt;
  if (attempt !== undefined) return attempt;
  throw itemFailure(
    "item.handoff",
    `Step ${step} of work item ${open.item.id} has no completion that stands.`,
  );
}
