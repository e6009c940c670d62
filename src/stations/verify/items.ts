import { byCode, Id } from "../../kernel/name.ts";
import { readShape } from "../../kernel/shape.ts";
import { CLAIMS_FOLDER } from "../../rules/claims/claim.ts";
import { GATES_FOLDER } from "../../rules/evidence/gate.ts";
import { RECORDS_FOLDER } from "../../rules/evidence/opening.ts";
import { DECISIONS_FOLDER } from "../../rules/story/decision.ts";
import { workItemsHere } from "../item/items.ts";
import type { ItemPorts } from "../item/ports.ts";
import type { DecisionPorts } from "../story/ports.ts";

/**
 * Ids of every work item that there is to verify: those that lie here, those that left records behind, and those
 * whose history this machine has seen. Whoever takes a work item away does not take it out of what is verified.
 */
export async function itemsToVerify(ports: ItemPorts): Promise<readonly string[]> {
  const folders = [CLAIMS_FOLDER, GATES_FOLDER, RECORDS_FOLDER].flatMap((folder) => ports.files.list(folder));
  const recorded = folders.filter((name) => !name.endsWith(".json") && readShape(Id, name).ok);
  const seen = [...(await ports.anchors.histories()).keys()];
  return [...new Set([...workItemsHere(ports), ...recorded, ...seen])].sort(byCode);
}

/** Requests of which there are decisions, and those whose decisions this machine has seen. */
export async function requestsToVerify(ports: DecisionPorts): Promise<readonly string[]> {
  // Whatever lies there passes for decisions about a request, however it is named.
  const here = [...ports.files.list(DECISIONS_FOLDER), ...ports.files.hidden(DECISIONS_FOLDER)];
  const seen = [...(await ports.requestAnchors.histories()).keys()];
  return [...new Set([...here, ...seen])].sort(byCode);
}
