import type { Instant } from "../../kernel/clock.ts";
import { type Refusal, refusal } from "../../kernel/refusal.ts";
import { isUsed } from "../../rules/claims/admit.ts";
import type { EntryKind } from "../../rules/claims/entry.ts";
import { lastAttempt } from "../../rules/claims/state.ts";
import { type Basis, basisOf } from "../item/basis.ts";
import { assertHolder } from "../item/contest.ts";
import { deny, startDenied } from "../item/deny.ts";
import { readFacts } from "../item/facts.ts";
import { claimFailure } from "../item/failure.ts";
import { readGates } from "../item/gates.ts";
import type { OpenItem } from "../item/open.ts";
import { isReservedElsewhere } from "../item/reserve.ts";
import type { OpenStep } from "../item/steps.ts";
import { isTakenElsewhere } from "../item/views.ts";
import { type CompletePorts, type CompleteRequest, entryKindOf } from "./request.ts";

/** With what right an event is written: which entry it becomes, and under which fencing token. */
export interface Start {
  readonly kind: EntryKind;
  readonly token: number;
  readonly basis: Basis;
  /** The attempt begins with this very entry. */
  readonly implicit: boolean;
  /** Its entry lies not before this: null when its own log says enough. */
  readonly since: Instant | null;
}

/**
 * Who may write the event: the holder of the running attempt, by its secret; an operator what comes after the
 * attempt's end; and outside Actions anybody who begins and ends a free step in one go.
 *
 * @throws `claims.secret`, `claims.stale`, `claims.held`, `claims.attempt-used`
 */
export async function startOf(
  open: OpenItem,
  request: CompleteRequest,
  target: OpenStep,
  ports: CompletePorts,
): Promise<Start | Refusal> {
  const { state, address } = target;
  const kind = entryKindOf(request, state);
  if (kind === "reject" || kind === "revert" || kind === "integrate")
    return operatorStart(kind, request, target);
  const last = lastAttempt(state);
  if (state.phase === "running" && last?.id === request.attempt) {
    await assertHolder(target, request.attempt, ports.holders);
    if (await isTakenBack(open, request, ports)) return deny("stale", address, state);
    return { kind, token: last.token, basis: takenOn(target), implicit: false, since: null };
  }
  if (isUsed(state, request.attempt)) return deny("stale", address, state);
  return beginning(open, kind, request, target, ports);
}

/** An operator's event speaks of an attempt that the log knows. */
function operatorStart(
  kind: EntryKind,
  { attempt }: CompleteRequest,
  { state, address }: OpenStep,
): Start | Refusal {
  const known = state.attempts.find(({ id }) => id === attempt);
  if (!known) return deny(state.completion ? "other-attempt" : "not-completed", address, state);
  const digest = state.completion?.document.digest;
  return {
    kind,
    token: known.adopted ? 0 : known.token,
    basis: { follows: digest ? [digest] : [] },
    implicit: false,
    since: null,
  };
}

async function beginning(
  open: OpenItem,
  kind: EntryKind,
  { attempt }: CompleteRequest,
  { step, state, address }: OpenStep,
  ports: CompletePorts,
): Promise<Start | Refusal> {
  if (ports.caller.inActions)
    return refusal("claims.in-actions", `Attempt ${attempt} of step ${step.key} was not claimed.`, {
      hint: "In Actions a job claims the attempt before another one does its work: continuo claim.",
      details: { ...address, attempt },
    });
  const facts = await readFacts(open, ports);
  const refused = startDenied(open, facts, step.key, ports);
  if (refused) return refused;
  if (isTakenElsewhere(ports.files, attempt, address) || isReservedElsewhere(ports.files, attempt, address))
    throw claimFailure("claims.attempt-used", `The attempt id ${attempt} belongs to another step.`, {
      hint: "Give a new id.",
      details: { ...address, attempt },
    });
  return {
    kind,
    token: state.seq + 1,
    basis: basisOf(open, facts, step),
    implicit: true,
    since: facts.latest,
  };
}

/** Whether a gate's rejection has stopped the running attempt; what it still had to take back is taken back here. */
async function isTakenBack(
  open: OpenItem,
  { step, attempt }: CompleteRequest,
  ports: CompletePorts,
): Promise<boolean> {
  const gates = readGates(open, ports.files);
  const isRejected = [...gates.values()].some(({ decisions }) =>
    decisions.some(({ ours }) => ours?.decision === "reject"),
  );
  if (!isRejected) return false;
  const { steps } = await readFacts(open, ports);
  const state = steps.get(step)?.state;
  return state?.attempts.find(({ id }) => id === attempt)?.withdrawn === true;
}

/** The basis that the running attempt was taken on. */
function takenOn({ records, state }: OpenStep): Basis {
  const token = lastAttempt(state)?.token;
  const take = records.find(({ entry }) => entry.seq === token)?.entry;
  if (take?.kind !== "take") return { follows: [] };
  const { follows, followsOf } = take;
  return { follows, ...(followsOf === undefined ? {} : { followsOf }) };
}
