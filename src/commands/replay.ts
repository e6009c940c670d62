import * as v from "valibot";
import { decisionPath } from "../rules/story/decision.ts";
import { storyFailure } from "../stations/story/failure.ts";
import { checkDecisions } from "../stations/verify/story/decisions.ts";
import { defineVerb, type Ending } from "./command.ts";
import { request } from "./flags.ts";
import type { StoryWorld } from "./world.ts";

const Replayed = v.strictObject({
  seq: v.number(),
  station: v.string(),
  rule: v.string(),
  /** `same`: it comes out as recorded. `heard`: it was heard and not decided. `differs`: it does not. */
  result: v.picklist(["same", "heard", "differs"]),
  problems: v.array(v.string()),
});

export const verb = defineVerb({
  name: "replay",
  group: "proof",
  summary: "Take every recorded decision about a request again, and say which come out otherwise.",
  flags: { request },
  output: v.strictObject({
    schemaVersion: v.literal("1.0"),
    request: v.string(),
    decisions: v.array(Replayed),
  }),
  examples: ["replay issue-1"],
  writes: false,

  async run(input, world: StoryWorld) {
    const trust = await world.trust.committed();
    const { records, heard, findings } = await checkDecisions(input.request, trust, world);
    if (records.length === 0 && findings.length === 0)
      throw storyFailure("story.missing", `Nothing was decided about ${input.request}.`, {
        hint: "Run continuo run ISSUE, or continuo verify to see what lies here.",
      });
    const decisions = records.map(({ decision: { seq, station, rule } }) => {
      const path = decisionPath(input.request, seq);
      const problems = findings.filter((each) => each.path === path).map(({ problem }) => problem);
      const kept = heard.has(seq) ? ("heard" as const) : ("same" as const);
      return { seq, station, rule, result: problems.length > 0 ? ("differs" as const) : kept, problems };
    });
    const beyond = findings.filter(
      ({ path }) => !records.some(({ decision }) => decisionPath(input.request, decision.seq) === path),
    );
    const unread = beyond.map(({ path, problem }) => ({
      seq: records.length + 1,
      station: "unread",
      rule: "",
      result: "differs" as const,
      problems: [`${path} ${problem}`],
    }));
    return { schemaVersion: "1.0" as const, request: input.request, decisions: [...decisions, ...unread] };
  },

  render: ({ decisions }) =>
    decisions
      .map(({ seq, station, rule, result, problems }) =>
        [
          `${String(seq).padStart(3)}  ${station.padEnd(8)}  ${rule.padEnd(10)}  ${result}`,
          ...problems.map((each) => `     ${each}`),
        ].join("\n"),
      )
      .join("\n"),

  endsAs: ({ decisions }): Ending =>
    decisions.some(({ result }) => result === "differs") ? "evidence" : "ok",
});
