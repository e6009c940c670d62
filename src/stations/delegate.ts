import { type Digest, digester, digestOf } from "../kernel/digest.ts";
import { type Decision, isComplete } from "../rules/schedule/decide.ts";
import { audited, type Schedule, type ScheduleAudit, schedulePath } from "../rules/schedule/schedule.ts";
import { schedulePieces } from "../rules/schedule/write.ts";
import { type ItemFacts, readFacts, scheduleOf } from "./item/facts.ts";
import type { OpenItem } from "./item/open.ts";
import type { ItemPorts } from "./item/ports.ts";

export interface Delegated {
  readonly schedule: Schedule;
  readonly path: string;
  readonly digest: Digest;
  /** False when the schedule that lies there says the same, at another time. */
  readonly written: boolean;
  readonly isComplete: boolean;
  readonly facts: ItemFacts;
}

/**
 * Decides what may happen next in a work item and writes its schedule.
 *
 * The schedule is advice: `claim` decides anew from the logs. A schedule that would differ in nothing but its time
 * is left as it is, unless the time was given.
 *
 * @param prompt  why the schedule is made, in the caller's words; kept in its audit
 */
export async function delegate(
  open: OpenItem,
  request: { readonly prompt: string | undefined; readonly timeIsGiven: boolean },
  ports: ItemPorts,
): Promise<Delegated> {
  const facts = await readFacts(open, ports);
  const decision = scheduleOf(open, facts, ports);
  const schedule = audited({ ...decision, audit: auditOf(open, facts, request.prompt, ports) });
  const path = schedulePath(open.item.id);
  const standing = request.timeIsGiven ? null : sameButTime(ports.files.read(path), schedule);
  const digest = standing?.digest ?? writeSchedule(path, schedule, ports);
  ports.log.info("Schedule generated", {
    workItemId: open.item.id,
    readySteps: keysOf(decision.readySteps),
    blockedSteps: keysOf(decision.blockedSteps),
  });
  return {
    schedule: standing?.schedule ?? schedule,
    path,
    digest,
    written: !standing,
    isComplete: isComplete(decision),
    facts,
  };
}

const keysOf = (steps: Decision["readySteps" | "blockedSteps"]): readonly string[] =>
  steps.slice(0, 100).map(({ key }) => key);

function auditOf(
  open: OpenItem,
  facts: ItemFacts,
  prompt: string | undefined,
  ports: ItemPorts,
): Omit<ScheduleAudit, "digest"> {
  const { path, digest } = open.opening.workflow;
  const entries = [...facts.steps]
    .filter(([, { state }]) => state.seq > 0)
    .map(([key, { state }]) => [key, state.seq]);
  const gates = [...facts.gates].map(([key, { head }]) => [key, head.seq]);
  return {
    generatedBy: "continuo delegate",
    rule: "schedule/1",
    inputs: [{ path, digest }],
    entries: Object.fromEntries(entries),
    gates: Object.fromEntries(gates),
    collecting: [...facts.collecting],
    run: ports.caller.run,
    ...(prompt === undefined ? {} : { prompt }),
  };
}

/** Writes the schedule in pieces and digests it on the way. */
function writeSchedule(path: string, schedule: Schedule, { files }: ItemPorts): Digest {
  const digest = digester();
  files.replace(path, digested(schedule, digest));
  return digest.end();
}

function* digested(schedule: Schedule, digest: ReturnType<typeof digester>): Generator<string> {
  for (const piece of schedulePieces(schedule)) {
    digest.add(piece);
    yield piece;
  }
}

/** The schedule on disk, when it differs from the new one in its time alone. */
function sameButTime(
  bytes: Uint8Array | undefined,
  schedule: Schedule,
): { digest: Digest; schedule: Schedule } | null {
  if (!bytes) return null;
  const generatedAt = /^ {2}"generatedAt": "([^"]{20,35})",$/m.exec(Buffer.from(bytes).toString("utf8"))?.[1];
  if (generatedAt === undefined) return null;
  const earlier = audited({ ...schedule, generatedAt });
  const digest = digester();
  for (const piece of schedulePieces(earlier)) digest.add(piece);
  const ours = digest.end();
  return ours === digestOf(bytes) ? { digest: ours, schedule: earlier } : null;
}
