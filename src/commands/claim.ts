import { Id } from "../kernel/name.ts";
import { isRefusal } from "../kernel/refusal.ts";
import { claim } from "../stations/claim.ts";
import { openItem } from "../stations/item/open.ts";
import { defineVerb, optional } from "./command.ts";
import { lease, step, workItem } from "./flags.ts";
import { ShownClaim, shownClaim } from "./shown-claim.ts";
import type { PlanWorld } from "./world.ts";

export const verb = defineVerb({
  name: "claim",
  group: "plan & claims",
  summary: "Take one ready step, exclusively.",
  flags: {
    workItem,
    step,
    attempt: optional(Id, "Id of the attempt; without it the first free one.", { value: "ID" }),
    lease,
  },
  output: ShownClaim,
  examples: ["claim --work-item work-item-001-create-a-structured --step phase-tests"],
  writes: true,

  async run(input, world: PlanWorld) {
    const open = await openItem(input.workItem, world);
    const taken = await claim(
      open,
      { step: input.step, attempt: input.attempt, leaseMs: input.lease },
      world,
    );
    return isRefusal(taken) ? taken : shownClaim(taken);
  },

  render: ({ attemptId, workItemId, stepKey, leaseUntil }) =>
    `Claimed ${attemptId} for ${workItemId} (${stepKey}), exclusive until ${leaseUntil ?? "it ends"}.`,
});
