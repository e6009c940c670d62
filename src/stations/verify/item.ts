import { Failure } from "../../kernel/failure.ts";
import { canonicalJson, memberAt } from "../../kernel/json.ts";
import { reworkOf } from "../../rules/evidence/item-rework.ts";
import { fixedOf, type WorkItem, workItemPath } from "../../rules/plan/work-item.ts";
import { type Finding, found } from "../item/finding.ts";
import type { RecordedDecision } from "../item/gates.ts";
import { readWorkItem } from "../item/plan.ts";
import type { ItemPorts } from "../item/ports.ts";
import type { Scope, Verified } from "./scope.ts";

/**
 * Compares the work item's document with the records: what its opening pins, and what gate decisions made of it.
 * Everything else in it is people's to write. One that does not read is told elsewhere.
 */
export function checkItem(
  { workItem, opening }: Scope,
  { gates }: Pick<Verified, "gates">,
  ports: Pick<ItemPorts, "files">,
): Finding[] {
  const item = itemHere(workItem, ports);
  if (!item) return [];
  const pinned = Object.entries(opening.item).flatMap(([field, was]) => {
    const is = memberAt(fixedOf(item), field);
    return is === was ? [] : [`says that its ${field} is ${is}; it was opened with ${was}`];
  });
  return [...pinned, ...reworkProblems(item, [...gates.values()])].map((says) =>
    found(workItemPath(workItem), says),
  );
}

function itemHere(id: string, ports: Pick<ItemPorts, "files">): WorkItem | undefined {
  try {
    return readWorkItem(id, ports).item;
  } catch (cause) {
    if (cause instanceof Failure) return undefined;
    throw cause;
  }
}

function reworkProblems(item: WorkItem, gates: readonly (readonly RecordedDecision[])[]): string[] {
  const histories = gates.flatMap((decisions) => {
    const newest = decisions.at(-1);
    const rejected = decisions.findLast(({ ours }) => ours?.decision === "reject")?.ours ?? undefined;
    return newest ? [{ newest: newest.decision.decision, isOurs: newest.ours !== null, rejected }] : [];
  });
  const { isRework, reasons } = reworkOf(histories);
  const problems: string[] = [];
  if (isRework !== null && (item.status === "rework") !== isRework)
    problems.push(
      `says that its status is ${item.status}, and ${isRework ? "a gate is rejected" : "every gate is approved"}`,
    );
  const said = memberAt(item.metadata, "lastReworkReasons");
  if (reasons !== null && !reasons.some((each) => canonicalJson(each) === canonicalJson(said ?? null)))
    problems.push("gives reasons for its rework that no gate's newest rejection gives");
  return problems;
}
