import { digestOf } from "../../kernel/digest.ts";
import { CLAIM_POLICY } from "../../rules/claims/policy.ts";
import type { Holders } from "../../world/keys/port.ts";
import { claimFailure } from "./failure.ts";
import type { OpenItem } from "./open.ts";
import type { OpenStep } from "./steps.ts";

/** What a try answers when somebody else wrote to the log first: look again. */
export const LOST = Symbol("lost");

/**
 * Tries until the log was written to or the answer is no. Each try reads the log anew, so that a loser decides on
 * what the winner wrote.
 *
 * @throws `claims.contended` after as many tries as the policy allows
 */
export async function contest<T>(
  open: OpenItem,
  step: string,
  attempt: () => Promise<T | typeof LOST>,
): Promise<T> {
  for (let tries = 0; tries < CLAIM_POLICY.tries; tries++) {
    const outcome = await attempt();
    if (outcome !== LOST) return outcome;
  }
  throw claimFailure(
    "claims.contended",
    `Others kept writing to step ${step} of work item ${open.item.id}.`,
    {
      hint: "Run the same command again.",
    },
  );
}

/** @throws `claims.secret` when the caller does not know the secret of the running attempt */
export async function assertHolder(
  { state, address }: OpenStep,
  attempt: string,
  holders: Holders,
): Promise<void> {
  const secret = await holders.secretFor(address, attempt);
  if (state.lease?.holder === digestOf(secret)) return;
  throw claimFailure(
    "claims.secret",
    `Attempt ${attempt} of step ${address.step} is held by somebody else.`,
    {
      hint: "Only who claimed an attempt may renew, release or complete it.",
      details: { ...address, attempt },
    },
  );
}
