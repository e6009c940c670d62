import { isBefore } from "../../kernel/clock.ts";
import { type Digest, digestOf } from "../../kernel/digest.ts";
import { readDocument } from "../../kernel/document.ts";
import { parseJson } from "../../kernel/json.ts";
import { isSealedBy, sealKeyId } from "../../kernel/seal.ts";
import { readShape } from "../../kernel/shape.ts";
import {
  Gate,
  gateFolder,
  gateHistoryFolder,
  gatePath,
  gateState,
  gateViewPath,
  SeedGate,
} from "../../rules/evidence/gate.ts";
import type { GateState } from "../../rules/schedule/fact.ts";
import type { Files } from "../../world/files/port.ts";
import { itemFailure, rolledBack } from "./failure.ts";
import type { OpenItem } from "./open.ts";

/** One decision of a gate's chain. The first may be another tool's, believed when the work item was opened. */
export interface RecordedDecision {
  readonly seq: number;
  readonly digest: Digest;
  readonly decision: Gate | SeedGate;
  /** The decision, when it is one of our own records. */
  readonly ours: Gate | null;
}

/** One gate of a work item as its decisions leave it. */
export interface GateReading {
  readonly gate: string;
  readonly state: GateState;
  readonly decisions: readonly RecordedDecision[];
  readonly head: RecordedDecision;
}

/** What a gate is read by: the opening names the work item and the decisions that were adopted. */
export type GateScope = Pick<OpenItem, "opening" | "keyring" | "anchored">;

const DECISION = /^([1-9]\d{0,5})\.json$/;

export const gateAnchorName = (gate: string): string => `gate:${gate}`;

/**
 * Reads every gate of a work item that has a decision.
 *
 * @throws `item.record` naming the decision that does not verify, `item.rolled-back` when this machine has seen more
 */
export function readGates(open: GateScope, files: Files): ReadonlyMap<string, GateReading> {
  const known = [...open.anchored.keys()]
    .filter((name) => name.startsWith("gate:"))
    .map((name) => name.slice(5));
  const adopted = open.opening.gates.map(({ gate }) => gate);
  const here = files.list(gateFolder(open.opening.workItem)).map((name) => name.replace(/\.json$/, ""));
  const readings = new Map<string, GateReading>();
  for (const gate of new Set([...known, ...adopted, ...here].sort())) {
    const reading = readGate(open, gate, files);
    if (reading) readings.set(gate, reading);
  }
  return readings;
}

/**
 * Reads one gate; undefined when nobody has decided it.
 *
 * @throws `item.record` naming the decision that does not verify, `item.rolled-back` when this machine has seen more
 */
export function readGate(open: GateScope, gate: string, files: Files): GateReading | undefined {
  const { decisions, fault } = checkGate(open, gate, files);
  if (fault) throw gateFailure(open, gate, fault);
  const head = decisions.at(-1);
  return head && { gate, state: gateState(head.decision.decision), decisions, head };
}

/** The first thing that is wrong with a gate's chain: where, and what as a clause. */
export interface GateFault {
  readonly path: string;
  readonly says: string;
  /** The chain is sound in itself, and not what this machine has seen. */
  readonly isRolledBack?: true;
}

/** The decisions of a gate up to the first fault. */
export function checkGate(
  open: GateScope,
  gate: string,
  files: Files,
): { readonly decisions: readonly RecordedDecision[]; readonly fault: GateFault | null } {
  const { workItem } = open.opening;
  const decisions: RecordedDecision[] = [];
  const strange = files.list(gateHistoryFolder(workItem, gate)).find((name) => !DECISION.test(name));
  if (strange !== undefined)
    return {
      decisions,
      fault: { path: `${gateHistoryFolder(workItem, gate)}/${strange}`, says: "is no gate decision" },
    };
  for (const seq of seqsOf(open, gate, files)) {
    const next = decisions.length + 1;
    const gap = `is missing, and ${gatePath(workItem, gate, seq)} stands behind it`;
    if (seq !== next) return { decisions, fault: { path: gatePath(workItem, gate, next), says: gap } };
    const read = decisionAt(open, gate, seq, files);
    const says = "says" in read ? read.says : chainFault(open, read, decisions);
    if (says) return { decisions, fault: { path: placeOf(open, gate, seq, files), says } };
    if ("decision" in read) decisions.push(read);
  }
  const anchor = open.anchored.get(gateAnchorName(gate));
  if (!anchor || decisions[anchor.seq - 1]?.digest === anchor.digest) return { decisions, fault: null };
  const [path, says] =
    decisions.length < anchor.seq
      ? [gatePath(workItem, gate, anchor.seq), "is missing: this machine has seen it"]
      : [
          placeOf(open, gate, anchor.seq, files),
          "is another decision than the one that this machine has seen",
        ];
  return { decisions, fault: { path, says, isRolledBack: true } };
}

function gateFailure({ opening }: GateScope, gate: string, { path, says, isRolledBack }: GateFault) {
  if (!isRolledBack) return itemFailure("item.record", `${path} ${says}.`, { hint: "Run continuo verify." });
  return rolledBack(opening.workItem, `Gate ${gate} of work item ${opening.workItem}: ${path} ${says}.`);
}

/** Where a decision lies: an adopted one in its own place until a later one takes that. */
function placeOf(open: GateScope, gate: string, seq: number, files: Files): string {
  const { workItem } = open.opening;
  const history = gatePath(workItem, gate, seq);
  const isAdopted = seq === 1 && adoptedDigest(open, gate) !== undefined;
  return isAdopted && files.read(history) === undefined ? gateViewPath(workItem, gate) : history;
}

const adoptedDigest = ({ opening }: GateScope, gate: string): Digest | undefined =>
  opening.gates.find((each) => each.gate === gate)?.digest;

/** The seqs that have a file; an adopted decision is the first, also while only its original place holds it. */
function seqsOf(open: GateScope, gate: string, files: Files): readonly number[] {
  const seqs = new Set(adoptedDigest(open, gate) === undefined ? [] : [1]);
  for (const name of files.list(gateHistoryFolder(open.opening.workItem, gate))) {
    const seq = DECISION.exec(name)?.[1];
    if (seq !== undefined) seqs.add(Number(seq));
  }
  return [...seqs].sort((a, b) => a - b);
}

type Decided = RecordedDecision | { readonly says: string };

function decisionAt(open: GateScope, gate: string, seq: number, files: Files): Decided {
  const workItem = open.opening.workItem;
  const adopted = seq === 1 ? adoptedDigest(open, gate) : undefined;
  if (adopted !== undefined) return adoptedDecision(workItem, gate, adopted, files);
  const bytes = files.read(gatePath(workItem, gate, seq));
  if (!bytes) return { says: "is missing" };
  const read = readDocument(Gate, bytes);
  if (!read.ok) return { says: read.says };
  const { value: decision, text, digest } = read.read;
  if (decision.workItemId !== workItem || decision.gateKey !== gate)
    return { says: `is about gate ${decision.gateKey} of work item ${decision.workItemId}` };
  if (decision.seq !== seq) return { says: `says that it is decision ${decision.seq}` };
  const keyId = sealKeyId(decision.signature);
  const key = open.keyring.find(keyId, "operator", decision.decidedAt);
  if (!key) return { says: `is signed by key ${keyId}, which is not trusted for it` };
  if (!isSealedBy("gate", text, decision.signature, key)) return { says: "was changed after it was signed" };
  return { seq, digest, decision, ours: decision };
}

/** The bytes of an adopted decision: in its own place, or in the history once a later one has taken that. */
export function adoptedBytes(
  workItem: string,
  gate: string,
  digest: Digest,
  files: Files,
): Uint8Array | undefined {
  const places = [gatePath(workItem, gate, 1), gateViewPath(workItem, gate)];
  return places.map((path) => files.read(path)).find((bytes) => bytes && digestOf(bytes) === digest);
}

function adoptedDecision(workItem: string, gate: string, digest: Digest, files: Files): Decided {
  const bytes = adoptedBytes(workItem, gate, digest, files);
  const parsed = bytes && parseJson(bytes);
  const read = parsed?.ok ? readShape(SeedGate, parsed.value) : undefined;
  if (!read?.ok) return { says: "is not the decision that the work item was opened with" };
  return { seq: 1, digest, decision: read.value, ours: null };
}

function chainFault(
  { opening }: GateScope,
  { ours }: RecordedDecision,
  before: readonly RecordedDecision[],
): string | null {
  if (!ours) return null;
  const last = before.at(-1);
  if (ours.previous !== (last?.digest ?? null)) return "does not follow the decision before it";
  const since = last?.ours?.decidedAt ?? opening.openedAt;
  return isBefore(ours.decidedAt, since) ? "lies before what it follows" : null;
}
