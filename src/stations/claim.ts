import { laterOf, plusMs } from "../kernel/clock.ts";
import { digestOf } from "../kernel/digest.ts";
import type { Refusal } from "../kernel/refusal.ts";
import { isUsed } from "../rules/claims/admit.ts";
import { nextAttemptId } from "../rules/claims/attempt.ts";
import { type Claim, claimOf } from "../rules/claims/claim.ts";
import type { DraftOf } from "../rules/claims/entry.ts";
import { EMPTY, lastAttempt, type StepState } from "../rules/claims/state.ts";
import type { Holders } from "../world/keys/port.ts";
import { basisOf } from "./item/basis.ts";
import { contest, LOST } from "./item/contest.ts";
import { deny, startDenied } from "./item/deny.ts";
import { type ItemFacts, readFacts } from "./item/facts.ts";
import { claimFailure } from "./item/failure.ts";
import { leaseOf } from "./item/lease.ts";
import type { OpenItem } from "./item/open.ts";
import type { ItemPorts } from "./item/ports.ts";
import { isReservedElsewhere } from "./item/reserve.ts";
import { showAttempts } from "./item/show.ts";
import { afterwards, momentAfter, type OpenStep, stepOf, write } from "./item/steps.ts";
import { viewOwner } from "./item/views.ts";

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
    const at = momentAfter(target.state, laterOf(ports.clock.now(), facts.latest));
    const draft = await draftTake(open, facts, target, { ...request, attempt }, at, ports);
    const wrote = await write(open, target, draft, at, ports);
    if ("denied" in wrote) return deny(wrote.denied, address, target.state);
    return "lost" in wrote ? LOST : taken(open, target, wrote.state, ports);
  });
}

function attemptFor(
  { attempt }: ClaimRequest,
  { state, step, address }: OpenStep,
  { files, caller }: ClaimPorts,
): string {
  const isFree = (id: string) =>
    !isUsed(state, id) && viewOwner(files, id) === undefined && !isReservedElsewhere(files, id, address);
  if (attempt === undefined) return nextAttemptId(step, caller.run, isFree);
  if (isFree(attempt)) return attempt;
  throw claimFailure("claims.attempt-used", `The attempt id ${attempt} was taken before.`, {
    hint: "Leave --attempt out, or give a new id.",
    details: { ...address, attempt },
  });
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

/** The claim is ours; what only shows it follows. */
async function taken(open: OpenItem, target: OpenStep, state: StepState, ports: ClaimPorts): Promise<Claim> {
  const { address } = target;
  const { log, warn } = ports;
  const view = viewOfLast(address, state);
  const late = `Attempt ${view.attemptId} is claimed, and its view could not be written (continuo status --repair)`;
  await afterwards(late, warn, () => showAttempts(open, target, state, ports));
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
