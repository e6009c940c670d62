import { canonicalJson } from "../kernel/json.ts";
import { CLAIMS_FOLDER, claimPath } from "../rules/claims/claim.ts";
import type { Recorded } from "../rules/claims/entry.ts";
import { gateFolder, gateHistoryFolder } from "../rules/evidence/gate.ts";
import { HANDOFF_FOLDER, REVERTS_FOLDER, sidecarOf } from "../rules/evidence/handoff.ts";
import { recordsFolder } from "../rules/evidence/opening.ts";
import { EXPORTS_FOLDER } from "../rules/evidence/portfolio.ts";
import { WORK_ITEMS_FOLDER } from "../rules/plan/work-item.ts";
import { SCHEDULE_FOLDER } from "../rules/schedule/schedule.ts";
import { settle, signAnew, stagedFolder } from "./item/documents.ts";
import { type ItemFacts, readFacts } from "./item/facts.ts";
import type { OpenItem } from "./item/open.ts";
import type { ItemPorts } from "./item/ports.ts";
import { showDecision } from "./item/rework.ts";
import { writeView } from "./item/views.ts";

/** One thing that was put right. */
export interface Repaired {
  readonly path: string;
  readonly what: "placed" | "signed" | "refolded" | "swept";
}

/**
 * Finishes what killed processes left undone: documents that the log binds go to their places, handoffs get their
 * signatures, claim views are folded anew, gate rejections are carried out, old drafts are swept. Nothing that is
 * recorded is changed.
 *
 * @throws `keys.not-trusted` when a signature is missing or does not verify, and this machine's key may not sign it
 */
export async function repair(open: OpenItem, ports: ItemPorts): Promise<readonly Repaired[]> {
  const done: Repaired[] = [];
  const facts = await readFacts(open, ports);
  for (const { records } of facts.steps.values())
    for (const recorded of records) done.push(...(await repairDocument(open, recorded, ports)));
  for (const { head } of facts.gates.values()) if (head.ours) showDecision(open, head.ours, ports);
  done.push(...(await refold(facts, ports)), ...sweep(open, facts, ports));
  return done;
}

async function repairDocument(open: OpenItem, recorded: Recorded, ports: ItemPorts): Promise<Repaired[]> {
  const { entry } = recorded;
  if (!("document" in entry) || entry.document === undefined || entry.kind === "adopt") return [];
  const { document } = entry;
  const wasThere = ports.files.read(document.path) !== undefined;
  if (settle(ports.files, entry.workItem, document) !== "here") return [];
  const done: Repaired[] = wasThere ? [] : [{ path: document.path, what: "placed" }];
  const sidecar = sidecarOf(document.path);
  const hadOne = ports.files.read(sidecar) !== undefined;
  const fault = await signAnew(open, recorded, ports);
  if (fault === null) return done;
  if (hadOne) ports.warn(`${sidecar} ${fault}; it is signed anew.`);
  return [...done, { path: sidecar, what: "signed" }];
}

async function refold(facts: ItemFacts, ports: ItemPorts): Promise<Repaired[]> {
  const done: Repaired[] = [];
  for (const { address, state } of facts.steps.values())
    for (const { id } of state.attempts) {
      const before = ports.files.read(claimPath(id));
      const view = await writeView(ports, address, state, id);
      const isSame = before && view && Buffer.from(before).toString("utf8") === canonicalJson(view);
      if (view && !isSame) done.push({ path: claimPath(id), what: "refolded" });
    }
  return done;
}

function sweep({ item }: OpenItem, facts: ItemFacts, { files }: ItemPorts): Repaired[] {
  const folders = [
    stagedFolder(item.id),
    CLAIMS_FOLDER,
    HANDOFF_FOLDER,
    REVERTS_FOLDER,
    SCHEDULE_FOLDER,
    WORK_ITEMS_FOLDER,
    EXPORTS_FOLDER,
    recordsFolder(item.id),
    gateFolder(item.id),
    ...[...facts.gates.keys()].map((gate) => gateHistoryFolder(item.id, gate)),
    ...[...facts.steps.keys()].map((step) => `${CLAIMS_FOLDER}/${item.id}/${step}`),
  ];
  return folders.flatMap((folder) => files.sweep(folder).map((path) => ({ path, what: "swept" as const })));
}
