import { isBefore } from "../../kernel/clock.ts";
import { CLAIMS_FOLDER } from "../../rules/claims/claim.ts";
import type { EntryOf, Recorded } from "../../rules/claims/entry.ts";
import { gateHistoryFolder } from "../../rules/evidence/gate.ts";
import { takenBack } from "../../rules/evidence/rework.ts";
import { type Finding, found } from "../item/finding.ts";
import type { RecordedDecision } from "../item/gates.ts";
import type { Scope, Verified } from "./scope.ts";

/** Checks that logs and gates tell the same rework: what a rejection takes back is taken back, by a decision on record. */
export function checkRework(scope: Scope, { logs, gates }: Verified): Finding[] {
  const { plan, workItem } = scope;
  const chains = new Map([...gates].map(([key, decisions]) => [key, { decisions }]));
  const pending = plan ? takenBack(plan, logs, chains) : [];
  const missing = pending.map(({ step, attempt, gate }) => {
    const seq = gates.get(gate.key)?.find(({ digest }) => digest === gate.decision)?.seq;
    const path = `${CLAIMS_FOLDER}/${workItem}/${step}/${(logs.get(step)?.state.seq ?? 0) + 1}.json`;
    return found(path, `is missing: decision ${seq} of gate ${gate.key} took attempt ${attempt} back`);
  });
  const strange = [...logs].flatMap(([step, { records }]) =>
    records.flatMap((recorded) => {
      const rejection = rejectionIn(recorded);
      if (!rejection) return [];
      const path = `${CLAIMS_FOLDER}/${workItem}/${step}/${recorded.entry.seq}.json`;
      return rejectionProblems(rejection, recorded.entry.at, path, scope, gates);
    }),
  );
  return [...missing, ...strange];
}

type Rejection = NonNullable<EntryOf<"reject">["gate"]>;

const rejectionIn = ({ entry }: Recorded): Rejection | undefined =>
  entry.kind === "reject" ? entry.gate : undefined;

function rejectionProblems(
  { key, decision }: Rejection,
  at: string,
  path: string,
  { workItem }: Scope,
  gates: Verified["gates"],
): Finding[] {
  const by = gates.get(key)?.find(({ digest }) => digest === decision);
  if (!by)
    return [found(gateHistoryFolder(workItem, key), `lacks the decision that ${path} names (${decision})`)];
  const problem = decisionProblem(by, at);
  return problem === null ? [] : [found(path, problem)];
}

function decisionProblem({ decision }: RecordedDecision, at: string): string | null {
  if (decision.decision !== "reject") return "takes an attempt back by a decision that rejects nothing";
  return isBefore(at, decision.decidedAt) ? "lies before the decision that it carries out" : null;
}
