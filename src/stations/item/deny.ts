import { type Refusal, refusal } from "../../kernel/refusal.ts";
import { listed } from "../../kernel/text.ts";
import type { Denial } from "../../rules/claims/admit.ts";
import { CLAIM_CODES, denialText } from "../../rules/claims/denial.ts";
import type { StepAddress } from "../../rules/claims/entry.ts";
import { EMPTY, lastAttempt, type StepState } from "../../rules/claims/state.ts";
import type { Decision } from "../../rules/schedule/decide.ts";
import { BLOCK_CAUSES } from "../../rules/schedule/schedule.ts";
import { type ItemFacts, scheduleOf } from "./facts.ts";
import { claimFailure } from "./failure.ts";
import type { OpenItem } from "./open.ts";
import type { ItemPorts } from "./ports.ts";

/** A denial as its kind wants it: a rule's "no" is returned, somebody else's priority is thrown. */
export function deny(denial: Denial, address: StepAddress, state: StepState): Refusal {
  const code = `claims.${denial}` as const;
  const { message, hint } = denialText(denial, address, state);
  const attempt = lastAttempt(state)?.id;
  const details = {
    workItem: address.workItem,
    step: address.step,
    ...(attempt === undefined ? {} : { attempt }),
  };
  if (CLAIM_CODES[code].kind === "refused") return refusal(code, message, { hint, details });
  throw claimFailure(code, message, { hint, details });
}

/**
 * Why a new attempt of a step may not begin now; null when it may. What the schedule says is decided anew here.
 *
 * @throws `claims.held` when another attempt runs
 */
export function startDenied(
  open: OpenItem,
  facts: ItemFacts,
  key: string,
  ports: Pick<ItemPorts, "clock" | "caller">,
): Refusal | null {
  const address = { workItem: open.item.id, step: key };
  const state = facts.steps.get(key)?.state ?? EMPTY;
  const decision = scheduleOf(open, facts, ports);
  const is = (steps: readonly { readonly key: string }[]) => steps.some((each) => each.key === key);
  if (is(decision.readySteps)) return null;
  if (is(decision.runningSteps)) return deny("held", address, state);
  return blockedRefusal(decision, address, state) ?? deny(doneOrBaseline(state), address, state);
}

const doneOrBaseline = (state: StepState): Denial =>
  state.completion && state.completion.seq <= state.integratedAt ? "baseline" : "done";

function blockedRefusal(decision: Decision, address: StepAddress, state: StepState): Refusal | null {
  const blocked = decision.blockedSteps.find(({ key }) => key === address.step);
  if (!blocked) return null;
  if (blocked.cause === "baseline" || blocked.cause === "retries") return deny(blocked.cause, address, state);
  return refusal(
    "claims.blocked",
    `Step ${address.step} of work item ${address.workItem} is blocked: ${BLOCK_CAUSES[blocked.cause]} (${listed(blocked.blockedBy)}).`,
    {
      hint: "Take a ready step: continuo status shows them.",
      details: {
        workItem: address.workItem,
        step: address.step,
        cause: blocked.cause,
        blockedBy: blocked.blockedBy,
      },
    },
  );
}
