import * as v from "valibot";
import { Id } from "../../kernel/name.ts";
import { plain } from "../../kernel/text.ts";
import { OUTCOMES } from "../../rules/story/ending.ts";
import { Finding } from "../../stations/item/finding.ts";
import type { RequestVerification } from "../../stations/verify/request.ts";
import type { Verification } from "../../stations/verify/verify.ts";

const integrity = v.picklist(["intact", "broken"]);
const assurance = v.picklist(["trust-file", "self-asserted", "none"]);

export const ItemAnswer = v.strictObject({
  workItemId: Id,
  state: v.picklist(["closed", "open", "untouched"]),
  integrity,
  findings: v.array(Finding),
  logs: v.number(),
  records: v.number(),
  assurance,
  keys: v.array(v.string()),
  anchored: v.number(),
});
export type ItemAnswer = v.InferOutput<typeof ItemAnswer>;

export const RequestAnswer = v.strictObject({
  /** Empty for a bundle that does not read. */
  request: v.string(),
  outcome: v.nullable(v.picklist(["published", "reviewed", "left-alone", "rejected", "void", "failed"])),
  integrity,
  /** Each decision, oldest first: whether it stands and follows again, or was heard and cannot be taken again. */
  decisions: v.array(
    v.strictObject({ seq: v.number(), station: v.string(), holds: v.boolean(), heard: v.boolean() }),
  ),
  workItem: v.nullable(Id),
  entries: v.number(),
  findings: v.array(Finding),
  assurance,
  keys: v.array(v.string()),
  anchored: v.boolean(),
});
export type RequestAnswer = v.InferOutput<typeof RequestAnswer>;

const integrityOf = (findings: readonly unknown[]) =>
  findings.length === 0 ? ("intact" as const) : ("broken" as const);

export const itemAnswer = ({ findings, keys, ...verified }: Verification): ItemAnswer => ({
  ...verified,
  integrity: integrityOf(findings),
  findings: [...findings],
  keys: [...keys],
});

export const requestAnswer = ({
  decisions,
  work,
  findings,
  keys,
  ...verified
}: RequestVerification): RequestAnswer => ({
  ...verified,
  integrity: integrityOf(findings),
  decisions: decisions.map((each) => ({ ...each })),
  workItem: work?.workItemId ?? null,
  entries: work?.records ?? 0,
  findings: [...findings],
  keys: [...keys],
});

interface Answer {
  readonly items: readonly ItemAnswer[];
  readonly requests: readonly RequestAnswer[];
  readonly notProven: readonly string[];
}

/** Integrity and assurance on lines of their own, every finding with its place, and last what is not proven. */
export const render = ({ items, requests, notProven: limits }: Answer): string =>
  [
    ...requests.map(requestLines),
    ...items.map(itemLines),
    "not proven",
    ...limits.map((each) => `  ${each}`),
  ].join("\n");

function itemLines({ workItemId, state, logs, records, findings, anchored, ...whose }: ItemAnswer): string {
  const about =
    state === "untouched" ? "nothing was recorded yet" : `${records} entries in ${logs} step logs, ${state}`;
  return [
    workItemId,
    `  integrity   ${integrityOf(findings)} (${about})`,
    ...findingLines(findings),
    assuranceLine(whose),
    `  anchor      ${anchored > 0 ? `this machine, which had seen ${anchored} of the logs` : "none"}`,
  ].join("\n");
}

function requestLines({
  request,
  outcome,
  decisions,
  workItem,
  entries,
  findings,
  anchored,
  ...whose
}: RequestAnswer): string {
  const about = `${decisions.length} decisions, ${outcome === null ? "not at an end" : OUTCOMES[outcome].says}`;
  return [
    request === "" ? "bundle" : request,
    ...stationLines(decisions),
    ...(workItem === null ? [] : [`  ${"work".padEnd(10)}  ${entries} entries of ${workItem}`]),
    `  integrity   ${integrityOf(findings)} (${about})`,
    ...findingLines(findings),
    assuranceLine(whose),
    `  anchor      ${anchored ? "this machine, which had seen the decisions" : "none"}`,
  ].join("\n");
}

/** One line a station: whether each of its decisions stands where it should, signed, and follows again or was heard. */
function stationLines(decisions: RequestAnswer["decisions"]): string[] {
  const stations = [...new Set(decisions.map(({ station }) => station))];
  return stations.map((station) => {
    const own = decisions.filter((each) => each.station === station);
    const broken = own.filter(({ holds }) => !holds).map(({ seq }) => seq);
    const heard = own.filter((each) => each.heard).length;
    const taken = own.length - heard;
    const says = [
      ...(taken > 0 ? [`${taken > 1 ? `${taken} × ` : ""}follows again from what was recorded`] : []),
      ...(heard > 0 ? [`${heard} × heard: nobody can be asked again`] : []),
    ];
    const line = broken.length === 0 ? says.join("; ") : `does not hold: decision ${broken.join(", ")}`;
    return `  ${station.padEnd(10)}  ${line}`;
  });
}

/** A path from a bundle is whatever its maker liked: it makes no line of its own. */
const findingLines = (findings: readonly Finding[]): string[] =>
  findings.map(({ path, problem }) => plain(`    ${path} ${problem}`));

function assuranceLine({ assurance: source, keys }: Pick<ItemAnswer, "assurance" | "keys">): string {
  const whose = {
    "trust-file": "the trust file vouches for every key",
    "self-asserted": "self-asserted: no trust file vouches for the key",
    none: "none",
  }[source];
  return `  assurance   ${whose}${keys.length > 0 ? ` (${keys.join(", ")})` : ""}`;
}

const roundsIn = (decisions: RequestAnswer["decisions"]): number =>
  decisions.filter(({ station }) => station === "route").length;

/** What a verification never says, so that nobody reads it out of it. */
export function notProven(items: readonly ItemAnswer[], requests: readonly RequestAnswer[]): string[] {
  const limits = ["that the work is good: only who reported what, in which order, on what basis"];
  if (requests.length > 0)
    limits.push(
      "that models were asked, and that programs ran and printed as is recorded: only our own reviewers can be asked again",
      "that the issue, its labels, comments and permissions, the repository and the times were as is recorded: decisions are taken again on what was written down",
      "that the agent and the tests did nothing else: they ran with the rights of whoever started them",
      "that the patch is what the list of changes says, and the commit the patch on its base: look at them where the repository is",
    );
  if (requests.some(({ decisions, anchored }) => !anchored && roundsIn(decisions) > 1))
    limits.push("what came of the earlier rounds: a bundle holds the work of its last one");
  if (items.some(({ state }) => state !== "closed") || requests.some(({ outcome }) => outcome === null))
    limits.push("that nothing more will come: not everything has come to its end");
  if ([...items, ...requests].some((each) => each.assurance === "self-asserted"))
    limits.push("whose the keys are: commit .github/continuo/keys.json, or name a trust file with --trust");
  const isUnseen = ({ anchored, state }: ItemAnswer) => anchored === 0 && state !== "untouched";
  if (items.some(isUnseen) || requests.some(({ anchored }) => !anchored))
    limits.push(
      "that no newer records were discarded, or all of them rewritten by whoever has the key: this machine has not seen these histories before",
    );
  return limits;
}
