import { canonicalJson, parseJson } from "../../kernel/json.ts";
import { readShape } from "../../kernel/shape.ts";
import { CLAIMS_FOLDER, Claim, claimOf, claimPath } from "../../rules/claims/claim.ts";
import { Entry, type StepAddress } from "../../rules/claims/entry.ts";
import { type Finding, found } from "../item/finding.ts";
import type { ItemPorts } from "../item/ports.ts";
import type { Scope, Verified } from "./scope.ts";

/**
 * Checks that every claim view says what its log says, and that no view of ours speaks of an attempt that no log
 * knows. Two steps that took one attempt id at the same moment share a view: it is the first one's.
 */
export async function checkViews(
  { workItem }: Scope,
  { logs }: Verified,
  { files, stepLog }: Pick<ItemPorts, "files" | "stepLog">,
): Promise<Finding[]> {
  const attempts = [...logs.values()].flatMap(({ address, state }) =>
    state.attempts.map((attempt) => ({ address, state, attempt })),
  );
  const known = new Set(attempts.map(({ attempt }) => claimPath(attempt.id)));
  const views = files.list(CLAIMS_FOLDER).filter((name) => name.endsWith(".json"));
  const strange = views.map((name) => `${CLAIMS_FOLDER}/${name}`).filter((path) => !known.has(path));
  const said = new Set(
    attempts.map(({ address, state, attempt }) => canonicalJson(claimOf(address, state, attempt))),
  );
  const findings: Finding[] = [];
  for (const { address, attempt } of attempts) {
    const problem = attempt.adopted ? null : await viewProblem(address, attempt.id, said, { files, stepLog });
    if (problem) findings.push(found(claimPath(attempt.id), problem));
  }
  return [
    ...findings,
    ...strange.flatMap((path) =>
      isOurs(files.read(path), workItem) ? [found(path, "is about an attempt that no log knows")] : [],
    ),
  ];
}

async function viewProblem(
  { workItem }: StepAddress,
  attempt: string,
  said: ReadonlySet<string>,
  { files, stepLog }: Pick<ItemPorts, "files" | "stepLog">,
): Promise<string | null> {
  const bytes = files.read(claimPath(attempt));
  if (!bytes) return "is missing";
  if (said.has(Buffer.from(bytes).toString("utf8"))) return null;
  const owner = viewAddress(bytes);
  const isElsewhere = owner !== null && owner.workItem !== workItem;
  if (isElsewhere && (await hasTaken(owner, attempt, stepLog))) return null;
  return "does not say what its log says";
}

function viewAddress(bytes: Uint8Array): StepAddress | null {
  const parsed = parseJson(bytes);
  const read = parsed.ok ? readShape(Claim, parsed.value) : undefined;
  return read?.ok ? { workItem: read.value.workItemId, step: read.value.stepKey } : null;
}

/** Whether the log of another work item speaks of the attempt; what else it says is for its own verification. */
async function hasTaken(
  address: StepAddress,
  attempt: string,
  stepLog: ItemPorts["stepLog"],
): Promise<boolean> {
  return (await stepLog.read(address)).some(({ bytes }) => {
    const parsed = parseJson(bytes);
    const read = parsed.ok ? readShape(Entry, parsed.value) : undefined;
    return read?.ok === true && read.value.attempt === attempt;
  });
}

/** A view that we wrote carries a fencing token; one that another tool left before has none, and decides nothing. */
function isOurs(bytes: Uint8Array | undefined, workItem: string): boolean {
  return bytes !== undefined && viewAddress(bytes)?.workItem === workItem;
}
