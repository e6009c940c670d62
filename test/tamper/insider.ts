import { digestOf } from "../../src/kernel/digest.ts";
import { canonicalJson } from "../../src/kernel/json.ts";
import { sealed } from "../../src/kernel/seal.ts";
import type { Draft, DraftOf } from "../../src/rules/claims/entry.ts";
import { readLog, writeEntry } from "../../src/rules/claims/log.ts";
import { sidecarOf } from "../../src/rules/evidence/handoff.ts";
import type { Revert } from "../../src/rules/evidence/revert.ts";
import { envelopeFor } from "../../src/rules/evidence/statement.ts";
import { audited, type Schedule } from "../../src/rules/schedule/schedule.ts";
import { close } from "../../src/stations/close.ts";
import { complete } from "../../src/stations/complete/complete.ts";
import { delegate } from "../../src/stations/delegate.ts";
import { gate } from "../../src/stations/gate.ts";
import { openItem } from "../../src/stations/item/open.ts";
import { revert } from "../../src/stations/revert.ts";
import { itemFiles } from "../support/blackbox/item.ts";
import { keyOfOnly } from "../support/rules/keys.ts";
import { type Document, kindOf } from "./forge.ts";
import { report } from "./walk.ts";
import { copyOf, filesOf, MACHINE, type Place, portsOf, STRANGER } from "./world.ts";

/** A work item at three moments: its first step done; all but the last; closed twice. */
export interface Moments {
  readonly early: Place;
  readonly open: Place;
  readonly closed: Place;
}

/**
 * What a hand with the right key writes, or one that nobody's memory contradicts: signatures and chains are as they
 * should be, so that only deciding everything again tells.
 */
export interface Row {
  readonly at: keyof Moments;
  readonly does: (place: Place) => void;
  readonly path: string | RegExp;
  readonly says: RegExp;
  readonly because: string;
}

export async function moments(): Promise<Moments> {
  const steps = [
    { key: "a", order: 1 },
    { key: "b", order: 2, gateKey: "review" },
    { key: "c", order: 3 },
  ];
  const place: Place = { work: new Map(), state: new Map() };
  for (const [path, text] of Object.entries(itemFiles(steps))) place.work.set(path, Buffer.from(text));
  let minutes = 0;
  let drawn = 0;
  const now = () => {
    minutes++;
    return new Date(Date.UTC(2026, 0, 1, 0, minutes)).toISOString();
  };
  const nonce = () => {
    drawn++;
    return drawn.toString(16).padStart(32, "0");
  };
  const ports = portsOf(place, { now }, nonce);
  const open = await openItem("wi", ports);
  const done = (step: string, attempt: string) =>
    complete(open, report(step, attempt, "attempt-completed", "done"), ports);
  const decided = (decision: "approve" | "reject", reasons: string[]) =>
    gate(open, { gate: "review", decision, reasons, reviewer: "ann", reentryStep: undefined }, ports);
  const closing = async () => {
    const { facts } = await delegate(open, { prompt: undefined, timeIsGiven: false }, ports);
    await close(open, facts, ports);
  };

  await done("a", "wi-a1");
  const early = copyOf(place);
  await decided("approve", []);
  await done("b", "wi-b1");
  await decided("reject", ["too slow"]);
  await decided("approve", ["better"]);
  await done("b", "wi-b2");
  const atOpen = copyOf(place);
  await done("c", "wi-c1");
  await closing();
  await revert(open, { step: "c", reason: "once more", actor: "ann" }, ports);
  await done("c", "wi-c2");
  await closing();
  return { early, open: atOpen, closed: place };
}

const LATE = "2026-06-01T00:00:00.000Z";
const BY = { id: "machine-1", displayName: "somebody" };
const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? "").toString("utf8");
export const documentAt = ({ work }: Place, path: string): Document =>
  JSON.parse(text(work.get(path))) as Document;

/** One more entry of a step, chained and signed as the machine itself does it; the rules are not asked. */
export function append(place: Place, step: string, draft: Draft): string {
  const address = { workItem: "wi", step };
  const folder = `artifacts/claims/wi/${step}`;
  const raw = filesOf(place.work)
    .list(folder)
    .map((name) => ({
      seq: Number.parseInt(name, 10),
      bytes: place.work.get(`${folder}/${name}`) ?? Buffer.alloc(0),
    }))
    .sort((a, b) => a.seq - b.seq);
  const { state } = readLog(address, raw, null, keyOfOnly(MACHINE));
  const { bytes } = writeEntry({ address, state, at: LATE, nonce: "f".repeat(32) }, draft, MACHINE);
  const path = `${folder}/${state.seq + 1}.json`;
  place.work.set(path, bytes);
  return path;
}

export const take = (
  attempt: string,
  basis: Pick<DraftOf<"take">, "follows" | "followsOf" | "gate">,
): Draft => ({
  kind: "take",
  attempt,
  by: BY,
  holder: digestOf("a secret"),
  leaseUntil: "2026-07-01T00:00:00.000Z",
  ...basis,
});

/** A document, changed and sealed anew by the machine's own key. */
export function resealed(place: Place, path: string, change: Document): string {
  const { signature: _, ...rest } = documentAt(place, path);
  place.work.set(path, Buffer.from(sealed(kindOf(path) ?? "", { ...rest, ...change }, MACHINE)));
  return path;
}

/** A completion of the last step whose handoff says what the caller likes, signed and in its log. */
export function completed(place: Place, path: string, change: Document): string {
  const before = handoffOf(place, "wi-b2");
  const follows = [digestOf(place.work.get(before) ?? "")];
  const handoff = { ...documentAt(place, before), step: { key: "c", order: 3 }, attemptId: "wi-c9", follows };
  const bytes = Buffer.from(canonicalJson({ ...handoff, timestamp: LATE, token: 1, ...change }));
  const document = { path, digest: digestOf(bytes) };
  place.work.set(path, bytes);
  const implicit = { follows };
  append(place, "c", { kind: "complete", attempt: "wi-c9", by: BY, token: 1, document, implicit });
  const claim = {
    ...document,
    workItem: "wi",
    step: "c",
    attempt: "wi-c9",
    seq: 1,
    entry: "complete" as const,
  };
  place.work.set(sidecarOf(path), Buffer.from(envelopeFor(claim, MACHINE)));
  return path;
}

/** A revert of the second step's result whose document says what the caller likes. */
export function reverted(place: Place, path: string, change: Document): void {
  const revert: Revert = {
    schemaVersion: "1.0",
    workItemId: "wi",
    stepKey: "b",
    attemptId: "wi-b2",
    reverts: null,
    reason: "again",
    actor: "ann",
    timestamp: LATE,
  };
  const bytes = Buffer.from(canonicalJson({ ...revert, ...change }));
  place.work.set(path, bytes);
  const document = { path, digest: digestOf(bytes) };
  append(place, "b", { kind: "revert", attempt: "wi-b2", by: BY, reason: "again", document });
}

/** The schedule with changes, its digest computed anew by whoever made them, or left as it was. */
export function rescheduled(place: Place, change: Document, isAudited: boolean): void {
  const path = "artifacts/schedule/wi.json";
  const { audit, ...rest } = documentAt(place, path) as unknown as Schedule;
  const { audit: newAudit, ...others } = change;
  const changed = { ...rest, ...others, audit: { ...audit, ...(newAudit ?? {}) } };
  place.work.set(path, Buffer.from(canonicalJson(isAudited ? audited(changed) : changed)));
}

export function handoffOf({ work }: Place, attempt: string): string {
  const path = [...work.keys()].find(
    (each) => each.endsWith(`-${attempt}.json`) && each.includes("/handoff/"),
  );
  if (path === undefined) throw new Error(`There is no handoff of ${attempt}.`);
  return path;
}

export const adoption = (place: Place): Draft => {
  const path = handoffOf(place, "wi-a1");
  const document = { path, digest: digestOf(place.work.get(path) ?? "") };
  return {
    kind: "adopt",
    attempt: "wi-x",
    by: BY,
    event: "attempt-completed",
    baseline: "pre",
    document,
    endedAt: LATE,
  };
};

export const without = (place: Place, pattern: RegExp): void => {
  for (const path of place.work.keys()) if (pattern.test(path)) place.work.delete(path);
};

/** Changed, and sealed by a stranger who says that it was the machine. */
export function resealedBy(place: Place, path: string, change: object): Uint8Array {
  const copy = copyOf(place);
  const { signature } = documentAt(place, path);
  resealed(copy, path, change as Record<string, unknown>);
  const forged = Buffer.from(copy.work.get(path) ?? "").toString("utf8");
  const other = Buffer.from(STRANGER.sign(Buffer.from(forged))).toString("base64");
  const keyId = String(signature).slice(0, "ed25519:".length + 32);
  return Buffer.from(forged.replace(/"signature": "[^"]*"/, `"signature": "${keyId}:${other}"`));
}
