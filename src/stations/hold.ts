import { plusMs } from "../kernel/clock.ts";
import type { Refusal } from "../kernel/refusal.ts";
import { type Claim, claimOf } from "../rules/claims/claim.ts";
import type { Draft } from "../rules/claims/entry.ts";
import { type Attempt, lastAttempt } from "../rules/claims/state.ts";
import type { Holders } from "../world/keys/port.ts";
import { assertHolder, contest, LOST } from "./item/contest.ts";
import { deny } from "./item/deny.ts";
import { leaseOf } from "./item/lease.ts";
import type { OpenItem } from "./item/open.ts";
import type { ItemPorts } from "./item/ports.ts";
import { showAttempts } from "./item/show.ts";
import { momentAfter, type OpenStep, openStep, stepOf, write } from "./item/steps.ts";

export interface HoldRequest {
  readonly step: string;
  readonly attempt: string;
  /** What the holder wants: more time, or to be rid of it. */
  readonly wish: Readonly<
    { kind: "renew"; leaseMs: number | undefined } | { kind: "release"; reason: string }
  >;
}

const SAYS = { renew: "Attempt renewed", release: "Attempt released" } as const;

/**
 * Prolongs the lease of the running attempt, or gives the attempt back. Only its holder can; a renewal after the
 * end of the lease is too late, a release is not.
 *
 * @throws `claims.stale`, `claims.late`, `claims.secret`, `claims.contended`, `step.missing`
 */
export async function hold(
  open: OpenItem,
  request: HoldRequest,
  ports: ItemPorts & { readonly holders: Holders },
): Promise<Claim | Refusal> {
  const { key } = stepOf(open, request.step);
  return contest(open, key, async () => {
    const target = await openStep(open, key, ports);
    const { address, state } = target;
    const attempt = lastAttempt(state);
    if (state.phase !== "running" || attempt?.id !== request.attempt) return deny("stale", address, state);
    await assertHolder(target, attempt.id, ports.holders);
    const at = momentAfter(state, ports.clock.now());
    const wrote = await write(open, target, draftOf(request, target, attempt, at, ports), at, ports);
    if ("denied" in wrote) return deny(wrote.denied, address, state);
    if ("lost" in wrote) return LOST;
    ports.log.info(SAYS[request.wish.kind], { ...address, attemptId: attempt.id });
    await showAttempts(open, target, wrote.state, ports);
    return claimOf(address, wrote.state, lastAttempt(wrote.state) ?? attempt);
  });
}

function draftOf(
  { wish }: HoldRequest,
  { step }: OpenStep,
  attempt: Attempt,
  at: string,
  { caller }: ItemPorts,
): Draft {
  const shared = { attempt: attempt.id, by: caller.executor, token: attempt.token };
  if (wish.kind === "release") return { kind: "release", ...shared, reason: wish.reason };
  return { kind: "renew", ...shared, leaseUntil: plusMs(at, wish.leaseMs ?? leaseOf(step)) };
}
