import { digestOf } from "../../../kernel/digest.ts";
import { canonicalJson } from "../../../kernel/json.ts";
import { closingName, recordPath } from "../../../rules/evidence/opening.ts";
import { contradictions } from "../../../rules/story/consistency.ts";
import { CheckResult, ImplementResult, PublishResult, runFolder } from "../../../rules/story/result.ts";
import type { Round } from "../../../rules/story/round.ts";
import { type Finding, found } from "../../item/finding.ts";
import { documentAt, RESULT } from "../../story/attempt-file.ts";
import type { DecisionPorts } from "../../story/ports.ts";

/** The attempts at a work item's steps that stand, by step. */
export type Standing = ReadonlyMap<string, string>;

/**
 * Checks what the work left against what was decided: the documents that the plan became, the guards' answers taken
 * again, the patch from the agent to the commit, and what the end says of it.
 */
export async function checkWork(round: Round, standing: Standing, ports: DecisionPorts): Promise<Finding[]> {
  return [
    ...checkDocuments(round, ports),
    ...checkResults(round, standing, ports),
    ...(await checkEnd(round, standing, ports)),
  ];
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
  const results = {
    implement: resultOf(ImplementResult, standing.get("implement"), ports),
    check: resultOf(CheckResult, standing.get("check"), ports),
    publish: resultOf(PublishResult, standing.get("publish"), ports),
  };
  return contradictions(results, round).map(([attempt, problem]) =>
    found(`${runFolder(attempt)}/${RESULT}`, problem),
  );
}

const resultOf = <S extends Parameters<typeof documentAt>[0]>(
  schema: S,
  attempt: string | undefined,
  ports: DecisionPorts,
) => (attempt === undefined ? undefined : documentAt(schema, attempt, ports));

/** What the end says of the work is what the work says of itself. */
async function checkEnd(
  { end, enlist }: Round,
  standing: Standing,
  ports: DecisionPorts,
): Promise<Finding[]> {
  const work = end?.input.work;
  if (!end || !work || !enlist) return [];
  const findings: Finding[] = [];
  const path = `artifacts/decisions/${end.request}/${end.seq}.json`;
  if (work.workItem !== enlist.output.workItem) findings.push(found(path, "is about another work item"));
  const closing = await newestClosing(work.workItem, ports);
  if (closing !== work.closing)
    findings.push(found(recordPath(work.workItem, closingName(1)), "is not the closing that the end binds"));
  const published = resultOf(PublishResult, standing.get("publish"), ports);
  if (canonicalJson(published?.publication ?? null) !== canonicalJson(work.publication))
    findings.push(found(path, "says that something else was published than the step that published it"));
  return findings;
}

async function newestClosing(workItem: string, { records }: DecisionPorts): Promise<string | null> {
  for (let count = 1, digest: string | null = null; ; count++) {
    const bytes = await records.read(workItem, closingName(count));
    if (!bytes) return digest;
    digest = digestOf(bytes);
  }
}
