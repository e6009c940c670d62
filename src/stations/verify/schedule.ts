import { digester, digestOf } from "../../kernel/digest.ts";
import { parseJson } from "../../kernel/json.ts";
import { problemLines, readShape } from "../../kernel/shape.ts";
import { CLAIMS_FOLDER } from "../../rules/claims/claim.ts";
import { foldTo } from "../../rules/claims/fold.ts";
import { gateState } from "../../rules/evidence/gate.ts";
import type { Plan } from "../../rules/plan/plan.ts";
import { decideSchedule } from "../../rules/schedule/decide.ts";
import { factOf, type GateState, type StepFact } from "../../rules/schedule/fact.ts";
import { auditDigest, Schedule, schedulePath } from "../../rules/schedule/schedule.ts";
import { schedulePieces } from "../../rules/schedule/write.ts";
import type { Files } from "../../world/files/port.ts";
import { type Finding, found } from "../item/finding.ts";
import { retriesOf } from "../item/steps.ts";
import type { Scope, Verified } from "./scope.ts";

const LIMITS = { maxBytes: 64 << 20, maxDepth: 16 };

/**
 * Decides the schedule again from as much of the logs as it says it was decided from, and compares the bytes. An older
 * schedule is fine: what it saw is still in the logs. Another tool's counts for nothing, and may lie there only when
 * it lay there at opening.
 */
export function checkSchedule(scope: Scope, verified: Verified, files: Files): Finding[] {
  const path = schedulePath(scope.workItem);
  const bytes = files.read(path);
  if (!bytes || digestOf(bytes) === scope.opening.schedule) return [];
  const problem = scheduleProblem(bytes, scope, verified);
  return problem === null ? [] : [found(path, problem)];
}

function scheduleProblem(bytes: Uint8Array, scope: Scope, verified: Verified): string | null {
  const parsed = parseJson(bytes, LIMITS);
  if (!parsed.ok) return parsed.problem;
  const read = readShape(Schedule, parsed.value);
  if (!read.ok) return `does not read as a schedule: ${problemLines(read.problems, 3)}`;
  const schedule = read.value;
  if (schedule.workItemId !== scope.workItem) return `is about work item ${schedule.workItemId}`;
  if (schedule.audit.digest !== auditDigest(schedule)) return "was changed after it was written";
  if (!isDecidedFrom(schedule, scope)) return "was decided from another workflow";
  if (!scope.plan) return null;
  const again = decideAgain(schedule, scope.plan, verified);
  if (typeof again === "string") return again;
  const digest = digester();
  for (const piece of schedulePieces(again)) digest.add(piece);
  return digest.end() === digestOf(bytes) ? null : "does not follow from the logs that it names";
}

/** The one input is the workflow, as the opening pins it. */
function isDecidedFrom({ audit }: Schedule, { opening: { workflow } }: Scope): boolean {
  const [input, more] = audit.inputs;
  return input?.path === workflow.path && input.digest === workflow.digest && more === undefined;
}

const entryPath = (workItem: string, step: string, seq: number): string =>
  `${CLAIMS_FOLDER}/${workItem}/${step}/${seq}.json`;

function decideAgain(schedule: Schedule, plan: Plan, { logs, gates }: Verified): Schedule | string {
  const { workItemId, generatedAt: now, audit } = schedule;
  const away = new Set(audit.collecting);
  const completed = new Set<string>();
  const facts = new Map<string, StepFact>();
  for (const [key, seq] of Object.entries(audit.entries)) {
    const step = plan.steps[plan.indexOf.get(key) ?? -1];
    const log = logs.get(key);
    const state = step && log && foldTo(log.address, log.records, retriesOf(step), seq);
    if (!step || !state)
      return `names entry ${seq} of step ${key} (${entryPath(workItemId, key, seq)}), which its log does not have`;
    if (state.completion) completed.add(key);
    facts.set(key, factOf(state, now, retriesOf(step), !away.has(key)));
  }
  const states = new Map<string, GateState>();
  for (const [gate, seq] of Object.entries(audit.gates)) {
    const decided = gates.get(gate)?.[seq - 1];
    if (!decided) return `names decision ${seq} of gate ${gate}, which is not there`;
    states.set(gate, gateState(decided.decision.decision));
  }
  // Only what is completed can be away, and it stands in the order of the plan.
  const collecting = plan.steps.flatMap(({ key }) => (away.has(key) && completed.has(key) ? [key] : []));
  const decision = decideSchedule({ workItemId, plan, facts, gates: states, run: audit.run, now });
  return { ...decision, audit: { ...audit, collecting } };
}
