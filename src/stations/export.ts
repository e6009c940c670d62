import { isBefore } from "../kernel/clock.ts";
import { Failure } from "../kernel/failure.ts";
import { canonicalJson } from "../kernel/json.ts";
import {
  exportPath,
  type ItemMeasure,
  measure,
  type Portfolio,
  portfolioOf,
} from "../rules/evidence/portfolio.ts";
import type { Files } from "../world/files/port.ts";
import { type ItemFacts, readFacts } from "./item/facts.ts";
import { workItemsHere } from "./item/items.ts";
import { type OpenItem, openItem } from "./item/open.ts";
import type { ItemPorts } from "./item/ports.ts";

/**
 * Measures every work item that lies here. One that cannot be read is listed with its reason and does not keep the
 * others from being measured.
 *
 * @param ports  a view of the world in which nothing that is written lasts: measuring opens no work item
 */
export async function measureAll(ports: ItemPorts): Promise<Portfolio> {
  const measured: ItemMeasure[] = [];
  const unreadable: Portfolio["unreadable"] = [];
  for (const id of workItemsHere(ports)) {
    try {
      const open = await openItem(id, ports);
      measured.push(measureItem(open, await readFacts(open, ports)));
    } catch (cause) {
      if (!(cause instanceof Failure)) throw cause;
      ports.warn(`${cause.message} It is not measured.`);
      unreadable.push({ workItemId: id, code: cause.code, problem: cause.message });
    }
  }
  return portfolioOf(ports.clock.now(), measured, unreadable);
}

function measureItem({ item, plan }: OpenItem, { steps }: ItemFacts): ItemMeasure {
  const states = new Map([...steps].map(([key, { state }]) => [key, state]));
  return measure({ item, plan, states, lastArtifact: lastArtifact(steps) });
}

/** The handoff that was bound last, by the time of its log entry. */
function lastArtifact(steps: ItemFacts["steps"]): { path: string; at: string } | null {
  let last: { path: string; at: string } | null = null;
  for (const { records } of steps.values())
    for (const { entry } of records) {
      if (!("document" in entry) || entry.document === undefined) continue;
      const at = entry.kind === "adopt" ? entry.endedAt : entry.at;
      if (last === null || !isBefore(at, last.at)) last = { path: entry.document.path, at };
    }
  return last;
}

/** Writes a snapshot to its place. */
export function savePortfolio(portfolio: Portfolio, files: Files): string {
  const path = exportPath(portfolio.generatedAt);
  files.replace(path, canonicalJson(portfolio));
  return path;
}
