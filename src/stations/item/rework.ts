import { laterOf } from "../../kernel/clock.ts";
import { digestOf } from "../../kernel/digest.ts";
import { canonicalJson } from "../../kernel/json.ts";
import { lastAttempt } from "../../rules/claims/state.ts";
import { type Gate, gatePath, gateViewPath } from "../../rules/evidence/gate.ts";
import type { TakenBack } from "../../rules/evidence/rework.ts";
import { type WorkItem, workItemPath } from "../../rules/plan/work-item.ts";
import { contest, LOST } from "./contest.ts";
import { readGates } from "./gates.ts";
import type { OpenItem } from "./open.ts";
import { readWorkItem, type WorkItemFile } from "./plan.ts";
import type { ItemPorts } from "./ports.ts";
import { showAttempts } from "./show.ts";
import { momentAfter, openStep, write } from "./steps.ts";

/** What a decision shows: its view, and the work item's standing. */
export function showDecision(open: OpenItem, decision: Gate, { files }: Pick<ItemPorts, "files">): void {
  const path = gateViewPath(open.item.id, decision.gateKey);
  const bytes = files.read(gatePath(open.item.id, decision.gateKey, decision.seq));
  const shown = files.read(path);
  if (bytes && (!shown || digestOf(shown) !== digestOf(bytes))) files.replace(path, bytes);
  updateItem(open, decision, files);
}

/** Takes an attempt back in its step's log, as a gate's rejection wants it; nothing when it no longer counts there. */
export async function takeBack(
  open: OpenItem,
  { step, attempt, gate }: TakenBack,
  decision: Gate,
  ports: ItemPorts,
): Promise<void> {
  await contest(open, step, async () => {
    const target = await openStep(open, step, ports);
    const { state } = target;
    const current =
      state.completion?.attempt ?? (state.phase === "running" ? lastAttempt(state)?.id : undefined);
    if (current !== attempt) return "done";
    const at = momentAfter(state, laterOf(ports.clock.now(), decision.decidedAt));
    const reason = decision.reasons.join("; ").slice(0, 2_000) || "the gate was rejected";
    const draft = { kind: "reject", attempt, by: ports.caller.executor, reason, gate } as const;
    const wrote = await write(open, target, draft, at, ports);
    if ("recorded" in wrote) await showAttempts(open, target, wrote.state, ports);
    return "lost" in wrote ? LOST : "done";
  });
}

/** The seed's rework: the work item goes back, with the reasons; an approval of its last rejected gate takes it on again. */
function updateItem(open: OpenItem, decision: Gate, files: ItemPorts["files"]): void {
  const { id } = open.item;
  const file = readWorkItem(id, { files });
  const isRejected = [...readGates(open, files).values()].some(({ state }) => state === "rejected");
  const changes = decision.decision === "reject" ? reworked(file, decision) : resumed(file, decision);
  if (changes === null || (decision.decision === "approve" && isRejected)) return;
  files.replace(workItemPath(id), canonicalJson({ ...file.document, ...changes }));
}

type Changes = Pick<WorkItem, "status" | "updatedAt"> & Partial<WorkItem>;

function reworked({ item, document }: WorkItemFile, decision: Gate): Changes | null {
  const { reasons, reentryStepKey, decidedAt } = decision;
  const isSaid = canonicalJson(item.metadata["lastReworkReasons"] ?? null) === canonicalJson(reasons);
  if (item.status === "rework" && item.updatedAt === decidedAt && isSaid) return null;
  const kept: unknown = Reflect.get(document, "metadata");
  return {
    status: "rework",
    currentStepKey: reentryStepKey ?? item.currentStepKey,
    metadata: { ...(typeof kept === "object" ? kept : {}), lastReworkReasons: reasons },
    updatedAt: decidedAt,
  };
}

const resumed = ({ item }: WorkItemFile, { decidedAt }: Gate): Changes | null =>
  item.status === "rework" ? { status: "in-progress", updatedAt: decidedAt } : null;
