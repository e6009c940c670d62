import * as v from "valibot";
import type { Finding } from "../../stations/item/finding.ts";
import { defineVerb, many, optional, toggle } from "../command.ts";
import { Sentence } from "../flags.ts";
import type { CollectWorld } from "../world.ts";
import { collectFailure, commitAndPush, targetOf } from "./publish.ts";
import { Collected, settle } from "./settle.ts";
import { takeIn } from "./take-in.ts";

const BRANCH_WANTED = "must be a branch name";
const Branch = v.pipe(
  v.string(BRANCH_WANTED),
  v.maxLength(200, BRANCH_WANTED),
  v.regex(/^(?!.*(?:\.\.|\/\/|@\{|\/\.|\.lock(?:\/|$)))[A-Za-z0-9][A-Za-z0-9._/-]*(?<![./])$/, BRANCH_WANTED),
);
const Remote = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, "must be the name of a remote"),
);

export const verb = defineVerb({
  name: "collect",
  group: "plan & claims",
  summary: "Take in what executors left, verify it, export, and commit exactly that.",
  flags: {
    from: many(v.pipe(v.string(), v.minLength(1)), "Folder with downloaded artifacts.", {
      value: "DIR",
      isPositional: true,
    }),
    commitMessage: optional(Sentence, "Message of the commit."),
    noCommit: toggle("Take in and export only."),
    push: toggle("Push the commit, again on top of the branch when that has moved."),
    remote: optional(Remote, "Remote to push to; origin unless given.", { value: "NAME" }),
    branch: optional(Branch, "Branch to push to; the one that is checked out unless given.", {
      value: "NAME",
    }),
  },
  output: Collected,
  examples: ["collect --no-commit"],
  writes: true,

  async run(input, world: CollectWorld, { report }) {
    const refused: Finding[] = [];
    for (const folder of input.from) {
      const sources = await world.sources.below(folder);
      if (sources.length === 0)
        throw collectFailure("collect.no-source", `${folder} holds no artifacts.`, {
          hint: "Name the folder into which the artifacts were downloaded.",
        });
      for (const source of sources) refused.push(...(await takeIn(source, world, report)));
    }
    const target = input.noCommit ? null : await targetOf(input.branch, world);
    const done = target
      ? await commitAndPush(target, input, refused, world, report)
      : await settle(world, refused, report);
    return done.collected;
  },

  render({ items, findings, export: path, paths, commit, committed, pushed }) {
    const said = findings.map((each) => `  refused: ${each.path} ${each.problem}`);
    const done = committed
      ? `Committed ${paths} files as ${commit}${pushed ? " and pushed them" : ""}.`
      : "Nothing new to commit.";
    const exported = path ? `Portfolio snapshot written to ${path}` : "Nothing was exported.";
    return [`${items.length} work items`, ...said, exported, ...(commit ? [done] : [])].join("\n");
  },

  endsAs: ({ findings }) => (findings.length > 0 ? "evidence" : "ok"),
});
