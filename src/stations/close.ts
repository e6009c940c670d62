import { isBefore } from "../kernel/clock.ts";
import { readDocument } from "../kernel/document.ts";
import { canonicalJson } from "../kernel/json.ts";
import { sealed } from "../kernel/seal.ts";
import { Closing, closingName } from "../rules/evidence/opening.ts";
import { isComplete } from "../rules/schedule/decide.ts";
import { gateHeads, type ItemFacts, readFacts, scheduleOf } from "./item/facts.ts";
import { itemFailure } from "./item/failure.ts";
import type { OpenItem } from "./item/open.ts";
import type { ItemPorts } from "./item/ports.ts";
import { signerFor } from "./item/signer.ts";

/**
 * Closes a work item whose every step is completed and here: one record that binds the head of every log, so that
 * nothing can be taken off any of them unnoticed. Closing again without change writes nothing.
 *
 * @returns the closing that stands; null while the work item is open
 * @throws  `keys.not-trusted` when there is something to close and this machine's key may not sign it
 */
export async function close(open: OpenItem, facts: ItemFacts, ports: ItemPorts): Promise<Closing | null> {
  if (!isComplete(scheduleOf(open, facts, ports))) return null;
  const standing = await lastClosing(open, ports);
  const steps: Closing["steps"] = {};
  for (const [key, { state }] of facts.steps)
    if (state.digest) steps[key] = { seq: state.seq, digest: state.digest };
  const gates = Object.fromEntries(gateHeads(facts.gates));
  if (standing && sameHeads(standing.closing, steps, gates)) return standing.closing;
  const closing: Omit<Closing, "signature"> = {
    schemaVersion: "1.0",
    kind: "closing",
    workItem: open.item.id,
    opening: open.openingDigest,
    previous: standing?.digest ?? null,
    steps,
    gates,
    ...lastEvent(open, facts),
  };
  const key = await signerFor(open, "writer", closing.closedAt, ports);
  const bytes = Buffer.from(sealed("closing", closing, key));
  await ports.records.put(open.item.id, closingName((standing?.count ?? 0) + 1), bytes);
  const written = await lastClosing(open, ports);
  if (!written) return null;
  const head = { seq: written.count, digest: written.digest };
  await ports.anchors.note(open.opening.origin, new Map([["closing", head]]), true);
  ports.log.info("Work item closed", { workItemId: open.item.id, steps: Object.keys(steps).length });
  return written.closing;
}

/**
 * When and by whose work the item was complete: the newest entry's. A closing says nothing of who writes it, so that
 * two that close at the same time write the same bytes.
 */
function lastEvent({ opening }: OpenItem, { steps }: ItemFacts): Pick<Closing, "closedAt" | "by"> {
  let last: Pick<Closing, "closedAt" | "by"> = { closedAt: opening.openedAt, by: opening.by };
  for (const { records } of steps.values()) {
    const entry = records.at(-1)?.entry;
    if (entry && !isBefore(entry.at, last.closedAt)) last = { closedAt: entry.at, by: entry.by };
  }
  return last;
}

/** The same after a completion: all logs are read only once every step has one. */
export async function closeIfComplete(open: OpenItem, ports: ItemPorts): Promise<Closing | null> {
  const touched = new Set([
    ...(await ports.stepLog.steps(open.item.id)),
    ...open.opening.handoffs.map((each) => each.step),
  ]);
  if (open.plan.steps.some(({ key }) => !touched.has(key))) return null;
  return close(open, await readFacts(open, ports), ports);
}

async function lastClosing(
  { item }: OpenItem,
  { records }: ItemPorts,
): Promise<{ closing: Closing; digest: string; count: number } | null> {
  let last: { closing: Closing; digest: string; count: number } | null = null;
  for (let count = 1; ; count++) {
    const bytes = await records.read(item.id, closingName(count));
    if (!bytes) return last;
    const read = readDocument(Closing, bytes, { maxBytes: 64 << 20, maxDepth: 8 });
    if (!read.ok)
      throw itemFailure("item.record", `Record ${closingName(count)} of work item ${item.id} ${read.says}.`, {
        hint: "Run continuo verify.",
      });
    last = { closing: read.read.value, digest: read.read.digest, count };
  }
}

function sameHeads(closing: Closing, steps: Closing["steps"], gates: Closing["gates"]): boolean {
  return canonicalJson([closing.steps, closing.gates]) === canonicalJson([steps, gates]);
}
