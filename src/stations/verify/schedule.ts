import { digester, digestOf } from "../../kernel/digest.ts";
import { parseJson } from "../../kernel/json.ts";
import { readShape } from "../../kernel/shape.ts";
import { foldTo } from "../../rules/claims/fold.ts";
import { gateState } from "../../rules/evidence/gate.ts";
import type { Plan } from "../../rules/plan/plan.ts";
import { decideSchedule } from "../../rules/schedule/decide.ts";
import { factOf, type GateState, type StepFact } from "../../rules/schedule/fact.ts";
import { Schedule, schedulePath } from "../../rules/schedule/schedule.ts";
import { schedulePieces } from "../../rules/schedule/write.ts";
import type { Files } from "../../world/files/port.ts";
import { type Finding, found } from "../item/finding.ts";
import { retriesOf } from "../item/steps.ts";
import type { Scope, Verified } from "./scope.ts";

const LIMITS = { maxBytes: 64 << 20, maxDepth: 16 };

/**
 * Decides the schedule again from as much of the logs as it says it was decided from, and compares the bytes. An older
 * schedule is fine: what it saw is still in the logs. One of another tool names no rule and is left out.
 */
export function checkSchedule({ workItem, plan }: Scope, verified: Verified, files: Files): Finding[] {
  const path = schedulePath(workItem);
  const bytes = files.read(path);
  if (!bytes || !plan) return [];
  const parsed = parseJson(bytes, LIMITS);
  if (!parsed.ok) return [found(path, parsed.problem)];
  if (!saysItsRule(parsed.value)) return [];
  const read = readShape(Schedule, parsed.value);
  if (!read.ok) return [found(path, "does not read as a schedule")];
  const again = decideAgain(read.value, plan, verified);
  if (typeof again === "string") return [found(path, again)];
  const digest = digester();
  for (const piece of schedulePieces(again)) digest.add(piece);
  return digest.end() === digestOf(bytes) ? [] : [found(path, "does not follow from the logs that it names")];
}

function saysItsRule(value: unknown): boolean {
  const audit: unknown =
    typeof value === "object" && value !== null ? Reflect.get(value, "audit") : undefined;
  return typeof audit === "object" && audit !== null && Reflect.get(audit, "rule") === "schedule/1";
}

function decideAgain(schedule: Schedule, plan: Plan, { logs, gates }: Verified): Schedule | string {
  const { workItemId, generatedAt: now, audit } = schedule;
  const away = new Set(audit.collecting);
  const facts = new Map<string, StepFact>();
  for (const [key, seq] of Object.entries(audit.entries)) {
    const step = plan.steps[plan.indexOf.get(key) ?? -1];
    const log = logs.get(key);
    const state = step && log && foldTo(log.address, log.records, retriesOf(step), seq);
    if (!step || !state) return `names entry ${seq} of step ${key}, which its log does not have`;
    facts.set(key, factOf(state, now, retriesOf(step), !away.has(key)));
  }
  const states = new Map<string, GateState>();
  for (const [gate, seq] of Object.entries(audit.gates)) {
    const decided = gates.get(gate)?.[seq - 1];
    if (!decided) return `names decision ${seq} of gate ${gate}, which is not there`;
    states.set(gate, gateState(decided.decision.decision));
  }
  return { ...decideSchedule({ workItemId, plan, facts, gates: states, run: audit.run, now }), audit };
}
