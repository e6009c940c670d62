import { type Instant, isBefore } from "../../kernel/clock.ts";
import type { Digest } from "../../kernel/digest.ts";
import { Failure } from "../../kernel/failure.ts";
import { CLAIMS_FOLDER } from "../../rules/claims/claim.ts";
import { basisIn, type EntryBasis, type Recorded } from "../../rules/claims/entry.ts";
import { readLog } from "../../rules/claims/log.ts";
import { type Plan, predecessorsOf } from "../../rules/plan/plan.ts";
import type { Step } from "../../rules/plan/workflow.ts";
import { type Finding, found } from "../item/finding.ts";
import type { RecordedDecision } from "../item/gates.ts";
import type { ItemPorts } from "../item/ports.ts";
import { anchorFault, anchorName, keyForEntries, retriesOf } from "../item/steps.ts";
import type { Scope, Verified, VerifiedLog } from "./scope.ts";

/**
 * Checks every step log of a work item entry by entry: form, seq, chain, signature, and that the rules let each
 * follow; that adopted handoffs are those of the opening; and that no log is shorter than this machine has seen.
 */
export async function checkLogs(
  scope: Scope,
  ports: ItemPorts,
): Promise<{ readonly logs: Map<string, VerifiedLog>; readonly findings: Finding[] }> {
  const logs = new Map<string, VerifiedLog>();
  const findings: Finding[] = [];
  const anchored = [...scope.anchored.keys()].flatMap((name) =>
    name.startsWith("step:") ? [name.slice(5)] : [],
  );
  const adopting = scope.opening.handoffs.map(({ step }) => step);
  const here = await ports.stepLog.steps(scope.workItem);
  for (const step of new Set([...here, ...adopting, ...anchored])) {
    if (scope.plan && !scope.plan.indexOf.has(step)) {
      findings.push(
        found(`${CLAIMS_FOLDER}/${scope.workItem}/${step}`, "belongs to no step of the workflow"),
      );
      continue;
    }
    const { log, problems } = await checkLog(scope, step, ports);
    logs.set(step, log);
    findings.push(...problems);
  }
  return { logs, findings };
}

async function checkLog(
  scope: Scope,
  step: string,
  ports: ItemPorts,
): Promise<{ readonly log: VerifiedLog; readonly problems: Finding[] }> {
  const address = { workItem: scope.workItem, step };
  const folder = `${CLAIMS_FOLDER}/${scope.workItem}/${step}`;
  const problems: Finding[] = [];
  const raw = await ports.stepLog.read(address).catch((cause: unknown) => {
    if (!(cause instanceof Failure)) throw cause;
    problems.push(found(folder, `cannot be read: ${cause.message}`));
    return [];
  });
  const planned = scope.plan?.steps[scope.plan.indexOf.get(step) ?? -1];
  const reading = readLog(address, raw, planned ? retriesOf(planned) : null, keyForEntries(scope));
  const behind = raw.find(({ seq }, index) => seq !== index + 1);
  if (behind) problems.push(found(`${folder}/${behind.seq}.json`, "stands behind a gap in its log"));
  if (reading.fault) problems.push(found(`${folder}/${reading.fault.seq}.json`, reading.fault.says));
  else {
    const anchor = scope.anchored.get(anchorName(address));
    const gone = anchorFault(reading, anchor);
    // What is missing is named by the first place that is empty, what is another entry by its own.
    const at = Math.min(reading.records.length + 1, anchor?.seq ?? 1);
    if (gone) problems.push(found(`${folder}/${at}.json`, gone));
    problems.push(...adoptionProblems(scope, step, folder, reading.records));
    const early = reading.records.find(({ entry }) => isBefore(entry.at, scope.opening.openedAt));
    if (early) problems.push(found(`${folder}/${early.entry.seq}.json`, "lies before the opening"));
  }
  return { log: { address, records: reading.records, state: reading.state }, problems };
}

/** The adopted handoffs of a log are exactly those that the opening believes, in its order. */
function adoptionProblems(
  { opening }: Scope,
  step: string,
  folder: string,
  records: readonly Recorded[],
): Finding[] {
  const believed = opening.handoffs.filter((each) => each.step === step);
  const adopted = records.filter(({ entry }) => entry.kind === "adopt");
  const problems = adopted.flatMap(({ entry }, index) => {
    const digest = entry.kind === "adopt" ? entry.document.digest : undefined;
    return digest === believed[index]?.digest
      ? []
      : [found(`${folder}/${entry.seq}.json`, "adopts a handoff that the opening does not name")];
  });
  // A log that has only begun to adopt is finished by whoever opens the step next; one with more in it is not.
  if (adopted.length < believed.length && records.length > adopted.length)
    problems.push(found(folder, "lacks a handoff that the opening names"));
  return problems;
}

/**
 * Derives again on what each attempt began: what it says that it follows must be completions of the steps that its
 * step waits for, and its gate decision an approval of its gate.
 */
export function checkBases(scope: Scope, { logs, gates }: Verified): Finding[] {
  const { plan } = scope;
  if (!plan) return [];
  const results = new Map([...logs].map(([key, log]) => [key, new Set(completionsOf(log))]));
  const times = timesOf({ logs, gates });
  return [...logs].flatMap(([key, log]) => {
    const step = plan.steps[plan.indexOf.get(key) ?? -1];
    if (!step) return [];
    return log.records.flatMap(({ entry }) => {
      const basis = basisIn(entry);
      const path = `${CLAIMS_FOLDER}/${scope.workItem}/${key}/${entry.seq}.json`;
      if (!basis) return [];
      const early = timeProblem(entry.at, basis, times);
      const problems = [...basisProblems(plan, step, basis, results, gates), ...(early ? [early] : [])];
      return problems.map((problem) => found(path, problem));
    });
  });
}

/** When every completion and every decision was written, by digest. */
function timesOf({ logs, gates }: Verified): ReadonlyMap<Digest, Instant> {
  const times = new Map<Digest, Instant>();
  for (const { records } of logs.values())
    for (const { entry } of records)
      if (entry.kind === "complete") times.set(entry.document.digest, entry.at);
  for (const decisions of gates.values())
    for (const { digest, ours } of decisions) if (ours) times.set(digest, ours.decidedAt);
  return times;
}

/** Nothing begins before what it rests on: a key that was withdrawn cannot write into the past. */
function timeProblem(
  at: Instant,
  { follows, gate }: EntryBasis,
  times: ReadonlyMap<Digest, Instant>,
): string | null {
  const bases = gate === undefined ? follows : [...follows, gate];
  const isEarly = bases.some((digest) => isBefore(at, times.get(digest) ?? at));
  return isEarly ? "lies before what it rests on" : null;
}

function basisProblems(
  plan: Plan,
  step: Step,
  basis: EntryBasis,
  results: ReadonlyMap<string, ReadonlySet<Digest>>,
  gates: Verified["gates"],
): string[] {
  const wrong = followsProblem(plan, step, basis, results);
  const problems = wrong === null ? [] : [wrong];
  if (step.gateKey !== undefined && !isApproval(gates.get(step.gateKey), basis.gate))
    problems.push(`began without an approval of gate ${step.gateKey} that is on record`);
  return problems;
}

function followsProblem(
  plan: Plan,
  step: Step,
  { follows, followsOf }: EntryBasis,
  results: ReadonlyMap<string, ReadonlySet<Digest>>,
): string | null {
  const { before, peers } = predecessorsOf(plan, step);
  if (followsOf !== undefined)
    return followsOf >= before.length ? null : "says that it follows too few handoffs";
  const missing = before.find(({ key }, index) => !results.get(key)?.has(follows[index] ?? ""));
  if (missing) return `does not follow a completion of step ${missing.key}`;
  const known = new Set(peers.flatMap(({ key }) => [...(results.get(key) ?? [])]));
  const strange = follows.slice(before.length).find((digest) => !known.has(digest));
  return strange === undefined ? null : `follows ${strange}, which no step before it completed with`;
}

/** Digests of every handoff that ever completed a step. */
function completionsOf({ records }: VerifiedLog): Digest[] {
  return records.flatMap(({ entry }) => {
    const isCompletion = entry.kind === "complete" || (entry.kind === "adopt" && isCompleting(entry.event));
    return isCompletion ? [entry.document.digest] : [];
  });
}

const isCompleting = (event: string): boolean =>
  event === "attempt-completed" || event === "baseline-integration";

function isApproval(decisions: readonly RecordedDecision[] | undefined, digest: Digest | undefined): boolean {
  return (
    digest !== undefined &&
    (decisions ?? []).some((each) => each.digest === digest && each.decision.decision === "approve")
  );
}
