import { canonicalJson, memberAt, parseJson } from "../../kernel/json.ts";
import { CLAIMS_FOLDER, claimOf, claimPath } from "../../rules/claims/claim.ts";
import type { StepAddress } from "../../rules/claims/entry.ts";
import { type Finding, found } from "../item/finding.ts";
import type { ItemPorts } from "../item/ports.ts";
import { isViewOfOther } from "../item/views.ts";
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
  address: StepAddress,
  attempt: string,
  said: ReadonlySet<string>,
  { files, stepLog }: Pick<ItemPorts, "files" | "stepLog">,
): Promise<string | null> {
  const bytes = files.read(claimPath(attempt));
  if (!bytes) return "is missing";
  if (said.has(Buffer.from(bytes).toString("utf8"))) return null;
  return (await isViewOfOther(bytes, attempt, address, stepLog)) ? null : "does not say what its log says";
}

/**
 * A view that we wrote carries a fencing token; one that another tool left before has none, and decides nothing. Whose
 * it says that it is counts, in whatever shape: what was put to it makes it no stranger.
 */
function isOurs(bytes: Uint8Array | undefined, workItem: string): boolean {
  const parsed = bytes && parseJson(bytes);
  if (!parsed?.ok || memberAt(parsed.value, "workItemId") !== workItem) return false;
  return memberAt(parsed.value, "token") !== undefined;
}
