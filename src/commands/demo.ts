import * as v from "valibot";
import { demo, type PlayedScene } from "../stations/demo/demo.ts";
import { defineVerb } from "./command.ts";
import type { DemoWorld } from "./world.ts";

export const verb = defineVerb({
  name: "demo",
  group: "whole story",
  summary:
    "Play the whole story on a sample repository: a request, a vote, consent, a race, work, a proof, and tampering that is found.",
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

  async run(_input, { stages }: DemoWorld, { report }) {
    const played = await demo({ stages, tell: (scene) => report.tell(lines(scene)) });
    const scenes = played.scenes.map(({ title, shows, calls }) => ({ title, shows, calls: [...calls] }));
    return { schemaVersion: "1.0" as const, folder: played.folder, scenes };
  },

  render: ({ folder, scenes }) => {
    const calls = scenes.reduce((total, scene) => total + scene.calls.length, 0);
    return [
      `${scenes.length} scenes, ${calls} calls, all as they should be.`,
      "",
      `The sample repository is ${folder}. To look around (in a clone, continuo is node dist/cli/index.js):`,
      `  continuo why issue-1 --cwd ${folder}`,
      `  continuo verify --cwd ${folder}`,
      `  git -C ${folder} show continuo/issue-1-1`,
      "On a repository of your own: write what you want into a file, and",
      "  continuo run issue.md --repo <folder>",
    ].join("\n");
  },
});

type Call = PlayedScene["calls"][number];

/** A scene as it is told: what it was, the calls and how they ended, what it showed. */
function lines({ title, shows, calls }: PlayedScene): string {
  return [`■ ${title}`, ...rows(calls), `  ${shows}`, ""].join("\n");
}

const row = ({ line, exitCode }: Call): string => `  $ continuo ${line}  → ${exitCode}`;

/** One line a call; calls that are alike and end alike are one line, with how many there were. */
function rows(calls: readonly Call[]): string[] {
  const count = new Map<string, number>();
  for (const call of calls) count.set(row(call), (count.get(row(call)) ?? 0) + 1);
  return [...count].map(([text, times]) => (times === 1 ? text : `${text}  (${times} ×)`));
}
