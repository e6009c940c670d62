import { digester } from "../src/kernel/digest.ts";
import { planOf } from "../src/rules/plan/plan.ts";
import type { Step, Workflow } from "../src/rules/plan/workflow.ts";
import { decideSchedule } from "../src/rules/schedule/decide.ts";
import type { Schedule } from "../src/rules/schedule/schedule.ts";
import { schedulePieces } from "../src/rules/schedule/write.ts";
import type { Row } from "./harness.ts";
import { referenceSchedule } from "./reference/schedule.ts";

const NOW = "2026-11-21T09:00:00.000Z";
const AUDIT: Schedule["audit"] = {
  generatedBy: "continuo delegate",
  rule: "schedule/1",
  inputs: [],
  entries: {},
  gates: {},
  collecting: [],
  run: null,
  digest: `sha256:${"0".repeat(64)}`,
};

/** A workflow whose steps depend on one or two earlier ones, ten to an order. */
function workflow(size: number): Workflow {
  const steps = Array.from({ length: size }, (_, i): Step => {
    const needs = i === 0 ? [] : [...new Set([i - 1, i >> 1])].map((each) => `step-${each}`);
    return {
      key: `step-${i}`,
      order: 1 + Math.floor(i / 10),
      parallelizable: i % 3 === 0,
      entryCriteria: [],
      exitCriteria: ["done"],
      responsibleRole: "engineer",
      supportingTasks: [`T${i}`],
      dependsOn: needs,
    };
  });
  return { id: "bench", name: "Bench", version: "1", steps };
}

function ours(input: Workflow): string {
  const planned = planOf(input);
  if (!planned.ok) throw new Error(planned.problems.join(" "));
  const decision = decideSchedule({
    workItemId: "bench",
    plan: planned.plan,
    facts: new Map(),
    gates: new Map(),
    run: null,
    now: NOW,
  });
  const digest = digester();
  for (const piece of schedulePieces({ ...decision, audit: AUDIT })) digest.add(piece);
  return digest.end();
}

export const scheduleRows: readonly Row[] = [1_000, 10_000, 100_000].map((size) => {
  const input = workflow(size);
  const expected = referenceSchedule(input, NOW);
  const repeat = Math.max(1, Math.floor(20_000 / size));
  const check = (digest: string): void => {
    if (digest !== expected) throw new Error(`The schedule of ${size} steps is not the reference's.`);
  };
  check(ours(input));
  return {
    path: `schedule, ${size} steps`,
    reference: "typed in-degree count, streamed canonical JSON, SHA-256",
    goal: { kind: "atLeast", ratio: 0.6 },
    rounds: 9,
    ours: {
      name: "continuo",
      run() {
        for (let i = 0; i < repeat; i++) check(ours(input));
        return size * repeat;
      },
    },
    limit: {
      name: "reference",
      run() {
        for (let i = 0; i < repeat; i++) check(referenceSchedule(input, NOW));
        return size * repeat;
      },
    },
  };
});
