import { type Instant, laterOf } from "../kernel/clock.ts";
import { digestOf } from "../kernel/digest.ts";
import { type CodeTable, failuresOf } from "../kernel/failure.ts";
import { sealed } from "../kernel/seal.ts";
import { isAtBaseline } from "../rules/claims/state.ts";
import { type Gate, gatePath, gateViewPath } from "../rules/evidence/gate.ts";
import { fromStepOn } from "../rules/plan/plan.ts";
import { LOST } from "./item/contest.ts";
import { type ItemFacts, readFacts } from "./item/facts.ts";
import { adoptedBytes, type GateReading, gateAnchorName, readGate } from "./item/gates.ts";
import type { OpenItem } from "./item/open.ts";
import type { ItemPorts } from "./item/ports.ts";
import { showDecision } from "./item/rework.ts";
import { signerFor } from "./item/signer.ts";
import { stepOf } from "./item/steps.ts";

export interface GateRequest {
  readonly gate: string;
  readonly decision: "approve" | "reject";
  readonly reasons: readonly string[];
  readonly reviewer: string;
  /** Where work starts again after a rejection; none means the step that the gate belongs to. */
  readonly reentryStep: string | undefined;
}

export interface Decided {
  readonly decision: Gate;
  readonly path: string;
  readonly repeated: boolean;
}

export const GATE_CODES = {
  "gate.contended": { kind: "unavailable", says: "Others kept deciding the same gate; nothing was changed." },
} as const satisfies CodeTable;

const gateFailure = failuresOf(GATE_CODES);

/** How often a decision that lost a race is written again: ours. */
const TRIES = 8;

/**
 * Records a decision about a gate of a work item: a new link in the gate's chain, never a change of an old one. A
 * rejection takes back the completed work from its re-entry step on, and sets the work item to rework.
 *
 * The record comes first and is durable; the same call made again finishes whatever a crash left undone.
 */
export async function gate(open: OpenItem, request: GateRequest, ports: ItemPorts): Promise<Decided> {
  const reentry = request.reentryStep ?? open.plan.steps.find((step) => step.gateKey === request.gate)?.key;
  if (reentry !== undefined) stepOf(open, reentry);
  for (let tries = 0; tries < TRIES; tries++) {
    const facts = await readFacts(open, ports);
    const reading = facts.gates.get(request.gate);
    const isRework = request.decision === "reject" && reentry !== undefined;
    const withdrawn = isRework ? completedFrom(open, reentry, facts, ports) : [];
    const wish: Wish = { ...request, reentryStep: isRework ? reentry : undefined, withdrawn };
    const standing = sameDecision(wish, reading);
    // What a crash left unsaid of the decision before is said before the next one takes its place.
    if (reading?.head.ours) showDecision(open, reading.head.ours, ports);
    const decision = standing ?? (await append(open, wish, reading, facts.latest, ports));
    if (decision === LOST) continue;
    await readFacts(open, ports);
    showDecision(open, decision, ports);
    const { gateKey, reviewer } = decision;
    ports.log.info("Gate decision recorded", {
      workItemId: open.item.id,
      gateKey,
      decision: decision.decision,
      reviewer,
    });
    return { decision, path: gateViewPath(open.item.id, gateKey), repeated: standing !== undefined };
  }
  throw gateFailure(
    "gate.contended",
    `Others kept deciding gate ${request.gate} of work item ${open.item.id}.`,
    {
      hint: "Look at their decisions, then run the command again.",
    },
  );
}

/** A request with what it comes to now: where the work starts again, and what stands that it takes back. */
interface Wish extends GateRequest {
  readonly withdrawn: Gate["withdrawn"];
}

/**
 * The newest decision, when it says just what is asked for: the call was made before. Work that was completed after a
 * rejection was not rejected by it.
 */
function sameDecision(wish: Wish, reading: GateReading | undefined): Gate | undefined {
  const last = reading?.head.ours;
  if (!last || last.decision !== wish.decision || last.reviewer !== wish.reviewer) return undefined;
  if (
    JSON.stringify(last.reasons) !== JSON.stringify(wish.reasons) ||
    last.reentryStepKey !== wish.reentryStep
  )
    return undefined;
  const isTaken = ({ step, attempt }: Gate["withdrawn"][number]) =>
    last.withdrawn.some((each) => each.step === step && each.attempt === attempt);
  return wish.withdrawn.every(isTaken) ? last : undefined;
}

async function append(
  open: OpenItem,
  { gate: gateKey, decision, reasons, reviewer, reentryStep, withdrawn }: Wish,
  reading: GateReading | undefined,
  latest: Instant,
  ports: ItemPorts,
): Promise<Gate | typeof LOST> {
  const seq = (reading?.head.seq ?? 0) + 1;
  const document: Omit<Gate, "signature"> = {
    schemaVersion: "1.0",
    workItemId: open.item.id,
    gateKey,
    decision,
    reasons: [...reasons],
    reviewer,
    decidedAt: laterOf(ports.clock.now(), latest),
    seq,
    previous: reading?.head.digest ?? null,
    ...(reentryStep === undefined ? {} : { reentryStepKey: reentryStep }),
    withdrawn,
  };
  const key = await signerFor(open, "operator", document.decidedAt, ports);
  keepAdopted(open, gateKey, reading, ports);
  const text = sealed("gate", document, key);
  if (!ports.files.create(gatePath(open.item.id, gateKey, seq), text)) return LOST;
  await ports.anchors.note(
    open.opening.origin,
    new Map([[gateAnchorName(gateKey), { seq, digest: digestOf(text) }]]),
    true,
  );
  const written = readGate(open, gateKey, ports.files)?.head.ours;
  if (written) return written;
  throw new TypeError("A gate decision that we wrote does not read.");
}

/** An adopted decision moves into the history before a later one takes its place. */
function keepAdopted(
  { item, opening }: OpenItem,
  gate: string,
  reading: GateReading | undefined,
  { files }: ItemPorts,
): void {
  const adopted = opening.gates.find((each) => each.gate === gate);
  if (!adopted || reading?.head.seq !== 1) return;
  const bytes = adoptedBytes(item.id, gate, adopted.digest, files);
  if (bytes) files.create(gatePath(item.id, gate, 1), bytes);
}

/** Completed attempts of the re-entry step and all steps after it that a rejection can take back. */
function completedFrom(
  open: OpenItem,
  reentry: string,
  { steps }: ItemFacts,
  ports: ItemPorts,
): Gate["withdrawn"] {
  const found: Gate["withdrawn"] = [];
  for (const key of fromStepOn(open.plan, reentry)) {
    const state = steps.get(key)?.state;
    if (!state?.completion) continue;
    if (isAtBaseline(state))
      ports.warn(`Step ${key} is integrated; a rejection does not take it back, a revert does.`);
    else found.push({ step: key, attempt: state.completion.attempt });
  }
  return found;
}
