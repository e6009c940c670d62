import * as v from "valibot";
import { Instant } from "../kernel/clock.ts";
import { printable } from "../kernel/text.ts";
import { reasonsOf } from "../rules/story/reasons.ts";
import { roundsOf } from "../rules/story/round.ts";
import { undone } from "../rules/story/undone.ts";
import { storyFailure } from "../stations/story/failure.ts";
import { readLog } from "../stations/story/log.ts";
import { rowsOf } from "../stations/story/rows.ts";
import { defineVerb } from "./command.ts";
import { request } from "./flags.ts";
import type { StoryWorld } from "./world.ts";

const Told = v.strictObject({
  seq: v.number(),
  station: v.string(),
  rule: v.string(),
  at: Instant,
  reasons: v.array(v.string()),
});

export const verb = defineVerb({
  name: "why",
  group: "whole story",
  summary: "Tell every decision about a request with its reasons, and what did not happen and why.",
  flags: { request },
  output: v.strictObject({
    schemaVersion: v.literal("1.0"),
    request: v.string(),
    rounds: v.number(),
    decisions: v.array(Told),
    /** What the steps of the work item reported. */
    work: v.array(
      v.strictObject({ station: v.string(), decision: v.string(), why: v.string(), at: Instant }),
    ),
    /** Stations of the last round that were not reached. */
    undone: v.array(v.string()),
  }),
  examples: ["why issue-1"],
  writes: false,

  async run(input, world: StoryWorld) {
    const view = world.aside();
    const log = await readLog(input.request, view);
    if (log.records.length === 0)
      throw storyFailure("story.missing", `Nothing was decided about ${input.request}.`, {
        hint: "Take it through the story: continuo run ISSUE.",
      });
    const rounds = roundsOf(log.records);
    const steps = new Set(["implement", "check", "publish"]);
    return {
      schemaVersion: "1.0" as const,
      request: input.request,
      rounds: rounds.length,
      decisions: log.records.map(({ decision }) => {
        const { seq, station, rule, at } = decision;
        return { seq, station, rule, at, reasons: reasonsOf(decision).map(printable) };
      }),
      work: (await rowsOf(log, view)).filter(({ station }) => steps.has(station)).map((row) => ({ ...row })),
      undone: undone(rounds.at(-1) ?? null).map(printable),
    };
  },

  render: ({ request: id, rounds, decisions, work, undone: missing }) =>
    [
      `${id}, ${rounds} ${rounds === 1 ? "round" : "rounds"}`,
      ...decisions.flatMap(({ seq, station, at, reasons }) => [
        `${String(seq).padStart(3)} ${station} (${at})`,
        ...reasons.map((each) => `      ${each}`),
      ]),
      ...work.map(({ station, decision, why }) => `    ${station}: ${decision} (${why})`),
      ...(missing.length > 0 ? ["did not happen", ...missing.map((each) => `    ${each}`)] : []),
    ].join("\n"),
});
