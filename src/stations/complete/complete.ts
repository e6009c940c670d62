import { type Instant, isBefore, laterOf, plusMs } from "../../kernel/clock.ts";
import { digestOf } from "../../kernel/digest.ts";
import { isRefusal, type Refusal, refusal } from "../../kernel/refusal.ts";
import type { DocumentRef, Draft, Recorded } from "../../rules/claims/entry.ts";
import { EMPTY } from "../../rules/claims/state.ts";
import { HANDOFF_FOLDER, type Handoff, recordName, type SeedHandoff } from "../../rules/evidence/handoff.ts";
import { contest, LOST } from "../item/contest.ts";
import { deny } from "../item/deny.ts";
import { settle, signHandoff, stage } from "../item/documents.ts";
import { itemFailure } from "../item/failure.ts";
import { leaseOf } from "../item/lease.ts";
import type { OpenItem } from "../item/open.ts";
import { hasGrown, showAttempts } from "../item/show.ts";
import { momentAfter, type OpenStep, openStep, stepOf, write } from "../item/steps.ts";
import { linkedFiles } from "./links.ts";
import { documentOf, handoffAt, repeated } from "./repeat.ts";
import type { CompletePorts, CompleteRequest } from "./request.ts";
import { type Start, startOf } from "./start.ts";

export interface Completed {
  readonly handoff: Handoff | SeedHandoff;
  readonly path: string;
  /** True when the same event had been written before: nothing was changed. */
  readonly repeated: boolean;
}

/**
 * Writes what has happened to an attempt: the handoff first as a draft, then the log entry that binds its digest,
 * then the handoff in its place, signed. A crash anywhere in between loses and doubles nothing.
 *
 * @returns the handoff, also when the very same call was made before; or a rule's no
 * @throws  what `startOf` throws; `claims.differs`, `claims.contended`, `handoff.link`
 */
export async function complete(
  open: OpenItem,
  request: CompleteRequest,
  ports: CompletePorts,
): Promise<Completed | Refusal> {
  const { key } = stepOf(open, request.step);
  return contest(open, key, async () => {
    const target = await openStep(open, key, ports);
    const earlier = repeated(request, target, ports.files);
    if (earlier) {
      await putInPlace(open, earlier.recorded, earlier.document, ports);
      await showAttempts(open, { address: target.address, state: EMPTY }, target.state, ports);
      return { handoff: earlier.handoff, path: earlier.document.path, repeated: true };
    }
    const start = await startOf(open, request, target, ports);
    if (isRefusal(start)) return (await hasGrown(target, ports)) ? LOST : start;
    return backDated(request, target, ports) ?? (await land(open, request, start, target, ports));
  });
}

async function land(
  open: OpenItem,
  request: CompleteRequest,
  start: Start,
  target: OpenStep,
  ports: CompletePorts,
): Promise<Completed | Refusal | typeof LOST> {
  const now = ports.clock.now();
  const at = momentAfter(target.state, start.since === null ? now : laterOf(now, start.since));
  const handoff = handoffFor(open, request, start, target, at, ports);
  const path = placeFor(handoff, target, ports);
  const document = { path, digest: stage(ports.files, open.item.id, handoff) };
  const draft = await draftFor(request, start, target, document, at, ports);
  const wrote = await write(open, target, draft, at, ports);
  if ("recorded" in wrote) {
    await putInPlace(open, wrote.recorded, document, ports);
    await showAttempts(open, target, wrote.state, ports);
    const { workItemId, attemptId, eventType } = handoff;
    ports.log.info("Handoff artifact written", { workItemId, stepKey: request.step, attemptId, eventType });
    return { handoff, path: document.path, repeated: false };
  }
  return "denied" in wrote ? deny(wrote.denied, target.address, target.state) : LOST;
}

/** After the entry: the handoff to its name, its signature beside it. */
async function putInPlace(
  open: OpenItem,
  recorded: Recorded,
  document: DocumentRef,
  ports: CompletePorts,
): Promise<void> {
  const { workItem, step } = recorded.entry;
  if (settle(ports.files, workItem, document) === "changed")
    throw itemFailure("item.handoff", `${document.path} is not what the log of step ${step} binds.`, {
      hint: "Somebody else wrote that file; restore it from a good copy.",
    });
  await signHandoff(open, recorded, ports);
}

function handoffFor(
  { item, plan }: OpenItem,
  request: CompleteRequest,
  { token, basis }: Start,
  { step }: OpenStep,
  at: Instant,
  ports: CompletePorts,
): Handoff {
  const { name, version } = plan.workflow;
  return {
    schemaVersion: "1.0",
    workItemId: item.id,
    workflow: { name, version },
    step: { key: step.key, order: step.order },
    eventType: request.event,
    attemptId: request.attempt,
    timestamp: request.timestamp ?? at,
    actor: request.actor,
    outcome: request.outcome,
    nextAction: request.nextAction,
    baselineIntegration: request.baseline,
    links: [...request.links],
    token,
    follows: basis.follows,
    ...(basis.followsOf === undefined ? {} : { followsOf: basis.followsOf }),
    files: linkedFiles(request.links, ports),
  };
}

/** The first name that nothing bears yet: plain, then with the event, then with the seq that comes next. */
function placeFor(handoff: Handoff, { records, state, address }: OpenStep, { files }: CompletePorts): string {
  const taken = new Set(records.map((recorded) => documentOf(recorded)?.path));
  const names = ["", handoff.eventType, `${handoff.eventType}-${state.seq + 1}`].map(
    (mark) =>
      `${HANDOFF_FOLDER}/${recordName(handoff.timestamp, address.workItem, address.step, handoff.attemptId, mark)}`,
  );
  const free = names.find((path) => !taken.has(path) && files.read(path) === undefined);
  if (free !== undefined) return free;
  throw itemFailure(
    "item.handoff",
    `${names[0]} exists already, and the log of step ${address.step} does not know it.`,
    {
      hint: "Find out who wrote it, and move it away.",
    },
  );
}

async function draftFor(
  request: CompleteRequest,
  { kind, token, basis, implicit }: Start,
  { step, address }: OpenStep,
  document: DocumentRef,
  at: Instant,
  ports: CompletePorts,
): Promise<Draft> {
  const { attempt, outcome: reason } = request;
  const shared = { attempt, by: ports.caller.executor, document };
  const leaseUntil = plusMs(at, leaseOf(step));
  switch (kind) {
    case "take":
      return {
        kind,
        ...shared,
        holder: digestOf(await ports.holders.secretFor(address, attempt)),
        leaseUntil,
        ...basis,
      };
    case "renew":
      return { kind, ...shared, token, leaseUntil };
    case "complete":
    case "fail":
      return { kind, ...shared, token, ...(implicit ? { implicit: basis } : {}) };
    case "reject":
    case "revert":
      return { kind, ...shared, reason: reason.slice(0, 2_000) };
    case "integrate":
      return { kind, ...shared };
    case "adopt":
    case "release":
      throw new TypeError(`No event becomes a ${kind}.`);
  }
}

/** A given time may not lie before what the step's last record says: it would contradict the order of the log. */
function backDated(
  { timestamp }: CompleteRequest,
  { records, address }: OpenStep,
  { files }: CompletePorts,
): Refusal | null {
  if (timestamp === undefined) return null;
  const last = records.findLast((recorded) => documentOf(recorded) !== undefined);
  const document = last && documentOf(last);
  const before = document && handoffAt(address, document, files)?.timestamp;
  if (before === undefined || !isBefore(timestamp, before)) return null;
  return refusal(
    "claims.back-dated",
    `The time ${timestamp} lies before ${before}, that of the record which this one follows in step ${address.step}.`,
    { hint: "Leave --timestamp out, or give a later one.", details: { ...address, timestamp, before } },
  );
}
