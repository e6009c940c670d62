import * as v from "valibot";
import { Id, Key } from "../kernel/name.ts";
import { listed, nearest } from "../kernel/text.ts";
import { Gate, MOST_REASONS } from "../rules/evidence/gate.ts";
import { gate } from "../stations/gate.ts";
import { type OpenItem, openItem } from "../stations/item/open.ts";
import { defineVerb, InputFailure, many, optional, required } from "./command.ts";
import { Person, Sentence, workItem } from "./flags.ts";
import type { PlanWorld } from "./world.ts";

export const verb = defineVerb({
  name: "gate",
  group: "plan & claims",
  summary: "Approve or reject a gate of a work item; a rejection sends the work back.",
  flags: {
    workItem,
    gate: required(Id, "Gate.", { value: "KEY" }),
    decision: optional(
      v.picklist(["approve", "reject"], "must be approve or reject"),
      "The decision; approve unless given.",
      {
        value: "WORD",
      },
    ),
    reason: many(Sentence, "Why; a rejection needs at least one.", { most: MOST_REASONS }),
    reviewer: optional(Person, "Who decides; GITHUB_ACTOR or the local executor unless given.", {
      value: "NAME",
    }),
    reentryStep: optional(
      Key,
      "Where work starts again after a rejection; the gate's own step unless given.",
      { value: "KEY" },
    ),
  },
  output: v.strictObject({ ...Gate.entries, path: v.string(), repeated: v.boolean() }),
  examples: [
    'gate --work-item work-item-001-create-a-structured --gate phase-tests-quality --decision reject --reason "Missing edge-case tests" --reentry-step phase-tests',
  ],
  writes: true,

  async run(input, world: PlanWorld) {
    const decision = input.decision ?? "approve";
    if (decision === "reject" && input.reason.length === 0)
      throw new InputFailure([{ path: "reason", message: "is missing: a rejection says why" }]);
    const open = await openItem(input.workItem, world);
    warnOfSlip(input.gate, open, world.warn);
    const request = {
      gate: input.gate,
      decision,
      reasons: input.reason,
      reviewer: input.reviewer ?? world.caller.actor,
      reentryStep: input.reentryStep,
    };
    const decided = await gate(open, request, world);
    return { ...decided.decision, path: decided.path, repeated: decided.repeated };
  },

  render: ({ decision, gateKey, path, withdrawn }) => {
    const back = withdrawn.length > 0 ? ` Taken back: ${withdrawn.map(({ step }) => step).join(", ")}.` : "";
    return `${decision} ${gateKey} recorded at ${path}.${back}`;
  },
});

/**
 * A gate that no step waits for may be decided all the same. Where steps wait for others, its name may be a slip; where
 * none waits for any, there is nothing that was meant instead.
 */
function warnOfSlip(gate: string, { item, plan }: OpenItem, warn: (message: string) => void): void {
  const known = new Set(plan.steps.flatMap(({ gateKey }) => gateKey ?? []));
  if (known.size === 0 || known.has(gate)) return;
  const near = nearest(gate, [...known].slice(0, 1_000));
  const meant = near ? `did you mean ${near}?` : `its steps wait for ${listed([...known])}.`;
  warn(`No step of work item ${item.id} waits for gate ${gate}: ${meant}`);
}
