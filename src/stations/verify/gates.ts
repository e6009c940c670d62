import { digestOf } from "../../kernel/digest.ts";
import { CLAIMS_FOLDER } from "../../rules/claims/claim.ts";
import { gateFolder, gatePath, gateViewPath } from "../../rules/evidence/gate.ts";
import type { Files } from "../../world/files/port.ts";
import { type Finding, found } from "../item/finding.ts";
import { checkGate, type RecordedDecision } from "../item/gates.ts";
import type { Scope, Verified } from "./scope.ts";

/** Checks the chain of decisions of every gate, and that what is shown of each is its newest decision. */
export function checkGates(
  scope: Scope,
  files: Files,
): { readonly gates: Verified["gates"]; readonly findings: Finding[] } {
  const gates = new Map<string, readonly RecordedDecision[]>();
  const findings: Finding[] = [];
  const folder = gateFolder(scope.workItem);
  const anchored = [...scope.anchored.keys()].flatMap((name) =>
    name.startsWith("gate:") ? [name.slice(5)] : [],
  );
  const adopted = scope.opening.gates.map(({ gate }) => gate);
  const here = files.list(folder).map((name) => name.replace(/\.json$/, ""));
  for (const gate of new Set([...anchored, ...adopted, ...here])) {
    const { decisions, fault } = checkGate(scope, gate, files);
    if (decisions.length > 0) gates.set(gate, decisions);
    if (fault) findings.push(found(fault.path, fault.says));
    else findings.push(...viewProblems(scope.workItem, gate, decisions.at(-1), files));
  }
  return { gates, findings };
}

function viewProblems(
  workItem: string,
  gate: string,
  newest: RecordedDecision | undefined,
  files: Files,
): Finding[] {
  const path = gateViewPath(workItem, gate);
  const shown = files.read(path);
  if (!newest)
    return shown ? [found(path, "is a decision that is in no chain: it was added beside them")] : [];
  if (!shown) return [found(path, "is missing")];
  if (digestOf(shown) === newest.digest) return [];
  return [found(path, `is not decision ${newest.seq} of its gate (${gatePath(workItem, gate, newest.seq)})`)];
}

/**
 * A rejection takes back what was completed: each attempt that it names must be in its log, and no longer stand there.
 * One that does was not taken back (a crash: `continuo status --repair` does it), or the entry that did was cut off.
 */
export function checkWithdrawals({ workItem }: Scope, { logs, gates }: Verified): Finding[] {
  const decisions = [...gates.values()].flat().flatMap(({ ours }) => ours ?? []);
  return decisions.flatMap(({ gateKey, seq, withdrawn }) =>
    withdrawn.flatMap(({ step, attempt }) => {
      const state = logs.get(step)?.state;
      const isKnown = state?.attempts.some(({ id }) => id === attempt) === true;
      if (isKnown && state.completion?.attempt !== attempt) return [];
      const path = `${CLAIMS_FOLDER}/${workItem}/${step}/${(state?.seq ?? 0) + 1}.json`;
      return [found(path, `is missing: decision ${seq} of gate ${gateKey} took attempt ${attempt} back`)];
    }),
  );
}
