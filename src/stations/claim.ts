import { plusMs } from "../kernel/clock.ts";
import { digestOf } from "../kernel/digest.ts";
import { canonicalJson } from "../kernel/json.ts";
import type { Refusal } from "../kernel/refusal.ts";
import { isUsed } from "../rules/claims/admit.ts";
import { nextAttemptId } from "../rules/claims/attempt.ts";
import { type Claim, claimOf, claimPath } from "../rules/claims/claim.ts";
import type { DraftOf, StepAddress } from "../rules/claims/entry.ts";
import { EMPTY, lastAttempt, type StepState } from "../rules/claims/state.ts";
import type { Holders } from "../world/keys/port.ts";
import { basisOf } from "./item/basis.ts";
import { contest, LOST } from "./item/contest.ts";
import { claimFailure, deny, startDenied } from "./item/deny.ts";
import { type ItemFacts, readFacts } from "./item/facts.ts";
import { leaseOf } from "./item/lease.ts";
import type { OpenItem } from "./item/open.ts";
import type { ItemPorts } from "./item/ports.ts";
import { showAttempts } from "./item/show.ts";
import { afterwards, momentAfter, type OpenStep, stepOf, write } from "./item/steps.ts";
import { isTakenElsewhere, viewOwner } from "./item/views.ts";

export interface ClaimRequest {
  readonly step: string;
  /** None: the first free id of the step. */
  readonly attempt: string | undefined;
  /** None: the step's timeout and a grace, or the policy's lease. */
  readonly leaseMs: number | undefined;
}

export type ClaimPorts = ItemPorts & { readonly holders: Holders };

/**
 * Takes one ready step, exclusively: of any number of callers in any number of processes one gets the claim.
 *
 * @returns the claim; or a rule's no: blocked, done, at the baseline, out of retries
 * @throws  `claims.held`, `claims.attempt-used`; `claims.contended` when others kept writing; `step.missing`
 */
export async function claim(
  open: OpenItem,
  request: ClaimRequest,
  ports: ClaimPorts,
): Promise<Claim | Refusal> {
  const step = stepOf(open, request.step);
  const address = { workItem: open.item.id, step: step.key };
  return contest(open, step.key, async () => {
    const facts = await readFacts(open, ports);
    const refused = startDenied(open, facts, step.key, ports);
    if (refused) return refused;
    const target: OpenStep = facts.steps.get(step.key) ?? { address, step, records: [], state: EMPTY };
    const attempt = attemptFor(request, target, ports);
    const at = momentAfter(target.state, ports.clock.now());
    const draft = await draftTake(open, facts, target, { ...request, attempt }, at, ports);
    const wrote = await write(open, target, draft, at, ports);
    if ("denied" in wrote) return deny(wrote.denied, address, target.state);
    return "lost" in wrote ? LOST : taken(open, request, target, wrote.state, ports);
  });
}

function attemptFor(
  { attempt }: ClaimRequest,
  { state, step, address }: OpenStep,
  { files, caller }: ClaimPorts,
): string {
  const isFree = (id: string) => !isUsed(state, id) && viewOwner(files, id) === undefined;
  if (attempt === undefined) return nextAttemptId(step, caller.run, isFree);
  if (isFree(attempt)) return attempt;
  throw attemptUsed(`The attempt id ${attempt} was taken before.`, address);
}

async function draftTake(
  open: OpenItem,
  facts: ItemFacts,
  { address, step }: OpenStep,
  request: ClaimRequest & { readonly attempt: string },
  at: string,
  ports: ClaimPorts,
): Promise<DraftOf<"take">> {
  const secret = await ports.holders.secretFor(address, request.attempt);
  return {
    kind: "take",
    attempt: request.attempt,
    by: ports.caller.executor,
    holder: digestOf(secret),
    leaseUntil: plusMs(at, request.leaseMs ?? leaseOf(step)),
    ...basisOf(open, facts, step),
  };
}

/**
 * The claim is ours. Its view is written; if another step had the id a moment earlier, the claim is given back, and
 * taken anew under another id when the caller did not ask for this one.
 */
async function taken(
  open: OpenItem,
  { attempt }: ClaimRequest,
  target: OpenStep,
  state: StepState,
  ports: ClaimPorts,
): Promise<Claim | typeof LOST> {
  const { address } = target;
  const { files, log } = ports;
  const view = viewOfLast(address, state);
  let isTaken = false;
  const late = `Attempt ${view.attemptId} is claimed, and its view could not be written (continuo status --repair)`;
  await afterwards(late, ports.warn, async () => {
    const isFirst = files.create(claimPath(view.attemptId), canonicalJson(view));
    isTaken = !isFirst && isTakenElsewhere(files, view.attemptId, address);
    if (!isTaken) await showAttempts(open, target, state, ports);
  });
  if (isTaken) {
    await giveBack(open, { ...target, state }, view, ports);
    if (attempt === undefined) return LOST;
    throw attemptUsed(`The attempt id ${attempt} was taken by another step at the same time.`, address);
  }
  const { workItem: workItemId, step: stepKey } = address;
  log.info("Attempt claimed", {
    workItemId,
    stepKey,
    attemptId: view.attemptId,
    executorId: view.executor.id,
  });
  return view;
}

function viewOfLast(address: OpenStep["address"], state: StepState): Claim {
  const attempt = lastAttempt(state);
  if (!attempt) throw new TypeError("A log that holds a take has an attempt.");
  return claimOf(address, state, attempt);
}

async function giveBack(open: OpenItem, target: OpenStep, view: Claim, ports: ClaimPorts): Promise<void> {
  const { attemptId: attempt, token, executor: by } = view;
  const draft = {
    kind: "release",
    attempt,
    token,
    by,
    reason: "the attempt id belongs to another step",
  } as const;
  const wrote = await write(open, target, draft, momentAfter(target.state, ports.clock.now()), ports);
  if ("recorded" in wrote) await showAttempts(open, target, wrote.state, ports);
}

function attemptUsed(says: string, address: StepAddress) {
  return claimFailure("claims.attempt-used", says, {
    hint: "Leave --attempt out, or give a new id.",
    details: { ...address },
  });
}
