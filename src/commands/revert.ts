import * as v from "valibot";
import { isRefusal } from "../kernel/refusal.ts";
import { Revert } from "../rules/evidence/revert.ts";
import { openItem } from "../stations/item/open.ts";
import { revert } from "../stations/revert.ts";
import { defineVerb, optional, required } from "./command.ts";
import { Person, Sentence, step, workItem } from "./flags.ts";
import type { PlanWorld } from "./world.ts";

export const verb = defineVerb({
  name: "revert",
  group: "plan & claims",
  summary: "Take back what stands in a step and unlock exactly one new attempt.",
  flags: {
    workItem,
    step,
    reason: required(Sentence, "Why."),
    actor: optional(Person, "Who reverts; GITHUB_ACTOR or the local executor unless given.", {
      value: "NAME",
    }),
  },
  output: v.strictObject({ ...Revert.entries, path: v.string() }),
  examples: [
    "revert --work-item work-item-001-create-a-structured --step phase-setup --reason 'the setup was for another branch'",
  ],
  writes: true,

  async run(input, world: PlanWorld) {
    const open = await openItem(input.workItem, world);
    const request = { step: input.step, reason: input.reason, actor: input.actor ?? world.caller.actor };
    const reverted = await revert(open, request, world);
    return isRefusal(reverted) ? reverted : { ...reverted.revert, path: reverted.path };
  },

  render: ({ stepKey, path }) => `Revert recorded at ${path}; ${stepKey} may be attempted once more.`,
});
