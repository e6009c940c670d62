import * as v from "valibot";
import { Digest } from "../kernel/digest.ts";
import { Id, type Key } from "../kernel/name.ts";
import { listed } from "../kernel/text.ts";
import { CollectingStep, ReadyStep, RunningStep } from "../rules/schedule/schedule.ts";
import { close } from "../stations/close.ts";
import { delegate } from "../stations/delegate.ts";
import { openItem } from "../stations/item/open.ts";
import { defineVerb, optional, required, toggle } from "./command.ts";
import { now, Sentence } from "./flags.ts";
import { at, type PlanWorld } from "./world.ts";

export const verb = defineVerb({
  name: "delegate",
  group: "plan & claims",
  summary: "Decide what may happen next in a work item and write its schedule.",
  flags: {
    workItem: required(Id, "Work item.", { also: ["structuredWorkItem"], isPositional: true, value: "ID" }),
    prompt: optional(Sentence, "Why the schedule is made; kept in its audit."),
    now,
    nonInteractive: toggle("Never ask: it never does; the seed's spelling."),
    interactive: toggle("The seed's spelling; nothing is ever asked."),
  },
  output: v.strictObject({
    schemaVersion: v.literal("1.0"),
    workItemId: Id,
    path: v.string(),
    digest: Digest,
    written: v.boolean(),
    isComplete: v.boolean(),
    readySteps: v.array(ReadyStep),
    runningSteps: v.array(RunningStep),
    collectingSteps: v.array(CollectingStep),
    blocked: v.number(),
    rationale: v.string(),
  }),
  examples: [
    'delegate --non-interactive --quiet --prompt "Generate schedule" --structured-work-item work-item-001-create-a-structured',
  ],
  writes: true,

  async run({ workItem, prompt, now: given }, world: PlanWorld) {
    const open = await openItem(workItem, world);
    const time = given ?? world.sourceDate;
    const done = await delegate(open, { prompt, timeIsGiven: time !== undefined }, at(time, world));
    if (done.isComplete) await close(open, done.facts, world);
    const { workItemId, readySteps, runningSteps, collectingSteps, blockedSteps, rationale } = done.schedule;
    return {
      schemaVersion: "1.0" as const,
      workItemId,
      path: done.path,
      digest: done.digest,
      written: done.written,
      isComplete: done.isComplete,
      readySteps,
      runningSteps,
      collectingSteps,
      blocked: blockedSteps.length,
      rationale,
    };
  },

  render: ({ path, written, isComplete, readySteps, runningSteps, blocked }) => {
    const state = written ? "Schedule written to" : "Schedule unchanged:";
    if (isComplete) return `${state} ${path}\nAll steps complete.`;
    const keys = (steps: readonly { key: Key }[]) =>
      steps.length === 0 ? "none" : listed(steps.map(({ key }) => key));
    return `${state} ${path}\nready: ${keys(readySteps)}; running: ${keys(runningSteps)}; blocked: ${blocked}`;
  },
});
