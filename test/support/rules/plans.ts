import fc from "fast-check";
import { type Plan, planOf } from "../../../src/rules/plan/plan.ts";
import type { Step, Workflow } from "../../../src/rules/plan/workflow.ts";

/** What a test says of a step; the rest does not matter to it. */
export type StepWords = Pick<Step, "key"> & Partial<Step>;

/** A step as `Step` reads it, with the smallest values that are allowed. */
export function stepOf(words: StepWords): Step {
  return {
    order: 1,
    parallelizable: false,
    entryCriteria: [],
    exitCriteria: ["done"],
    responsibleRole: "somebody",
    supportingTasks: [],
    ...words,
  };
}

export function workflowOf(steps: readonly StepWords[]): Workflow {
  return { id: "wf-1", name: "A workflow", version: "1.0.0", steps: steps.map(stepOf) };
}

/** The compiled plan of steps that are known to be good. */
export function planFor(steps: readonly StepWords[]): Plan {
  const planned = planOf(workflowOf(steps));
  if (!planned.ok) throw new Error(planned.problems.join(" "));
  return planned.plan;
}

/** What is wrong with steps; empty when nothing is. */
export function problemsOf(steps: readonly StepWords[]): readonly string[] {
  const planned = planOf(workflowOf(steps));
  return planned.ok ? [] : planned.problems;
}

/** `count` steps made from their number. */
export const manySteps = (count: number, make: (n: number) => StepWords): StepWords[] =>
  Array.from({ length: count }, (_, n) => make(n));

/** A pool of keys that code units, locales and case order differently. */
const KEYS = "alpha Beta kappa step-10 step-9 tau yota zeta A.b a_b a-b Zz 10 9 q1 Q2".split(" ");

/** Steps with distinct keys in any order, few orders, so that groups, ties and gaps are common. */
const somePlain: fc.Arbitrary<StepWords[]> = fc
  .shuffledSubarray(KEYS, { minLength: 1, maxLength: 12 })
  .chain((keys) =>
    fc.tuple(
      ...keys.map((key) =>
        fc.record({
          key: fc.constant(key),
          order: fc.constantFrom(1, 2, 3, 7),
          parallelizable: fc.boolean(),
        }),
      ),
    ),
  );

/** A workflow of order groups. */
export const orderedSteps: fc.Arbitrary<StepWords[]> = somePlain;

/** A workflow with dependencies and no cycle: a step names only steps before it in some order of its own. */
export const graphSteps: fc.Arbitrary<StepWords[]> = somePlain.chain((steps) =>
  fc
    .tuple(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), fc.double({ min: 0, max: 0.6 }))
    .chain(([draws, density]) => {
      const wired = steps.map((step, at) => ({
        ...step,
        dependsOn: steps
          .slice(0, at)
          .filter(() => draws.next().value < density)
          .map(({ key }) => key),
      }));
      return fc.shuffledSubarray(wired, { minLength: wired.length });
    }),
);

/** A workflow with dependencies drawn at random, cycles and all. */
export const tangledSteps: fc.Arbitrary<StepWords[]> = somePlain.chain((steps) =>
  fc.tuple(
    ...steps.map((step) =>
      fc
        .subarray(
          steps.map(({ key }) => key),
          { maxLength: Math.min(3, steps.length) },
        )
        .map((dependsOn) => ({ ...step, dependsOn })),
    ),
  ),
);

/** Everything that a step waits for, directly or not, found by walking; the naive way. */
export function waitsFor(steps: readonly StepWords[], key: string): Set<string> {
  const found = new Set<string>();
  const open = [key];
  for (let at = open.pop(); at !== undefined; at = open.pop())
    for (const needed of steps.find((step) => step.key === at)?.dependsOn ?? [])
      if (!found.has(needed)) {
        found.add(needed);
        open.push(needed);
      }
  return found;
}

/** By (order, key) in code units, the naive way. */
export function inOrder(steps: readonly StepWords[]): StepWords[] {
  return [...steps].sort((a, b) => {
    const orders = (a.order ?? 1) - (b.order ?? 1);
    if (orders !== 0) return orders;
    return Buffer.compare(Buffer.from(a.key), Buffer.from(b.key));
  });
}
