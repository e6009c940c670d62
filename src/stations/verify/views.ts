import { canonicalJson, parseJson } from "../../kernel/json.ts";
import { readShape } from "../../kernel/shape.ts";
import { CLAIMS_FOLDER, Claim, claimOf, claimPath } from "../../rules/claims/claim.ts";
import type { StepAddress } from "../../rules/claims/entry.ts";
import type { Attempt, StepState } from "../../rules/claims/state.ts";
import type { Files } from "../../world/files/port.ts";
import { type Finding, found } from "../item/finding.ts";
import type { Scope, Verified } from "./scope.ts";

/** Checks that every claim view says what its log says, and that no view of ours speaks of an attempt that no log knows. */
export function checkViews({ workItem }: Scope, { logs }: Verified, files: Files): Finding[] {
  const attempts = [...logs.values()].flatMap(({ address, state }) =>
    state.attempts.map((attempt) => ({ address, state, attempt })),
  );
  const known = new Set(attempts.map(({ attempt }) => claimPath(attempt.id)));
  const views = files.list(CLAIMS_FOLDER).filter((name) => name.endsWith(".json"));
  const strange = views.map((name) => `${CLAIMS_FOLDER}/${name}`).filter((path) => !known.has(path));
  return [
    ...attempts.flatMap(({ address, state, attempt }) => viewProblems(address, state, attempt, files)),
    ...strange.flatMap((path) =>
      isOurs(files.read(path), workItem) ? [found(path, "is about an attempt that no log knows")] : [],
    ),
  ];
}

function viewProblems(address: StepAddress, state: StepState, attempt: Attempt, files: Files): Finding[] {
  if (attempt.adopted) return [];
  const path = claimPath(attempt.id);
  const bytes = files.read(path);
  if (!bytes) return [found(path, "is missing")];
  const isSame = Buffer.from(bytes).toString("utf8") === canonicalJson(claimOf(address, state, attempt));
  return isSame ? [] : [found(path, "does not say what its log says")];
}

/** A view that we wrote carries a fencing token; one that another tool left before has none, and decides nothing. */
function isOurs(bytes: Uint8Array | undefined, workItem: string): boolean {
  const parsed = bytes && parseJson(bytes);
  const read = parsed?.ok ? readShape(Claim, parsed.value) : undefined;
  return read?.ok === true && read.value.workItemId === workItem;
}
