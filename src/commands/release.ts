import { isRefusal } from "../kernel/refusal.ts";
import { hold } from "../stations/hold.ts";
import { openItem } from "../stations/item/open.ts";
import { defineVerb, required } from "./command.ts";
import { attempt, Sentence, step, workItem } from "./flags.ts";
import { ShownClaim, shownClaim } from "./shown-claim.ts";
import type { PlanWorld } from "./world.ts";

export const verb = defineVerb({
  name: "release",
  group: "plan & claims",
  summary: "Give a claim back without having done its work.",
  flags: { workItem, step, attempt, reason: required(Sentence, "Why it is given back.") },
  output: ShownClaim,
  examples: [
    "release --work-item work-item-001-create-a-structured --step phase-tests --attempt phase-tests-local --reason 'wrong machine'",
  ],
  writes: true,

  async run(input, world: PlanWorld) {
    const open = await openItem(input.workItem, world);
    const wish = { kind: "release", reason: input.reason } as const;
    const held = await hold(open, { step: input.step, attempt: input.attempt, wish }, world);
    return isRefusal(held) ? held : shownClaim(held);
  },

  render: ({ attemptId, stepKey }) => `Released ${attemptId}; ${stepKey} can be claimed again.`,
});
