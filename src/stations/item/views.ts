import { canonicalJson, parseJson } from "../../kernel/json.ts";
import { type Claim, claimOf, claimPath } from "../../rules/claims/claim.ts";
import type { StepAddress } from "../../rules/claims/entry.ts";
import type { StepState } from "../../rules/claims/state.ts";
import type { Files } from "../../world/files/port.ts";

/** The step whose attempt a claim view is about, as far as it reads; undefined when there is none. */
export function viewOwner(
  files: Files,
  attempt: string,
): { workItemId: unknown; stepKey: unknown } | undefined {
  const bytes = files.read(claimPath(attempt));
  if (!bytes) return undefined;
  const parsed = parseJson(bytes);
  const value = parsed.ok && typeof parsed.value === "object" && parsed.value !== null ? parsed.value : {};
  return { workItemId: Reflect.get(value, "workItemId"), stepKey: Reflect.get(value, "stepKey") };
}

/** Whether an attempt id is another step's: attempt ids are unique in a repository. */
export function isTakenElsewhere(files: Files, attempt: string, { workItem, step }: StepAddress): boolean {
  const owner = viewOwner(files, attempt);
  return owner !== undefined && (owner.workItemId !== workItem || owner.stepKey !== step);
}

/**
 * The view of an attempt as the log now tells it, written over the old one. Adopted attempts keep theirs, and a view
 * that is another step's is left to it.
 */
export function writeView(
  files: Files,
  address: StepAddress,
  state: StepState,
  attempt: string,
): Claim | undefined {
  const found = state.attempts.find(({ id }) => id === attempt);
  if (!found || found.adopted || isTakenElsewhere(files, attempt, address)) return undefined;
  const claim = claimOf(address, state, found);
  const text = canonicalJson(claim);
  const there = files.read(claimPath(attempt));
  if (!there || Buffer.from(there).toString("utf8") !== text) files.replace(claimPath(attempt), text);
  return claim;
}
