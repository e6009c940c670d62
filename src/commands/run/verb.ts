import * as v from "valibot";
import { wordsOf } from "../../kernel/words.ts";
import { durationMs } from "../../rules/plan/workflow.ts";
import { STORY_POLICY } from "../../rules/story/policy.ts";
import { defineVerb, type Ending, many, optional, required, toggle } from "../command.ts";
import type { StoryWorld } from "../world.ts";
import { RunAnswer } from "./answer.ts";
import { drive } from "./drive.ts";
import { outcomeOf } from "./outcome.ts";
import { openSource } from "./source.ts";
import { render } from "./table.ts";
import { tellerFor } from "./teller.ts";

const ARGV_WANTED = "must be a program and its arguments, as words or as a JSON list";
const Argv = v.pipe(
  v.string(ARGV_WANTED),
  v.check((text) => wordsOf(text).ok, ARGV_WANTED),
  v.transform((text) => {
    const read = wordsOf(text);
    if (!read.ok) throw new TypeError(read.problem);
    return read.words;
  }),
);

const TIME_WANTED = "must be a duration such as 90s, 30m or 2h, up to 24h";
const Time = v.pipe(
  v.string(TIME_WANTED),
  v.regex(/^[1-9]\d{0,5}[smh]$/, TIME_WANTED),
  v.transform(durationMs),
  v.maxValue(86_400_000, TIME_WANTED),
);

const APPROVE_WANTED = "must be the first 12 hexadecimal digits of the content, as the run names them";

export const verb = defineVerb({
  name: "run",
  group: "whole story",
  summary:
    "Take an issue through the whole story: routing, council, consent, schedule, work, pull request, proof.",
  flags: {
    issue: required(
      v.pipe(v.string(), v.minLength(1)),
      "Issue: a file (Markdown, or JSON of GitHub's API), the number of one filed before, or - for standard input.",
      {
        isPositional: true,
        value: "ISSUE",
      },
    ),
    repo: optional(
      v.pipe(v.string(), v.minLength(1)),
      "The git repository to work on; the work folder unless given.",
      { value: "DIR" },
    ),
    agentCommand: optional(Argv, "The agent program: works in a clone, finds the task on standard input.", {
      value: "ARGV",
    }),
    testCommand: optional(Argv, "The repository's test command; the one found in it unless given.", {
      value: "ARGV",
    }),
    prepareCommand: optional(
      Argv,
      "What brings the repository's dependencies into a fresh clone, such as npm ci; nothing unless given.",
      {
        value: "ARGV",
      },
    ),
    answers: many(v.pipe(v.string(), v.minLength(1)), "Recorded answers of a provider family's lanes.", {
      value: "PATH",
      most: 8,
    }),
    approve: optional(
      v.pipe(v.string(APPROVE_WANTED), v.regex(/^[0-9a-f]{12}$/, APPROVE_WANTED)),
      "Consent to exactly this content, by its first 12 digits.",
      { value: "CONTENT" },
    ),
    agentTimeout: optional(Time, "How long the agent program may run; 20m.", { value: "DURATION" }),
    testTimeout: optional(Time, "How long each run of the tests may take; 10m.", { value: "DURATION" }),
    again: toggle("Decide a request again that came to an end."),
  },
  output: RunAnswer,
  examples: ["run - < examples/issue.md"],
  writes: true,
  folderFrom: "repo",

  async run(input, world: StoryWorld, { signal, report, stdin }) {
    const { agents, workspace } = await world.storyOf({ repo: input.repo, answers: input.answers });
    const ports = { ...world, agents, workspace };
    // Before anything is written: a folder that is no repository's root gets no records.
    await workspace.survey();
    const source = await openSource(input.issue, { ports, stdin, approval: input.approve });
    const driven = await drive({
      ports,
      issue: source,
      options: {
        agent: input.agentCommand ?? null,
        testCommand: input.testCommand ?? null,
        prepareCommand: input.prepareCommand ?? null,
        agentTimeoutMs: input.agentTimeout ?? STORY_POLICY.agentTimeoutMs,
        checkTimeoutMs: input.testTimeout ?? STORY_POLICY.checkTimeoutMs,
        variables: world.variables,
        again: input.again,
        isDry: world.isDry,
      },
      signal,
      teller: tellerFor(report),
    });
    return outcomeOf(driven, ports);
  },

  render,
  endsAs: ({ ending }): Ending => ending,
});
