import { type Refusal, refusal } from "../kernel/refusal.ts";
import type { DocumentRef } from "../rules/claims/entry.ts";
import { lastAttempt } from "../rules/claims/state.ts";
import { REVERTS_FOLDER, recordName } from "../rules/evidence/handoff.ts";
import type { Revert } from "../rules/evidence/revert.ts";
import { contest, LOST } from "./item/contest.ts";
import { deny } from "./item/deny.ts";
import { settle, stage } from "./item/documents.ts";
import type { OpenItem } from "./item/open.ts";
import type { ItemPorts } from "./item/ports.ts";
import { showAttempts } from "./item/show.ts";
import { momentAfter, type OpenStep, openStep, stepOf, write } from "./item/steps.ts";

export interface RevertRequest {
  readonly step: string;
  readonly reason: string;
  readonly actor: string;
}

export interface Reverted {
  readonly revert: Revert;
  readonly path: string;
}

/**
 * Takes back what stands in a step (a completion, a baseline integration, used-up retries) and unlocks exactly one
 * new attempt, leaving the revert artifact that seed 002 asks for. An operator's act; a running attempt comes first.
 *
 * @returns the revert; or refused when nothing keeps the step from a new attempt
 * @throws  `claims.held` while an attempt runs; `claims.contended`, `step.missing`
 */
export async function revert(
  open: OpenItem,
  request: RevertRequest,
  ports: ItemPorts,
): Promise<Reverted | Refusal> {
  const { key } = stepOf(open, request.step);
  return contest(open, key, async () => {
    const target = await openStep(open, key, ports);
    const { address, state } = target;
    const attempt = state.completion?.attempt ?? lastAttempt(state)?.id;
    if (attempt === undefined) return nothingYet(target);
    const at = momentAfter(state, ports.clock.now());
    const document: Revert = {
      schemaVersion: "1.0",
      workItemId: open.item.id,
      stepKey: key,
      attemptId: attempt,
      reverts: state.completion?.document.digest ?? null,
      reason: request.reason,
      actor: request.actor,
      timestamp: at,
    };
    const digest = stage(ports.files, open.item.id, document);
    const ref: DocumentRef = { path: pathFor(document, target), digest };
    const draft = {
      kind: "revert",
      attempt,
      by: ports.caller.executor,
      reason: request.reason,
      document: ref,
    } as const;
    const wrote = await write(open, target, draft, at, ports);
    if ("denied" in wrote) return deny(wrote.denied, address, state);
    if ("lost" in wrote) return LOST;
    settle(ports.files, open.item.id, ref);
    await showAttempts(open, target, wrote.state, ports);
    ports.log.info("Revert recorded", { workItemId: open.item.id, stepKey: key, attemptId: attempt });
    return { revert: document, path: ref.path };
  });
}

const pathFor = ({ timestamp, workItemId, stepKey, attemptId }: Revert, { state }: OpenStep): string =>
  `${REVERTS_FOLDER}/${recordName(timestamp, workItemId, stepKey, attemptId, `${state.seq + 1}`)}`;

function nothingYet({ address }: OpenStep): Refusal {
  return refusal(
    "claims.nothing-to-revert",
    `Step ${address.step} of work item ${address.workItem} has had no attempt.`,
    {
      hint: "Claim it: continuo claim.",
      details: { ...address },
    },
  );
}
