import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  graphSteps,
  inOrder,
  orderedSteps,
  planFor,
  problemsOf,
  type StepWords,
  stepOf,
  tangledSteps,
  waitsFor,
} from "../../../test/support/rules/plans.ts";
import { cyclesIn } from "./graph.ts";
import { fromStepOn, predecessorsOf } from "./plan.ts";

const RUNS = { numRuns: 1_000 };
const keysOf = (steps: readonly { key: string }[]): string[] => steps.map(({ key }) => key);

/** Launch order as its sentence says: again and again, the first in (order, key) whose dependencies have gone. */
function naiveLaunch(steps: readonly StepWords[]): string[] {
  const launched: string[] = [];
  const left = inOrder(steps);
  while (left.length > 0) {
    const at = left.findIndex(({ dependsOn = [] }) => dependsOn.every((key) => launched.includes(key)));
    launched.push(...keysOf(left.splice(at, 1)));
  }
  return launched;
}

/** Groups that wait for each other, as the words say: a waits for b and b for a, or a for itself. */
function naiveCycles(steps: readonly StepWords[]): string[][] {
  const sorted = inOrder(steps);
  const groups = new Map<string, string[]>();
  for (const { key } of sorted) {
    if (!waitsFor(steps, key).has(key)) continue;
    const group = keysOf(sorted).filter(
      (other) => waitsFor(steps, key).has(other) && waitsFor(steps, other).has(key),
    );
    groups.set(group.join(" "), group);
  }
  return [...groups.values()];
}

describe("launch order, against an oracle", () => {
  test("a graph launches the smallest (order, key) that waits for nobody any more", () => {
    fc.assert(
      fc.property(graphSteps, (steps) => {
        const plan = planFor(steps);
        expect(Array.from(plan.launch, (at) => plan.steps[at]?.key)).toEqual(naiveLaunch(steps));
      }),
      RUNS,
    );
  });

  test("order groups launch by (order, key)", () => {
    fc.assert(
      fc.property(orderedSteps, (steps) => {
        const plan = planFor(steps);
        expect(Array.from(plan.launch, (at) => plan.steps[at]?.key)).toEqual(keysOf(inOrder(steps)));
      }),
      RUNS,
    );
  });

  test("the order of the steps in the file changes nothing", () => {
    const shuffled = graphSteps.chain((steps) =>
      fc.tuple(fc.constant(steps), fc.shuffledSubarray(steps, { minLength: steps.length })),
    );
    fc.assert(
      fc.property(shuffled, ([steps, other]) => {
        expect(planFor(other)).toEqual(planFor(steps));
      }),
      RUNS,
    );
  });
});

describe("cycles, against an oracle", () => {
  test("every group that waits for itself is named, in order, and no other", () => {
    fc.assert(
      fc.property(tangledSteps, (steps) => {
        const expected = naiveCycles(steps).map(
          (group) => `The steps ${group.join(", ")} wait for each other.`,
        );
        expect(problemsOf(steps)).toEqual(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  test("cyclesIn gives members and groups in rising order, each step at most once", () => {
    const graph = fc
      .integer({ min: 1, max: 9 })
      .chain((size) =>
        fc
          .array(fc.uniqueArray(fc.nat(size - 1), { maxLength: 3 }), { minLength: size, maxLength: size })
          .map((rows) => ({ rows, size })),
      );
    fc.assert(
      fc.property(graph, ({ rows, size }) => {
        const starts = Int32Array.from([0, ...rows.map((_, at) => rows.slice(0, at + 1).flat().length)]);
        const cycles = cyclesIn({ starts, edges: Int32Array.from(rows.flat()) });
        const reach = (from: number): Set<number> => {
          const seen = new Set<number>();
          const open = [...(rows[from] ?? [])];
          for (let at = open.pop(); at !== undefined; at = open.pop())
            if (!seen.has(at)) {
              seen.add(at);
              open.push(...(rows[at] ?? []));
            }
          return seen;
        };
        const all = Array.from({ length: size }, (_, at) => at);
        const expected = all
          .filter((at) => reach(at).has(at))
          .map((at) => all.filter((other) => reach(at).has(other) && reach(other).has(at)))
          .filter((group, index, groups) => groups.findIndex(([first]) => first === group[0]) === index);
        expect(cycles).toEqual(expected);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("fromStepOn, against an oracle", () => {
  test("in a graph: the step and whatever waits for it, directly or not", () => {
    fc.assert(
      fc.property(graphSteps, fc.nat(), (steps, pick) => {
        const key = steps[pick % steps.length]?.key ?? "";
        const expected = inOrder(steps).filter(
          (step) => step.key === key || waitsFor(steps, step.key).has(key),
        );
        expect(fromStepOn(planFor(steps), key)).toEqual(keysOf(expected));
      }),
      RUNS,
    );
  });

  test("in order groups: the step and all of the later groups, not its peers", () => {
    fc.assert(
      fc.property(orderedSteps, fc.nat(), (steps, pick) => {
        const first = steps[pick % steps.length] ?? { key: "" };
        const later = inOrder(steps).filter(({ order = 1 }) => order > (first.order ?? 1));
        expect(fromStepOn(planFor(steps), first.key)).toEqual([first.key, ...keysOf(later)]);
      }),
      RUNS,
    );
  });

  test.each(["nobody", "", "A"])("a step that is not in the plan (%j) has nothing after it", (key) => {
    expect(fromStepOn(planFor([{ key: "a" }, { key: "b", order: 2 }]), key)).toEqual([]);
  });
});

describe("predecessorsOf, against an oracle", () => {
  test("in a graph: the dependencies, each once, and no peers", () => {
    fc.assert(
      fc.property(graphSteps, fc.nat(), (steps, pick) => {
        const step = steps[pick % steps.length] ?? { key: "" };
        const { before, peers } = predecessorsOf(planFor(steps), stepOf(step));
        expect(keysOf(before)).toEqual(step.dependsOn);
        expect(peers).toEqual([]);
      }),
      RUNS,
    );
  });

  test("in order groups: all of the group right before, and the sequential peers", () => {
    fc.assert(
      fc.property(orderedSteps, fc.nat(), (steps, pick) => {
        const step = steps[pick % steps.length] ?? { key: "" };
        const { before, peers } = predecessorsOf(planFor(steps), stepOf(step));
        const smaller = steps.map(({ order = 1 }) => order).filter((order) => order < (step.order ?? 1));
        const group = inOrder(steps).filter(({ order }) => order === Math.max(...smaller));
        expect(keysOf(before)).toEqual(keysOf(group));
        const sequential = inOrder(steps).filter(
          (each) => each.order === step.order && !each.parallelizable && each.key !== step.key,
        );
        expect(keysOf(peers)).toEqual(keysOf(sequential));
      }),
      RUNS,
    );
  });
});
