import type { Instant } from "../../kernel/clock.ts";
import { type Digest, digestOf } from "../../kernel/digest.ts";
import { readDocument } from "../../kernel/document.ts";
import { parseJson } from "../../kernel/json.ts";
import { isSealedBy, sealed, sealKeyId } from "../../kernel/seal.ts";
import { readShape } from "../../kernel/shape.ts";
import { keyIdOf } from "../../kernel/signature.ts";
import { gateFolder, SeedGate } from "../../rules/evidence/gate.ts";
import { type Head, OPENING, Opening, recordPath } from "../../rules/evidence/opening.ts";
import {
  type Keyring,
  selfAsserted,
  TRUST_PATH,
  type TrustFile,
  trustedKeys,
} from "../../rules/evidence/trust.ts";
import type { Plan } from "../../rules/plan/plan.ts";
import { fixedOf, type WorkItem } from "../../rules/plan/work-item.ts";
import { schedulePath } from "../../rules/schedule/schedule.ts";
import type { SigningKey } from "../../world/keys/port.ts";
import { adoptable } from "./adopt.ts";
import { itemFailure, rolledBack } from "./failure.ts";
import { findPlan, type LoadedPlan, loadWorkItem, planAt } from "./plan.ts";
import type { ItemPorts } from "./ports.ts";
import { signerFor } from "./signer.ts";
import { readStrange } from "./strange.ts";

/** A work item that has been opened: what every station starts from. */
export interface OpenItem {
  /** As its document stands now, but for what its opening pins: that is as it was. */
  readonly item: WorkItem;
  readonly plan: Plan;
  readonly opening: Opening;
  readonly openingDigest: Digest;
  readonly keyring: Keyring;
  /** How far this machine has seen each of its logs. */
  readonly anchored: ReadonlyMap<string, Head>;
}

/**
 * Opens a work item: reads it and the plan that it was opened with, or opens it for the first time, pinning the
 * plan and believing the handoffs and gate decisions that lie here already.
 *
 * @throws what `loadWorkItem` and `findPlan` throw; `workflow.changed`, `item.record` when the pinned does not hold;
 *         `item.rolled-back` when this machine has seen a history here that is gone or replaced; `keys.not-trusted`
 */
export async function openItem(id: string, ports: ItemPorts): Promise<OpenItem> {
  const item = loadWorkItem(id, ports);
  const file = await ports.trust.committed();
  const seen = (await ports.anchors.histories()).get(id);
  const there = await ports.records.read(id, OPENING);
  if (!there && seen !== undefined) throw goneOrReplaced(id, "is missing");
  const { stored, found } = there ? { stored: there, found: undefined } : await openFirst(item, file, ports);
  const path = recordPath(id, OPENING);
  const read = readDocument(Opening, stored, { maxBytes: 64 << 20, maxDepth: 8 });
  if (!read.ok) throw itemFailure("item.record", `${path} ${read.says}.`, { hint: "Run continuo verify." });
  const { value: opening, text, digest } = read.read;
  if (opening.workItem !== id)
    throw itemFailure("item.record", `${path} is about work item ${opening.workItem}.`);
  if (!isSealedBy("opening", text, opening.signature, opening.signer))
    throw itemFailure("item.record", `${path} is not signed by the key that it names.`, {
      hint: "Run continuo verify.",
    });

  const anchored = await ports.anchors.read(opening.origin);
  if (!isAsSeen({ opening, openingDigest: digest, anchored }, seen))
    throw goneOrReplaced(id, "is another one");
  const keyring = keyringFor(opening, file, anchored);
  const { plan } = await pinnedPlan(item, opening, found, ports);
  if (seen === undefined) await ports.anchors.began(id, opening.origin);
  const firstSeen = [OPENING, ...(file ? [VOUCHED] : [])].filter((name) => !anchored.has(name));
  const heads = new Map(firstSeen.map((name) => [name, { seq: 1, digest }]));
  if (heads.size > 0) await ports.anchors.note(opening.origin, heads, true);
  return { item: { ...item, ...opening.item }, plan, opening, openingDigest: digest, keyring, anchored };
}

/**
 * Whether an opening is the one that this machine knows, as far as it knows one.
 *
 * @param seen  the history that the work item had here
 */
export function isAsSeen(
  { opening, openingDigest, anchored }: Pick<OpenItem, "opening" | "openingDigest" | "anchored">,
  seen: string | undefined,
): boolean {
  const anchor = anchored.get(OPENING);
  return (seen ?? opening.origin) === opening.origin && (anchor?.digest ?? openingDigest) === openingDigest;
}

/** Began anew, the work item would believe whatever handoffs lie here now, and forget what reached the baseline. */
const goneOrReplaced = (id: string, says: string) =>
  rolledBack(
    id,
    `${recordPath(id, OPENING)} ${says}: this machine has seen a history of work item ${id} here.`,
  );

/**
 * Opens a work item whose history was shortened, replaced or taken away on purpose: what this machine remembers of it
 * is forgotten, once what lies here now has been found to be sound as an opening.
 */
export async function openForgetting(id: string, ports: ItemPorts): Promise<OpenItem> {
  const { anchors } = ports;
  const seen = (await anchors.histories()).get(id);
  const blank = { ...anchors, read: async () => new Map<string, Head>(), histories: async () => new Map() };
  const { opening } = await openItem(id, { ...ports, anchors: { ...blank, ...UNNOTED } });
  for (const each of new Set([opening.origin, ...(seen === undefined ? [] : [seen])]))
    await anchors.forget(each);
  return openItem(id, ports);
}

/** Until the old memory is gone nothing is added to it. */
const UNNOTED = { note: async () => undefined, began: async () => undefined };

/**
 * Remembered of a history for which a trust file has vouched: whoever takes the file away does not get back to a key
 * that vouches for itself.
 */
export const VOUCHED = "trust";

/** Whose signatures count here; a trust file must vouch for the key that the work item was opened with. */
function keyringFor(
  opening: Opening,
  file: TrustFile | undefined,
  anchored: ReadonlyMap<string, Head>,
): Keyring {
  if (!file && anchored.has(VOUCHED))
    throw rolledBack(
      opening.workItem,
      `The base branch has no ${TRUST_PATH}, and this machine has seen it vouch for the keys of work item ${opening.workItem}.`,
    );
  if (!file) return selfAsserted(opening.signer);
  const keyring = trustedKeys(file);
  if (keyring.find(sealKeyId(opening.signature), "writer", opening.openedAt) === undefined)
    throw itemFailure(
      "item.record",
      `Work item ${opening.workItem} was opened with key ${keyIdOf(opening.signer)}, for which the trust file does not vouch.`,
      {
        hint: "Add the key to .github/continuo/keys.json on the base branch if it is yours: continuo keys trust.",
      },
    );
  return keyring;
}

/** A plan that was found just now is not read again: a long one would be held twice. */
async function pinnedPlan(
  item: WorkItem,
  { workflow }: Opening,
  found: LoadedPlan | undefined,
  ports: ItemPorts,
): Promise<LoadedPlan> {
  const loaded = found?.path === workflow.path ? found : await planAt(workflow.path, ports);
  if (loaded?.digest === workflow.digest) return loaded;
  throw itemFailure(
    "workflow.changed",
    `Work item ${item.id} was opened with ${workflow.path} (${workflow.digest}), which is ${loaded ? "another file now" : "gone"}.`,
    { hint: "Restore that file; a changed plan needs a new version and a new work item." },
  );
}

/**
 * Writes the opening; of several that open at once, the first one's stands for all.
 *
 * @throws `keys.not-trusted` when there is a trust file and this machine's key may not open work items by it
 */
async function openFirst(
  item: WorkItem,
  file: TrustFile | undefined,
  ports: ItemPorts,
): Promise<{ readonly stored: Uint8Array; readonly found: LoadedPlan }> {
  const found = await findPlan(item, ports);
  const { path, digest, plan } = found;
  const openedAt = ports.clock.now();
  const key = await openerFor(item, file, openedAt, ports);
  const schedule = readStrange(schedulePath(item.id), ports);
  const opening: Omit<Opening, "signature"> = {
    schemaVersion: "1.0",
    kind: "opening",
    workItem: item.id,
    item: fixedOf(item),
    workflow: { id: plan.workflow.id, version: plan.workflow.version, path, digest },
    handoffs: adoptable(item.id, plan, ports),
    gates: gatesHere(item.id, ports),
    ...(schedule ? { schedule: digestOf(schedule) } : {}),
    openedAt,
    by: ports.caller.executor,
    origin: ports.nonce(),
    signer: key.publicKey,
  };
  const bytes = Buffer.from(sealed("opening", opening, key));
  const isOurs = await ports.records.put(item.id, OPENING, bytes);
  const stored = isOurs ? bytes : ((await ports.records.read(item.id, OPENING)) ?? bytes);
  return { stored, found };
}

/** Without a trust file the key vouches for itself from then on; with one, the file must know it before it opens. */
async function openerFor(
  item: WorkItem,
  file: TrustFile | undefined,
  at: Instant,
  { signer }: ItemPorts,
): Promise<SigningKey> {
  return file ? signerFor({ item, keyring: trustedKeys(file) }, "writer", at, { signer }) : signer.key();
}

/** Gate decisions of the seed's other tools that lie here. */
function gatesHere(workItem: string, ports: ItemPorts): Opening["gates"] {
  const { files, warn } = ports;
  const found: Opening["gates"] = [];
  for (const name of files.list(gateFolder(workItem))) {
    if (!name.endsWith(".json")) continue;
    const path = `${gateFolder(workItem)}/${name}`;
    const bytes = readStrange(path, ports);
    const parsed = bytes && parseJson(bytes);
    const read = parsed?.ok ? readShape(SeedGate, parsed.value) : undefined;
    if (bytes && read?.ok && read.value.workItemId === workItem && `${read.value.gateKey}.json` === name)
      found.push({ gate: read.value.gateKey, digest: digestOf(bytes) });
    else warn(`${path} does not read as a gate decision about ${workItem}; it is passed over.`);
  }
  return found;
}
