import { digestOf } from "../../kernel/digest.ts";
import { type PlanDocumentsInput, planDocuments } from "../../rules/story/documents.ts";
import { enlistInput } from "../../rules/story/enlist.ts";
import type { Round } from "../../rules/story/round.ts";
import { itemFailure } from "../item/failure.ts";
import { type DecisionLog, record } from "../story/log.ts";
import type { StoryPorts } from "../story/ports.ts";

/**
 * Makes an approved plan a work item: its documents first, then the decision that binds them, so that no decision is
 * about a document that a crash has lost.
 */
export async function enlist(log: DecisionLog, round: Round, ports: StoryPorts): Promise<DecisionLog | null> {
  const input: PlanDocumentsInput | null = enlistInput(log.request, round);
  if (!input) return null;
  const { workItem, workflow, item } = planDocuments(input);
  for (const { path, text, digest } of [workflow, item]) {
    if (ports.files.create(path, text)) continue;
    const there = ports.files.read(path);
    if (there && digestOf(there) === digest) continue;
    throw itemFailure("item.record", `${path} exists, and is not what the plan of ${log.request} makes.`, {
      hint: "Find out who wrote it, and move it away.",
    });
  }
  const bound = ({ path, digest }: { path: string; digest: string }) => ({ path, digest });
  const draft = {
    station: "enlist",
    policy: null,
    input: { createdAt: input.createdAt },
    output: { workItem, workflow: bound(workflow), item: bound(item) },
  } as const;
  return record(log, draft, ports);
}
