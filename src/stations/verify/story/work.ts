import { digestOf } from "../../../kernel/digest.ts";
import { readDocument } from "../../../kernel/document.ts";
import { canonicalJson } from "../../../kernel/json.ts";
import { Handoff } from "../../../rules/evidence/handoff.ts";
import { closingName, recordPath } from "../../../rules/evidence/opening.ts";
import { contradictions, misstatements, type Results } from "../../../rules/story/consistency.ts";
import { decisionPath } from "../../../rules/story/decision.ts";
import { CheckResult, ImplementResult, PublishResult, type StepResult } from "../../../rules/story/result.ts";
import type { Round } from "../../../rules/story/round.ts";
import { type Finding, found } from "../../item/finding.ts";
import { documentAt, filePath, RESULT } from "../../story/attempt-file.ts";
import type { DecisionPorts } from "../../story/ports.ts";
import { workFacts } from "../../story/work-facts.ts";

/** The attempt by which a step stands: completed, or stopped by a guard; and the handoff that says so. */
export interface Stood {
  readonly attempt: string;
  readonly isDone: boolean;
  readonly handoff: string | undefined;
}
/** By step. */
export type Standing = ReadonlyMap<string, Stood>;

/**
 * Checks what the work left against what was decided: the documents that the plan became, the guards' answers taken
 * again, the patch from the agent to the commit, and what the end says of it.
 *
 * @param standing  null for a work item that does not verify: what stands in it is not known
 */
export async function checkWork(
  round: Round,
  standing: Standing | null,
  ports: DecisionPorts,
): Promise<Finding[]> {
  const documents = checkDocuments(round, ports);
  if (!standing) return documents;
  return [...documents, ...checkResults(round, standing, ports), ...(await checkEnd(round, standing, ports))];
}

function checkDocuments({ enlist }: Round, { files }: DecisionPorts): Finding[] {
  const bound = enlist ? [enlist.output.workflow, enlist.output.item] : [];
  return bound.flatMap(({ path, digest }) => {
    const bytes = files.read(path);
    if (!bytes) return [found(path, "is missing: the plan became it")];
    return digestOf(bytes) === digest ? [] : [found(path, "is not what the plan became")];
  });
}

function checkResults(round: Round, standing: Standing, ports: DecisionPorts): Finding[] {
  const done = resultsOf(standing, true, ports);
  const stopped = resultsOf(standing, false, ports);
  const missing = [...standing.values()].filter(
    ({ attempt, isDone }) => isDone && !ports.files.read(filePath(attempt, RESULT)),
  );
  const told = [...Object.entries(done), ...Object.entries(stopped)].flatMap(
    ([step, result]): readonly Finding[] => {
      const stood = standing.get(step);
      return result && stood ? bindingProblems(result, stood, ports) : [];
    },
  );
  const wrong = [...contradictions(done, round), ...misstatements(stopped, round)];
  return [
    ...missing.map(({ attempt }) =>
      found(filePath(attempt, RESULT), "is missing: a step was completed without what a guard said to it"),
    ),
    ...told,
    ...wrong.map(([attempt, problem]) => found(filePath(attempt, RESULT), problem)),
  ];
}

function resultsOf(standing: Standing, isDone: boolean, ports: DecisionPorts): Results {
  const at = (step: string): string | undefined => {
    const stood = standing.get(step);
    return stood?.isDone === isDone ? stood.attempt : undefined;
  };
  return {
    implement: resultOf(ImplementResult, at("implement"), ports),
    check: resultOf(CheckResult, at("check"), ports),
    publish: resultOf(PublishResult, at("publish"), ports),
  };
}

const resultOf = <S extends Parameters<typeof documentAt>[0]>(
  schema: S,
  attempt: string | undefined,
  ports: DecisionPorts,
) => (attempt === undefined ? undefined : documentAt(schema, attempt, ports));

/** A result is that of its attempt, the files that it names are those that lie there, and the handoff binds them all. */
function bindingProblems(
  result: StepResult,
  { attempt, handoff }: Stood,
  { files }: DecisionPorts,
): Finding[] {
  const own = filePath(attempt, RESULT);
  const named = filesIn(result).map(([name, bound]) => ({ path: filePath(attempt, name), bound }));
  const bytes = handoff === undefined ? undefined : files.read(handoff);
  const read = bytes && readDocument(Handoff, bytes);
  const linked = new Set(read?.ok ? read.read.value.files.map(({ path }) => path) : []);
  const findings = result.attempt === attempt ? [] : [found(own, "is the result of another attempt")];
  for (const { path, bound } of named) {
    const there = files.read(path);
    if (bound.path !== path || !there || digestOf(there) !== bound.digest)
      findings.push(found(path, "is not the file that its result names"));
  }
  for (const path of [own, ...named.map((each) => each.path)])
    if (!linked.has(path)) findings.push(found(path, "is bound by no handoff"));
  return findings;
}

/** What a result names by digest, and the name under which it lies. */
function filesIn(result: StepResult) {
  switch (result.kind) {
    case "implement":
      return [
        ["patch.diff", result.patch],
        ["output.txt", result.ran.output],
      ] as const;
    case "check":
      return [
        ["before.txt", result.before.output],
        ["after.txt", result.after.output],
      ] as const;
    case "publish":
      return [];
  }
}

/** What the end says of the work is what the work says of itself. */
async function checkEnd(
  { end, enlist }: Round,
  standing: Standing,
  ports: DecisionPorts,
): Promise<Finding[]> {
  const said = end?.input.work;
  if (!end || !said || !enlist) return [];
  const path = decisionPath(end.request, end.seq);
  const { closing, failure } = await workFacts(enlist.output.workItem, ports);
  const published = resultsOf(standing, true, ports).publish?.publication ?? null;
  const findings: Finding[] = [];
  if (closing !== said.closing)
    findings.push(
      found(recordPath(enlist.output.workItem, closingName(1)), "is not the closing that the end binds"),
    );
  if (canonicalJson([published]) !== canonicalJson([said.publication]))
    findings.push(found(path, "says that something else was published than the step that published it"));
  // A lease may have run out since: only a failure that is said must be there.
  if (said.failure && canonicalJson([failure]) !== canonicalJson([said.failure]))
    findings.push(found(path, "says that the work failed otherwise than its records say"));
  return findings;
}
