import * as v from "valibot";
import { TypedInstant } from "../kernel/clock.ts";
import { isRefusal } from "../kernel/refusal.ts";
import { Baseline, EventType } from "../rules/claims/event.ts";
import { HANDOFF_EVENTS, isHandoffEvent, MOST_LINKS, SeedHandoff } from "../rules/evidence/handoff.ts";
import { closeIfComplete } from "../stations/close.ts";
import { complete } from "../stations/complete/complete.ts";
import { openItem } from "../stations/item/open.ts";
import { defaulted, defineVerb, InputFailure, many, optional } from "./command.ts";
import { attempt, Person, Sentence, step, workItem } from "./flags.ts";
import type { PlanWorld } from "./world.ts";

const Link = v.pipe(v.string(), v.minLength(1, "must not be empty"), v.maxLength(2_000));

export const verb = defineVerb({
  name: "complete",
  group: "plan & claims",
  summary: "Report what has happened to an attempt and leave its handoff.",
  flags: {
    workItem,
    step,
    attempt,
    eventType: defaulted(EventType, "attempt-completed", "What has happened.", { value: "EVENT" }),
    outcome: defaulted(Sentence, "Step completed.", "What came of it."),
    nextAction: defaulted(Sentence, "Proceed to next ready step.", "What should happen next."),
    actor: optional(Person, "Who reports; GITHUB_ACTOR or the local executor unless given.", {
      value: "NAME",
    }),
    baseline: optional(Baseline, "Before (pre) or after (post) the change reached the base branch.", {
      value: "WHEN",
    }),
    link: many(Link, "A file of the work folder, or an address, that belongs to the handoff.", {
      value: "PATH",
      most: MOST_LINKS,
    }),
    timestamp: optional(TypedInstant, "When it happened; written down, decides nothing.", { value: "TIME" }),
  },
  output: v.looseObject({ ...SeedHandoff.entries, path: v.string(), repeated: v.boolean() }),
  examples: [
    'complete --work-item work-item-001-create-a-structured --step phase-tests --attempt phase-tests-local --outcome "Tests authored" --next-action "Run services"',
  ],
  writes: true,

  async run(input, world: PlanWorld) {
    const { eventType, link, ...rest } = input;
    if (!isHandoffEvent(eventType))
      throw new InputFailure(
        [{ path: "eventType", message: `${eventType} is decided with the verb gate` }],
        "Run continuo gate --decision approve or reject.",
      );
    const open = await openItem(input.workItem, world);
    const request = {
      ...rest,
      event: eventType,
      actor: input.actor ?? world.caller.actor,
      baseline: input.baseline ?? HANDOFF_EVENTS[eventType].baseline,
      links: link,
    };
    const completed = await complete(open, request, world);
    if (isRefusal(completed)) return completed;
    if (eventType === "attempt-completed") await closeIfComplete(open, world);
    return { ...completed.handoff, path: completed.path, repeated: completed.repeated };
  },

  render: ({ path, repeated }) =>
    repeated ? `Handoff artifact was already written to ${path}` : `Handoff artifact written to ${path}`,
});
