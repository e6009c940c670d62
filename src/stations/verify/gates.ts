import { digestOf } from "../../kernel/digest.ts";
import { Failure } from "../../kernel/failure.ts";
import { gateFolder, gatePath, gateViewPath } from "../../rules/evidence/gate.ts";
import type { Files } from "../../world/files/port.ts";
import { type Finding, found } from "../item/finding.ts";
import { type GateReading, readGate } from "../item/gates.ts";
import type { Scope } from "./scope.ts";

/** Checks the chain of decisions of every gate, and that what is shown of each is its newest decision. */
export function checkGates(
  scope: Scope,
  files: Files,
): { readonly gates: Map<string, GateReading>; readonly findings: Finding[] } {
  const gates = new Map<string, GateReading>();
  const findings: Finding[] = [];
  const folder = gateFolder(scope.workItem);
  const anchored = [...scope.anchored.keys()].flatMap((name) =>
    name.startsWith("gate:") ? [name.slice(5)] : [],
  );
  const adopted = scope.opening.gates.map(({ gate }) => gate);
  const here = files.list(folder).map((name) => name.replace(/\.json$/, ""));
  for (const gate of new Set([...anchored, ...adopted, ...here])) {
    try {
      const reading = readGate(scope, gate, files);
      if (reading) gates.set(gate, reading);
      findings.push(...viewProblems(scope.workItem, gate, reading, files));
    } catch (cause) {
      if (!(cause instanceof Failure)) throw cause;
      findings.push(found(`${folder}/${gate}`, cause.message));
    }
  }
  return { gates, findings };
}

function viewProblems(
  workItem: string,
  gate: string,
  reading: GateReading | undefined,
  files: Files,
): Finding[] {
  const path = gateViewPath(workItem, gate);
  const shown = files.read(path);
  if (!reading)
    return shown ? [found(path, "is a decision that is in no chain: it was added beside them")] : [];
  if (!shown) return [found(path, "is missing")];
  const newest = reading.head;
  if (digestOf(shown) === newest.digest) return [];
  return [found(path, `is not decision ${newest.seq} of its gate (${gatePath(workItem, gate, newest.seq)})`)];
}
