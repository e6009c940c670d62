import { isRefusal } from "../kernel/refusal.ts";
import { hold } from "../stations/hold.ts";
import { openItem } from "../stations/item/open.ts";
import { defineVerb } from "./command.ts";
import { attempt, lease, step, workItem } from "./flags.ts";
import { ShownClaim, shownClaim } from "./shown-claim.ts";
import type { PlanWorld } from "./world.ts";

export const verb = defineVerb({
  name: "renew",
  group: "plan & claims",
  summary: "Prolong the lease of a claim that is held.",
  flags: { workItem, step, attempt, lease },
  output: ShownClaim,
  examples: [
    "renew --work-item work-item-001-create-a-structured --step phase-tests --attempt phase-tests-local --lease 30m",
  ],
  writes: true,

  async run(input, world: PlanWorld) {
    const open = await openItem(input.workItem, world);
    const wish = { kind: "renew", leaseMs: input.lease } as const;
    const held = await hold(open, { step: input.step, attempt: input.attempt, wish }, world);
    return isRefusal(held) ? held : shownClaim(held);
  },

  render: ({ attemptId, leaseUntil }) => `Renewed ${attemptId}, exclusive until ${leaseUntil ?? "it ends"}.`,
});
