import * as v from "valibot";
import { demo, type PlayedScene } from "../stations/demo/demo.ts";
import { defineVerb } from "./command.ts";
import type { DemoWorld } from "./world.ts";

export const verb = defineVerb({
  name: "demo",
  group: "whole story",
  summary:
    "Play the lifecycle on a sample repository: a race, a failure, a gate, a proof, and tampering that is found.",
  flags: {},
  output: v.strictObject({
    schemaVersion: v.literal("1.0"),
    folder: v.string(),
    scenes: v.array(
      v.strictObject({
        title: v.string(),
        shows: v.string(),
        calls: v.array(v.strictObject({ line: v.string(), exitCode: v.nullable(v.number()) })),
      }),
    ),
  }),
  examples: ["demo"],
  writes: false,

  async run(_input, { stages, clock }: DemoWorld, { report }) {
    const played = await demo({ stages, clock, tell: (scene) => report.tell(lines(scene)) });
    const scenes = played.scenes.map(({ title, shows, calls }) => ({ title, shows, calls: [...calls] }));
    return { schemaVersion: "1.0" as const, folder: played.folder, scenes };
  },

  render: ({ folder, scenes }) => {
    const calls = scenes.reduce((total, scene) => total + scene.calls.length, 0);
    return [
      `${scenes.length} scenes, ${calls} calls, all as they should be.`,
      "",
      `The sample repository is ${folder}. To look around (in a clone, continuo is node dist/cli/index.js):`,
      `  continuo status --cwd ${folder}`,
      `  continuo verify --cwd ${folder}`,
      "In a repository of your own: write artifacts/workflows/*.yaml and artifacts/work-items/*.json, then",
      "  continuo delegate <work item>",
    ].join("\n");
  },
});

type Call = PlayedScene["calls"][number];

/** A scene as it is told: what it was, the calls and how they ended, what it showed. */
function lines({ title, shows, calls }: PlayedScene): string {
  const [first] = calls;
  const isRace = calls.length > 2 && calls.every(({ line }) => line === first?.line);
  return [`■ ${title}`, ...(isRace ? raceRows(calls) : calls.map(row)), `  ${shows}`, ""].join("\n");
}

const row = ({ line, exitCode }: Call): string => `  $ continuo ${line}  → ${exitCode}`;

/** Many calls that are alike: one line for each way in which they ended, with how many did. */
function raceRows(calls: readonly Call[]): string[] {
  const ends = [...new Set(calls.map(({ exitCode }) => exitCode))].sort();
  return ends.flatMap((end) => {
    const [one, ...others] = calls.filter(({ exitCode }) => exitCode === end);
    return one ? [`${row(one)}  (${others.length + 1} ×)`] : [];
  });
}
