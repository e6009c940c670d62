import { type Instant, laterOf } from "../../kernel/clock.ts";
import { Failure } from "../../kernel/failure.ts";
import { nearest } from "../../kernel/text.ts";
import { admit, type Denial } from "../../rules/claims/admit.ts";
import { after } from "../../rules/claims/effect.ts";
import { basisIn, type Draft, type Recorded, type StepAddress } from "../../rules/claims/entry.ts";
import { type LogReading, readLog, writeEntry } from "../../rules/claims/log.ts";
import type { StepState } from "../../rules/claims/state.ts";
import type { AdoptedHandoff, Head } from "../../rules/evidence/opening.ts";
import { ROLE_OF } from "../../rules/evidence/trust.ts";
import type { Step } from "../../rules/plan/workflow.ts";
import { itemFailure, rolledBack } from "./failure.ts";
import type { OpenItem } from "./open.ts";
import type { ItemPorts } from "./ports.ts";
import { reserve } from "./reserve.ts";
import { assertMaySign } from "./signer.ts";

/** A step log as it stands, ready to be written to. */
export interface OpenStep {
  readonly address: StepAddress;
  readonly step: Step;
  readonly records: readonly Recorded[];
  readonly state: StepState;
}

export const retriesOf = (step: Step): number | null => step.retries ?? null;

/** The step of the plan with that key. @throws `step.missing` with the nearest spelling */
export function stepOf({ item, plan }: OpenItem, key: string): Step {
  const step = plan.steps[plan.indexOf.get(key) ?? -1];
  if (step) return step;
  const near = nearest(key, [...plan.indexOf.keys()].slice(0, 1_000));
  throw itemFailure(
    "step.missing",
    `Work item ${item.id} has no step ${key}: workflow ${plan.workflow.id} does not define it.`,
    {
      hint: near ? `Did you mean ${near}?` : "See continuo status for the steps.",
    },
  );
}

/**
 * Reads the log of one step, having adopted the handoffs that the opening believes.
 *
 * @throws `item.log` naming the entry that does not verify; `item.rolled-back` when this machine has seen more
 */
export async function openStep(open: OpenItem, key: string, ports: ItemPorts): Promise<OpenStep> {
  const step = stepOf(open, key);
  const address = { workItem: open.item.id, step: key };
  let found = await verified(open, address, step, ports);
  const { openedAt, handoffs } = open.opening;
  const adopted = handoffs.filter((each) => each.step === key);
  for (let next = adopted[found.records.length]; next; next = adopted[found.records.length]) {
    const wrote = await write(open, { address, step, ...found }, adoption(open, next), openedAt, ports);
    if ("denied" in wrote) throw notAdopted(address, next);
    // Somebody else adopts it at the same time: what counts is that it is there.
    found = "recorded" in wrote ? grown(found, wrote.recorded) : await verified(open, address, step, ports);
  }
  return { address, step, ...found };
}

function adoption({ opening }: OpenItem, handoff: AdoptedHandoff): Draft {
  const { path, digest, attempt, event, baseline, startedAt, endedAt } = handoff;
  return {
    kind: "adopt",
    attempt,
    by: opening.by,
    event,
    baseline,
    document: { path, digest },
    endedAt,
    ...(startedAt === undefined ? {} : { startedAt }),
  };
}

function notAdopted({ workItem, step }: StepAddress, { path }: AdoptedHandoff) {
  return itemFailure("item.log", `The log of step ${step} of work item ${workItem} began without ${path}.`, {
    hint: "Its first entries must be those that the opening adopts; run continuo verify.",
  });
}

function grown(
  found: Pick<OpenStep, "records" | "state">,
  recorded: Recorded,
): Pick<OpenStep, "records" | "state"> {
  return { records: [...found.records, recorded], state: after(found.state, recorded) };
}

async function verified(
  open: OpenItem,
  address: StepAddress,
  step: Step,
  ports: ItemPorts,
): Promise<Pick<OpenStep, "records" | "state">> {
  const raw = await ports.stepLog.read(address);
  const anchor = open.anchored.get(anchorName(address));
  const reading = readLog(address, raw, retriesOf(step), keyForEntries(open), anchor?.seq ?? 0);
  const path = (seq: number) => `artifacts/claims/${address.workItem}/${address.step}/${seq}.json`;
  if (reading.fault)
    throw itemFailure("item.log", `${path(reading.fault.seq)} ${reading.fault.says}.`, {
      hint: "Run continuo verify for everything that is wrong; restore the records from a good copy.",
    });
  const gone = anchorFault(reading, anchor);
  if (gone)
    throw rolledBack(
      address.workItem,
      `The log of step ${address.step} of work item ${address.workItem} ${gone}.`,
    );
  return { records: reading.records, state: reading.state };
}

export const keyForEntries =
  ({ keyring }: Pick<OpenItem, "keyring">) =>
  (...[id, kind, at]: Parameters<Parameters<typeof readLog>[3]>) =>
    keyring.find(id, ROLE_OF[kind], at);

export const anchorName = ({ step }: StepAddress): string => `step:${step}`;

/** What a remembered head says against a log, as a clause; null when the log holds it. */
export function anchorFault(
  { records }: Pick<LogReading, "records">,
  anchor: Head | undefined,
): string | null {
  if (!anchor) return null;
  if (records.length < anchor.seq)
    return `has ${records.length} entries, this machine has seen ${anchor.seq}: it was cut or rolled back`;
  return records[anchor.seq - 1]?.digest === anchor.digest
    ? null
    : `differs at entry ${anchor.seq} from what this machine has seen`;
}

export type Wrote =
  | { readonly recorded: Recorded; readonly state: StepState }
  | { readonly denied: Denial }
  | { readonly lost: true };

/** A moment at which an entry may follow a log: now, or the last entry's when the clock was set back. */
export const momentAfter = (state: StepState, now: Instant): Instant =>
  state.at === null ? now : laterOf(now, state.at);

/**
 * Appends an entry, if the rules let it follow: denied when they do not, lost when somebody else was first.
 *
 * @param at  from `momentAfter`; also what any lease in the draft was counted from
 */
export async function write(
  open: OpenItem,
  target: OpenStep,
  draft: Draft,
  at: Instant,
  ports: ItemPorts,
): Promise<Wrote> {
  const { address, state, step } = target;
  const key = await ports.signer.key();
  const frame = { address, state, at: momentAfter(state, at), nonce: ports.nonce() };
  const { recorded, bytes } = writeEntry(frame, draft, key);
  const denied = admit(state, recorded.entry, retriesOf(step));
  if (denied) return { denied };
  assertMaySign(open, key.keyId, ROLE_OF[draft.kind], frame.at);
  // Last of all that can fail: what is refused leaves nothing behind.
  if (basisIn(recorded.entry) && !reserve(ports.files, draft.attempt, address)) return { lost: true };
  if (!(await ports.stepLog.append(address, recorded.entry.seq, bytes))) return { lost: true };
  await remember(open, address, recorded, ports);
  return { recorded, state: after(state, recorded) };
}

/** What is recorded stands, also where this machine cannot note that it has seen it. */
async function remember(
  { opening }: OpenItem,
  address: StepAddress,
  { entry, digest }: Recorded,
  { anchors, warn }: ItemPorts,
): Promise<void> {
  const heads = new Map([[anchorName(address), { seq: entry.seq, digest }]]);
  await afterwards(
    `Entry ${entry.seq} of step ${address.step} is written, and this machine could not remember it`,
    warn,
    () => anchors.note(opening.origin, heads, "document" in entry),
  );
}

/** Work after an entry that decides nothing any more: its failure is a warning, for the entry stands. */
export async function afterwards(
  says: string,
  warn: ItemPorts["warn"],
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    warn(`${says}: ${cause.message}`);
  }
}
