import { describe, expect, test } from "vitest";
import { manySteps, planFor, problemsOf, type StepWords } from "../../../test/support/rules/plans.ts";
import { planOf } from "./plan.ts";

const keys = (...names: string[]): StepWords[] => names.map((key) => ({ key }));
const needs = (key: string, ...dependsOn: string[]): StepWords => ({ key, dependsOn });

describe("planOf refuses, naming all of it", () => {
  const rows: { because: string; steps: StepWords[]; says: string[] }[] = [
    { because: "one key once is fine", steps: keys("a", "b"), says: [] },
    {
      because: "the same key twice",
      steps: keys("a", "b", "a"),
      says: ["The step key a is given 2 times (a, a)."],
    },
    {
      because: "keys that differ by case alone are one file on some disks",
      steps: keys("Setup", "b", "setup", "SETUP"),
      says: ["The step key SETUP is given 3 times (SETUP, Setup, setup)."],
    },
    {
      because: "every duplicate is named, not the first only",
      steps: keys("a", "b", "A", "B"),
      says: ["The step key A is given 2 times (A, a).", "The step key B is given 2 times (B, b)."],
    },
    {
      because: "a dependency that is a step is fine",
      steps: [needs("a"), needs("b", "a")],
      says: [],
    },
    {
      because: "a dependency that nobody is",
      steps: [needs("a", "nobody")],
      says: ["Step a depends on unknown steps: nobody."],
    },
    {
      because: "every unknown dependency of every step is named",
      steps: [needs("a", "x", "b", "y"), needs("b", "z")],
      says: ["Step a depends on unknown steps: x, y.", "Step b depends on unknown steps: z."],
    },
    {
      because: "a dependency is spelled as its key is",
      steps: [needs("a"), needs("b", "A")],
      says: ["Step b depends on unknown steps: A."],
    },
    {
      because: "duplicates and unknown dependencies are told at once",
      steps: [needs("a"), needs("a", "x")],
      says: ["The step key a is given 2 times (a, a).", "Step a depends on unknown steps: x."],
    },
    {
      because: "a dependency that is given twice",
      steps: [needs("a"), needs("b"), needs("c", "a", "b", "a", "a")],
      says: ["Step c names dependencies twice: a."],
    },
    {
      because:
        "cycles are told beside everything else, and what is given twice or unknown is no way round them",
      steps: [needs("a", "b", "b"), needs("b", "a"), needs("c", "nobody", "d"), needs("d", "c"), needs("e")],
      says: [
        "Step a names dependencies twice: b.",
        "Step c depends on unknown steps: nobody.",
        "The steps a, b wait for each other.",
        "The steps c, d wait for each other.",
      ],
    },
    {
      because: "a cycle that goes through any of two steps with one key",
      steps: [needs("a", "b"), needs("a"), needs("b", "a")],
      says: ["The step key a is given 2 times (a, a).", "The steps a, b wait for each other."],
    },
    {
      because: "a step that waits for itself",
      steps: [needs("a", "a"), needs("b")],
      says: ["The steps a wait for each other."],
    },
    {
      because: "two that wait for each other",
      steps: [needs("a", "b"), needs("b", "a"), needs("c", "a")],
      says: ["The steps a, b wait for each other."],
    },
    {
      because: "every cycle is named with its members, in order",
      steps: [
        needs("f", "e"),
        needs("e", "d"),
        needs("d", "f"),
        needs("b", "a"),
        needs("a", "b"),
        needs("s", "s"),
        needs("on-the-way", "a", "f"),
      ],
      says: [
        "The steps a, b wait for each other.",
        "The steps d, e, f wait for each other.",
        "The steps s wait for each other.",
      ],
    },
    {
      because: "two loops that share a step are one group",
      steps: [needs("a", "b", "c"), needs("b", "a"), needs("c", "a")],
      says: ["The steps a, b, c wait for each other."],
    },
  ];

  test.each(rows)("$because", ({ steps, says }) => {
    expect(problemsOf(steps)).toEqual(says);
    expect(problemsOf([...steps].reverse()).length).toBe(says.length);
  });

  test.each([
    { members: 19, tail: "", because: "19 members are named" },
    { members: 20, tail: "", because: "20 members are named" },
    { members: 21, tail: " and 1 more", because: "of 21 the first 20 are" },
  ])("a cycle stays readable: $because", ({ members, tail }) => {
    const name = (n: number) => `k${String(n % members).padStart(3, "0")}`;
    const named = Array.from({ length: Math.min(members, 20) }, (_, n) => name(n)).join(", ");
    expect(problemsOf(manySteps(members, (n) => needs(name(n), name(n + 1))))).toEqual([
      `The steps ${named}${tail} wait for each other.`,
    ]);
  });
});

describe("planOf puts steps in order", () => {
  const rows: { because: string; steps: StepWords[]; sorted: string; launch: string }[] = [
    {
      because: "smaller orders come first, whatever the file says",
      steps: [
        { key: "c", order: 3 },
        { key: "a", order: 10 },
        { key: "b", order: 2 },
      ],
      sorted: "b c a",
      launch: "b c a",
    },
    {
      because: "ties go by code unit: upper case before lower, digits before both, dash before digits",
      steps: keys("alpha", "Beta", "step-9", "step-10", "a-b", "a_b", "a1", "1"),
      sorted: "1 Beta a-b a1 a_b alpha step-10 step-9",
      launch: "1 Beta a-b a1 a_b alpha step-10 step-9",
    },
    {
      because: "in a graph a step comes after what it waits for, and order breaks the ties",
      steps: [
        { key: "last", order: 1, dependsOn: ["z", "y"] },
        { key: "z", order: 2 },
        { key: "y", order: 3 },
        { key: "free", order: 2 },
      ],
      sorted: "last free z y",
      launch: "free z y last",
    },
    {
      because: "a step that becomes free goes at once when its order is smaller",
      steps: [
        { key: "root", order: 5 },
        { key: "child", order: 1, dependsOn: ["root"] },
        { key: "other", order: 6 },
      ],
      sorted: "child root other",
      launch: "root child other",
    },
  ];

  test.each(rows)("$because", ({ steps, sorted, launch }) => {
    const plan = planFor(steps);
    expect(plan.steps.map(({ key }) => key).join(" ")).toBe(sorted);
    expect(Array.from(plan.launch, (at) => plan.steps[at]?.key).join(" ")).toBe(launch);
    expect([...plan.indexOf].map(([key, at]) => plan.steps[at]?.key === key)).not.toContain(false);
    expect(plan.indexOf.size).toBe(steps.length);
  });

  test.each([
    { mode: "orders", steps: keys("a", "b"), because: "no step says dependsOn" },
    { mode: "graph", steps: [...keys("a"), needs("b", "a")], because: "one step does" },
    { mode: "graph", steps: [...keys("a"), needs("b")], because: "an empty list says it, too" },
  ])("$because, so the mode is $mode", ({ mode, steps }) => {
    expect(planFor(steps).mode).toBe(mode);
  });

  test("a plan carries its workflow's name and nothing else of it", () => {
    const planned = planOf({ id: "wf-9", name: "Nine", version: "9.1", description: "x", steps: [] });
    expect(planned.ok && planned.plan.workflow).toEqual({ id: "wf-9", name: "Nine", version: "9.1" });
  });
});

describe("planOf at 100 000 steps", () => {
  const COUNT = 100_000;
  const name = (n: number) => `s${String(n).padStart(6, "0")}`;
  // Reasonable: far above what it takes (under half a second), far below what a square would.
  const withinMs = (work: () => void, most: number) => {
    const began = performance.now();
    work();
    expect(performance.now() - began).toBeLessThan(most);
  };

  test("a chain is compiled, its launch order is the chain", () => {
    const steps = manySteps(COUNT, (n) => needs(name(n), ...(n + 1 < COUNT ? [name(n + 1)] : [])));
    withinMs(() => {
      const { launch } = planFor(steps);
      expect([launch[0], launch[1], launch[COUNT - 1]]).toEqual([COUNT - 1, COUNT - 2, 0]);
    }, 8_000);
  });

  test("a fan out and in is compiled", () => {
    const middle = manySteps(COUNT - 2, (n) => needs(name(n), "a-root"));
    const join = needs("z-join", ...middle.map(({ key }) => key));
    withinMs(() => {
      const plan = planFor([join, ...middle, needs("a-root")]);
      expect(plan.launch[0]).toBe(0);
      expect(plan.launch[COUNT - 1]).toBe(COUNT - 1);
      expect(plan.graph.edges.length).toBe(2 * (COUNT - 2));
    }, 8_000);
  });

  test("one cycle through all of them is found without a deep stack", () => {
    const steps = manySteps(COUNT, (n) => needs(name(n), name((n + 1) % COUNT)));
    withinMs(() => {
      const [problem, ...more] = problemsOf(steps);
      expect(problem).toContain(`${name(0)}, ${name(1)}, `);
      expect(problem).toContain("and 99980 more wait for each other.");
      expect(more).toEqual([]);
    }, 8_000);
  });

  test("faults of every step are named in time: all keys alike, all dependencies twice, one cycle", () => {
    const alike = manySteps(COUNT, () => needs("a", "a", "a"));
    withinMs(() => expect(problemsOf(alike).length).toBe(COUNT + 2), 8_000);
  });

  test("50 000 cycles of two are all named", () => {
    const steps = manySteps(COUNT, (n) => needs(name(n), name(n ^ 1)));
    withinMs(() => expect(problemsOf(steps).length).toBe(COUNT / 2), 8_000);
  });
});
