import * as v from "valibot";
import { Id } from "../kernel/name.ts";
import { close } from "../stations/close.ts";
import { readFacts } from "../stations/item/facts.ts";
import { workItemsHere } from "../stations/item/items.ts";
import { openForgetting, openItem } from "../stations/item/open.ts";
import { repair } from "../stations/repair.ts";
import { GateStatus, StepStatus, statusOf } from "../stations/status.ts";
import { defineVerb, InputFailure, optional, toggle } from "./command.ts";
import type { PlanWorld } from "./world.ts";

const Repaired = v.strictObject({
  path: v.string(),
  what: v.picklist(["placed", "signed", "refolded", "swept"]),
});
const ItemStatus = v.strictObject({
  workItemId: Id,
  workflowId: v.string(),
  isComplete: v.boolean(),
  steps: v.array(StepStatus),
  gates: v.array(GateStatus),
  repaired: v.optional(v.array(Repaired)),
});
type ItemStatus = v.InferOutput<typeof ItemStatus>;

export const verb = defineVerb({
  name: "status",
  group: "plan & claims",
  summary: "Show where every step stands and why; with --repair finish what a crash left undone.",
  flags: {
    workItem: optional(Id, "Work item; all of them unless given.", { isPositional: true, value: "ID" }),
    repair: toggle("Put documents, signatures and claim views in place; changes no record."),
    acceptRollback: toggle("With --repair: history that this machine has seen was discarded on purpose."),
  },
  output: v.strictObject({ schemaVersion: v.literal("1.0"), items: v.array(ItemStatus) }),
  examples: ["status --work-item work-item-001-create-a-structured"],
  writes: true,
  writesWith: "repair",

  async run(input, world: PlanWorld) {
    if (input.acceptRollback && !(input.repair && input.workItem))
      throw new InputFailure([{ path: "acceptRollback", message: "goes with --repair and one --work-item" }]);
    const view = input.repair ? world : world.aside();
    const items: ItemStatus[] = [];
    for (const id of input.workItem === undefined ? workItemsHere(view) : [input.workItem])
      items.push(await statusOfOne(id, input, view));
    return { schemaVersion: "1.0" as const, items };
  },

  render: ({ items }) => (items.length === 0 ? "No work items here." : items.map(table).join("\n\n")),
});

async function statusOfOne(
  id: string,
  input: { readonly repair: boolean; readonly acceptRollback: boolean },
  world: PlanWorld,
): Promise<ItemStatus> {
  const open = await (input.acceptRollback ? openForgetting(id, world) : openItem(id, world));
  const repaired = input.repair ? await repair(open, world) : undefined;
  if (input.repair) await close(open, await readFacts(open, world), world);
  const status = await statusOf(open, world);
  return {
    ...status,
    steps: [...status.steps],
    gates: [...status.gates],
    ...(repaired ? { repaired: [...repaired] } : {}),
  };
}

function table({ workItemId, workflowId, steps, gates, repaired, isComplete }: ItemStatus): string {
  const width = steps.reduce((most, { key }) => Math.max(most, key.length), 0);
  const rows = steps.map((step) =>
    `  ${step.key.padEnd(width)}  ${step.standing.padEnd(10)} ${detailOf(step)}`.trimEnd(),
  );
  const decided = gates.map(
    ({ gate, state, decisions }) => `  gate ${gate}: ${state} (${decisions.length} decisions)`,
  );
  const put = (repaired ?? []).map(({ path, what }) => `  ${what} ${path}`);
  const head = `${workItemId} on ${workflowId}${isComplete ? ": all steps complete" : ""}`;
  return [
    head,
    ...rows,
    ...decided,
    ...(repaired ? [put.length > 0 ? "repaired:" : "nothing to repair"] : []),
    ...put,
  ].join("\n");
}

function detailOf({
  standing,
  attempt,
  attempts,
  executor,
  leaseUntil,
  cause,
  blockedBy,
}: StepStatus): string {
  switch (standing) {
    case "running":
      return `${attempt} by ${executor} until ${leaseUntil}`;
    case "blocked":
      return `${cause}: ${(blockedBy ?? []).join(", ")}`;
    case "ready":
      return attempts > 0 ? `after ${attempts} attempts, the last ${attempt}` : "";
    case "collecting":
    case "completed":
      return attempt ?? "";
  }
}
