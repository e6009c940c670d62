import type { Digest } from "../../kernel/digest.ts";
import { basisIn, type EntryBasis, type EntryOf, type Recorded } from "../claims/entry.ts";
import { isAtBaseline, lastAttempt, type StepState } from "../claims/state.ts";
import { fromStepOn, type Plan } from "../plan/plan.ts";
import type { Step } from "../plan/workflow.ts";
import type { Gate } from "./gate.ts";

/** The decisions of one gate in their order; null for another tool's, which takes nothing back. */
export interface GateChain {
  readonly decisions: readonly { readonly digest: Digest; readonly ours: Gate | null }[];
}

export interface StepLog {
  readonly records: readonly Recorded[];
  readonly state: StepState;
}

/** Which rejection takes an attempt back. */
export type Rejection = NonNullable<EntryOf<"reject">["gate"]>;

export interface TakenBack {
  readonly step: string;
  readonly attempt: string;
  readonly gate: Rejection;
}

/**
 * The attempts that a gate's rejection takes back and that their logs still count, in launch order: those that the
 * rejection lists, those that rest on what a rejection took back, and those that began on an approval which the same
 * gate has taken back since. Derived from what is recorded, so that no crash and no race loses a rework.
 *
 * What has reached the base branch is not taken back by a gate. A step that follows more handoffs than an entry can
 * list names them as one digest, and is taken back by the list of the rejection alone.
 *
 * @returns never throws
 * @see     decision 11; specs rule 3
 */
export function takenBack(
  plan: Plan,
  logs: ReadonlyMap<string, StepLog>,
  gates: ReadonlyMap<string, GateChain>,
): readonly TakenBack[] {
  const listed = listedBy(gates);
  if (listed === null) return [];
  const isSentBack = ranges(plan, gates);
  const lost = new Map<Digest, Rejection>();
  const found: TakenBack[] = [];
  for (const index of plan.launch) {
    const step = plan.steps[index];
    const log = step && logs.get(step.key);
    if (!step || !log) continue;
    for (const [digest, rejection] of withdrawnIn(log)) lost.set(digest, rejection);
    const current = currentIn(log);
    const gate =
      current &&
      (listed.get(`${step.key} ${current.attempt}`) ??
        restsOn(current, lost, (by) => isSentBack(by, step)) ??
        rejectedSince(step, current, gates, isSentBack));
    if (!gate) continue;
    found.push({ step: step.key, attempt: current.attempt, gate });
    if (current.result) lost.set(current.result, gate);
  }
  return found;
}

/** What the rejections list, by step and attempt; null when nothing was ever rejected. */
function listedBy(gates: ReadonlyMap<string, GateChain>): ReadonlyMap<string, Rejection> | null {
  const listed = new Map<string, Rejection>();
  let isEmpty = true;
  for (const [key, { decisions }] of gates)
    for (const { digest, ours } of decisions) {
      if (ours?.decision !== "reject") continue;
      isEmpty = false;
      for (const { step, attempt } of ours.withdrawn)
        listed.set(`${step} ${attempt}`, { key, decision: digest });
    }
  return isEmpty ? null : listed;
}

/** Handoffs of a log that a gate has taken back. */
function withdrawnIn({ records }: StepLog): [Digest, Rejection][] {
  const results = new Map<string, Digest>();
  const withdrawn: [Digest, Rejection][] = [];
  for (const { entry } of records) {
    if (entry.kind === "complete" || entry.kind === "adopt")
      results.set(entry.attempt, entry.document.digest);
    const result = results.get(entry.attempt);
    if (entry.kind === "reject" && entry.gate && result) withdrawn.push([result, entry.gate]);
  }
  return withdrawn;
}

interface Current {
  readonly attempt: string;
  /** On what it began; adopted attempts do not say. */
  readonly basis: EntryBasis | undefined;
  readonly result: Digest | undefined;
}

/** The attempt that counts in a step: it runs, or its completion stands and can still be taken back. */
function currentIn({ records, state }: StepLog): Current | undefined {
  const { completion } = state;
  if (completion && isAtBaseline(state)) return undefined;
  const attempt = completion?.attempt ?? (state.phase === "running" ? lastAttempt(state)?.id : undefined);
  if (attempt === undefined) return undefined;
  const began = records.findLast(({ entry }) => entry.attempt === attempt && basisIn(entry) !== undefined);
  return { attempt, basis: began && basisIn(began.entry), result: completion?.document.digest };
}

/** Whether a rejection sends a step back: its re-entry step and those after it. */
type SendsBack = (rejection: Digest, step: Step) => boolean;

function ranges(plan: Plan, gates: ReadonlyMap<string, GateChain>): SendsBack {
  const known = new Map<Digest, ReadonlySet<string>>();
  for (const { decisions } of gates.values())
    for (const { digest, ours } of decisions)
      if (ours?.decision === "reject" && ours.reentryStepKey !== undefined)
        known.set(digest, new Set(fromStepOn(plan, ours.reentryStepKey)));
  return (rejection, { key }) => known.get(rejection)?.has(key) === true;
}

function restsOn(
  { basis }: Current,
  lost: ReadonlyMap<Digest, Rejection>,
  isSentBack: (rejection: Digest) => boolean,
): Rejection | undefined {
  for (const digest of basis?.follows ?? []) {
    const rejection = lost.get(digest);
    if (rejection && isSentBack(rejection.decision)) return rejection;
  }
  return undefined;
}

/** The rejection of a step's gate that came after the approval on which an attempt began, if it sends that step back. */
function rejectedSince(
  step: Step,
  { basis }: Current,
  gates: ReadonlyMap<string, GateChain>,
  isSentBack: SendsBack,
): Rejection | undefined {
  const key = step.gateKey;
  const decisions = key === undefined ? [] : (gates.get(key)?.decisions ?? []);
  const at = decisions.findIndex(({ digest }) => digest === basis?.gate);
  if (key === undefined || at < 0) return undefined;
  const since = decisions.slice(at + 1).find(({ digest }) => isSentBack(digest, step));
  return since && { key, decision: since.digest };
}
