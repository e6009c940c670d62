import { Failure } from "../../kernel/failure.ts";
import { canonicalJson, memberAt, parseJson } from "../../kernel/json.ts";
import { Id, Key } from "../../kernel/name.ts";
import { readShape } from "../../kernel/shape.ts";
import { type Claim, claimOf, claimPath } from "../../rules/claims/claim.ts";
import { Entry, type StepAddress } from "../../rules/claims/entry.ts";
import type { StepState } from "../../rules/claims/state.ts";
import type { Files } from "../../world/files/port.ts";
import type { ItemPorts } from "./ports.ts";

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

/**
 * Whether an attempt id is another step's by what its view says: ids are unique in a repository, and whoever looks for
 * a free one takes a view at its word.
 */
export function isTakenElsewhere(files: Files, attempt: string, { workItem, step }: StepAddress): boolean {
  const owner = viewOwner(files, attempt);
  return owner !== undefined && (owner.workItemId !== workItem || owner.stepKey !== step);
}

/** The step that a claim view says it is about, whatever else it says; null when it names none. */
function viewAddress(bytes: Uint8Array): StepAddress | null {
  const parsed = parseJson(bytes);
  if (!parsed.ok) return null;
  const workItem = readShape(Id, memberAt(parsed.value, "workItemId"));
  const step = readShape(Key, memberAt(parsed.value, "stepKey"));
  return workItem.ok && step.ok ? { workItem: workItem.value, step: step.value } : null;
}

/** Whether the view of an attempt belongs to another step: it names one whose log has the attempt. */
export async function isViewOfOther(
  bytes: Uint8Array,
  attempt: string,
  { workItem, step }: StepAddress,
  stepLog: ItemPorts["stepLog"],
): Promise<boolean> {
  const owner = viewAddress(bytes);
  if (owner === null || (owner.workItem === workItem && owner.step === step)) return false;
  return hasTaken(owner, attempt, stepLog);
}

/** Whether a log speaks of the attempt; one that cannot be read speaks of none. */
async function hasTaken(
  address: StepAddress,
  attempt: string,
  stepLog: ItemPorts["stepLog"],
): Promise<boolean> {
  const raw = await stepLog.read(address).catch((cause: unknown) => {
    if (cause instanceof Failure) return [];
    throw cause;
  });
  return raw.some(({ bytes }) => {
    const parsed = parseJson(bytes);
    const read = parsed.ok ? readShape(Entry, parsed.value) : undefined;
    return read?.ok === true && read.value.attempt === attempt;
  });
}

/**
 * The view of an attempt as the log now tells it, written over the old one. Adopted attempts keep theirs, and a view
 * that is another step's is left to it.
 */
export async function writeView(
  { files, stepLog }: Pick<ItemPorts, "files" | "stepLog">,
  address: StepAddress,
  state: StepState,
  attempt: string,
): Promise<Claim | undefined> {
  const found = state.attempts.find(({ id }) => id === attempt);
  if (!found || found.adopted) return undefined;
  const there = files.read(claimPath(attempt));
  if (there && (await isViewOfOther(there, attempt, address, stepLog))) return undefined;
  const claim = claimOf(address, state, found);
  const text = canonicalJson(claim);
  if (!there || Buffer.from(there).toString("utf8") !== text) files.replace(claimPath(attempt), text);
  return claim;
}
