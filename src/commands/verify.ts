import * as v from "valibot";
import { Failure } from "../kernel/failure.ts";
import { Id } from "../kernel/name.ts";
import { workItemPath } from "../rules/plan/work-item.ts";
import { Finding, found } from "../stations/item/finding.ts";
import { itemsToVerify } from "../stations/verify/items.ts";
import { unverified, type Verification as Verified, verifyItem } from "../stations/verify/verify.ts";
import { defineVerb, type Ending, optional } from "./command.ts";
import type { PlanWorld } from "./world.ts";

const Verification = v.strictObject({
  workItemId: Id,
  state: v.picklist(["closed", "open", "untouched"]),
  integrity: v.picklist(["intact", "broken"]),
  findings: v.array(Finding),
  logs: v.number(),
  records: v.number(),
  assurance: v.picklist(["trust-file", "self-asserted", "none"]),
  keys: v.array(v.string()),
  anchored: v.number(),
});
type Verification = v.InferOutput<typeof Verification>;

export const verb = defineVerb({
  name: "verify",
  group: "proof",
  summary: "Check every record of a work item, and that each decision follows again from its inputs.",
  flags: {
    workItem: optional(Id, "Work item; all of them unless given.", { isPositional: true, value: "ID" }),
    trust: optional(
      v.pipe(v.string(), v.minLength(1)),
      "Trust file; .github/continuo/keys.json of the base branch unless given.",
      {
        value: "PATH",
      },
    ),
  },
  output: v.strictObject({
    schemaVersion: v.literal("1.0"),
    integrity: v.picklist(["intact", "broken"]),
    items: v.array(Verification),
    notProven: v.array(v.string()),
  }),
  examples: ["verify --work-item work-item-001-create-a-structured"],
  writes: false,

  async run(input, world: PlanWorld, { report }) {
    const trust = input.trust === undefined ? undefined : await world.trust.at(input.trust);
    const ids = input.workItem === undefined ? await itemsToVerify(world) : [input.workItem];
    const items: Verification[] = [];
    for (const [index, id] of ids.entries()) {
      report.progress(`verifying ${id}`, index, ids.length);
      const verifying = verifyItem(id, trust, world);
      const { findings, keys, ...verified } = await (input.workItem === undefined
        ? verifying.catch((cause: unknown) => unreadable(id, cause))
        : verifying);
      items.push({
        ...verified,
        integrity: findings.length === 0 ? "intact" : "broken",
        findings: [...findings],
        keys: [...keys],
      });
    }
    const integrity = items.every((each) => each.integrity === "intact")
      ? ("intact" as const)
      : ("broken" as const);
    return { schemaVersion: "1.0" as const, integrity, items, notProven: notProven(items) };
  },

  render: ({ items, notProven: limits }) =>
    [...items.map(lines), "not proven", ...limits.map((each) => `  ${each}`)].join("\n"),

  endsAs: ({ integrity, items }): Ending => {
    if (integrity === "broken") return "evidence";
    // Nothing that was verified is nothing that is settled.
    const isSettled =
      items.length > 0 &&
      items.every(({ state, assurance }) => state === "closed" && assurance === "trust-file");
    return isSettled ? "ok" : "inconclusive";
  },
});

/** A work item of which nothing is recorded and whose document does not read; the others are verified all the same. */
function unreadable(id: string, cause: unknown): Verified {
  if (!(cause instanceof Failure) || !cause.code.startsWith("item.")) throw cause;
  return unverified(id, [found(workItemPath(id), cause.message)]);
}

function lines({
  workItemId,
  state,
  integrity,
  findings,
  logs,
  records,
  assurance,
  keys,
  anchored,
}: Verification): string {
  const about =
    state === "untouched" ? "nothing was recorded yet" : `${records} entries in ${logs} step logs, ${state}`;
  const whose = {
    "trust-file": "the trust file vouches for every key",
    "self-asserted": "self-asserted: no trust file vouches for the key",
    none: "none",
  }[assurance];
  return [
    workItemId,
    `  integrity   ${integrity} (${about})`,
    ...findings.map(({ path, problem }) => `    ${path} ${problem}`),
    `  assurance   ${whose}${keys.length > 0 ? ` (${keys.join(", ")})` : ""}`,
    `  anchor      ${anchored > 0 ? `this machine, which had seen ${anchored} of the logs` : "none"}`,
  ].join("\n");
}

/** What a verification never says, so that nobody reads it out of it. */
function notProven(items: readonly Verification[]): string[] {
  const limits = ["that the work is good: only who reported what, in which order, on what basis"];
  if (items.some(({ state }) => state !== "closed"))
    limits.push("that nothing more will come: not every work item is closed");
  if (items.some(({ assurance }) => assurance === "self-asserted"))
    limits.push("whose the keys are: commit .github/continuo/keys.json, or name a trust file with --trust");
  if (items.some(({ anchored, state }) => anchored === 0 && state !== "untouched"))
    limits.push("that no newer records were discarded: this machine has not seen these histories before");
  return limits;
}
