import { describe, expect, test } from "vitest";
import type { StepWords } from "../../../test/support/rules/plans.ts";
import { decided, inWords, NOW, type Standings } from "../../../test/support/rules/schedules.ts";
import { isComplete } from "./decide.ts";

const needs = (key: string, dependsOn: string[], more: Partial<StepWords> = {}): StepWords => ({
  ...{ key, dependsOn },
  ...more,
});
const NOBODY = { ready: "", running: "", collecting: "", blocked: "" };

describe("a workflow with dependencies follows its graph", () => {
  const diamond = [needs("a", []), needs("b", ["a"]), needs("c", ["a"]), needs("d", ["b", "c"])];
  const rows: { because: string; steps: StepWords[]; stand?: Standings; is: Partial<typeof NOBODY> }[] = [
    {
      because: "roots are ready, the others wait for what they depend on, directly",
      steps: diamond,
      is: { ready: "a", blocked: "b dependency a, c dependency a, d dependency b+c" },
    },
    {
      because: "both branches go at once, though no step says parallelizable",
      steps: diamond,
      stand: { steps: { a: "done" } },
      is: { ready: "b c", blocked: "d dependency b+c" },
    },
    {
      because: "only what is missing is named",
      steps: diamond,
      stand: { steps: { a: "done", b: "done" } },
      is: { ready: "c", blocked: "d dependency c" },
    },
    {
      because: "order is no barrier",
      steps: [needs("late", [], { order: 9 }), needs("early", ["late"], { order: 1 })],
      is: { ready: "late", blocked: "early dependency late" },
    },
    {
      because: "a step without dependsOn is a root where others have it",
      steps: [{ key: "free", order: 7 }, needs("a", []), needs("b", ["a"])],
      is: { ready: "a free", blocked: "b dependency a" },
    },
    {
      because: "running and collecting are not complete",
      steps: diamond,
      stand: { steps: { a: "done", b: "running", c: "collecting" } },
      is: { running: "b", collecting: "c", blocked: "d dependency b+c" },
    },
    {
      because: "what runs is shown though a dependency was withdrawn since",
      steps: diamond,
      stand: { steps: { b: "running", c: "collecting" } },
      is: { ready: "a", running: "b", collecting: "c", blocked: "d dependency b+c" },
    },
    {
      because: "missing dependencies are nearer than a gate",
      steps: [needs("a", []), needs("b", ["a"], { gateKey: "g" })],
      is: { ready: "a", blocked: "b dependency a" },
    },
    {
      because: "then the gate blocks",
      steps: [needs("a", []), needs("b", ["a"], { gateKey: "g" })],
      stand: { steps: { a: "done" } },
      is: { blocked: "b gate-open gate:g" },
    },
    {
      because: "rejected, it says so",
      steps: [needs("a", [], { gateKey: "g" })],
      stand: { steps: {}, gates: { g: "rejected" } },
      is: { blocked: "a gate-rejected gate:g" },
    },
    {
      because: "approved, it does not",
      steps: [needs("a", [], { gateKey: "g" })],
      stand: { steps: {}, gates: { g: "approved" } },
      is: { ready: "a" },
    },
    {
      because: "a boundary and used-up retries block, their dependents wait, their neighbours do not",
      steps: [needs("a", []), needs("b", []), needs("c", ["a"]), needs("d", ["b"]), needs("e", [])],
      stand: { steps: { a: "baseline", b: "retries" } },
      is: {
        ready: "e",
        blocked: "a baseline baseline:a, b retries retries:b, c dependency a, d dependency b",
      },
    },
    {
      because: "more than eight dependencies are all named: there is no group to name",
      steps: [..."abcdefghi"].map((key) => needs(key, [])).concat(needs("j", [..."abcdefghi"])),
      is: { ready: "a b c d e f g h i", blocked: "j dependency a+b+c+d+e+f+g+h+i" },
    },
    {
      because: "all complete",
      steps: diamond,
      stand: { steps: { a: "done", b: "done", c: "done", d: "done" } },
      is: {},
    },
  ];

  test.each(rows)("$because", ({ steps, stand, is }) => {
    expect(inWords(decided(steps, stand))).toEqual({ ...NOBODY, ...is });
    expect(inWords(decided([...steps].reverse(), stand))).toEqual({ ...NOBODY, ...is });
  });
});

describe("what a schedule says of a step", () => {
  test("a ready one carries all that a matrix needs", () => {
    const [step] = decided([
      {
        ...{ key: "a", order: 3, parallelizable: true, supportingTasks: ["T1", "T2"] },
        ...{ run: ["npm", "test"], runsOn: ["linux"] },
      },
    ]).readySteps;
    expect(step).toEqual({
      key: "a",
      order: 3,
      parallelizable: true,
      supportingTasks: ["T1", "T2"],
      notes: "Parallel branch leader",
      attempt: "a-local",
      executor: "run",
      runsOn: ["linux"],
    });
  });

  test("without `run` it is a person's, and nothing is said of runners or earlier attempts", () => {
    const [step] = decided([{ key: "a" }]).readySteps;
    expect(step).toMatchObject({ executor: "person" });
    expect(Object.keys(step ?? {})).not.toContain("runsOn");
    expect(Object.keys(step ?? {})).not.toContain("previousAttempt");
  });

  test("a running one names its attempt and its lease, a collecting one its attempt", () => {
    const steps = [
      { key: "a", parallelizable: true },
      { key: "b", parallelizable: true },
    ];
    const decision = decided(steps, {
      steps: { a: "running", b: "collecting" },
      attempts: { a: ["a-1", "a-2"], b: ["b-1", "b-7"] },
    });
    expect(decision.runningSteps).toEqual([
      { key: "a", order: 1, attempt: "a-2", leaseUntil: "2026-01-01T01:00:00.000Z" },
    ]);
    expect(decision.collectingSteps).toEqual([{ key: "b", order: 1, attempt: "b-7" }]);
  });

  test("a blocked one keeps its order and its tasks", () => {
    const decision = decided([{ key: "a" }, { key: "b", order: 2, supportingTasks: ["T9"] }]);
    expect(decision.blockedSteps).toEqual([
      { key: "b", order: 2, blockedBy: ["a"], cause: "order", supportingTasks: ["T9"] },
    ]);
  });

  test("the head says what and when, from its arguments", () => {
    const decision = decided([{ key: "a" }]);
    expect(decision).toMatchObject({ schemaVersion: "1.0", workItemId: "item-1", generatedAt: NOW });
  });

  test.each([
    { used: [], run: null, attempt: "a-local", previous: undefined, because: "the first" },
    { used: ["a-local"], run: null, attempt: "a-local-2", previous: "a-local", because: "the second" },
    {
      used: ["a-local", "mine"],
      run: null,
      attempt: "a-local-2",
      previous: "mine",
      because: "after one of any name",
    },
    { used: ["mine"], run: null, attempt: "a-local", previous: "mine", because: "the first free is taken" },
    {
      used: ["a-local"],
      run: { id: "777", attempt: "1" },
      attempt: "a-1-777-1",
      previous: "a-local",
      because: "in Actions by run",
    },
    {
      used: ["a-1-777-1"],
      run: { id: "777", attempt: "1" },
      attempt: "a-1-777-1-2",
      previous: "a-1-777-1",
      because: "again in the same run",
    },
  ])("attempts are counted on: $because", ({ used, run, attempt, previous }) => {
    const [step] = decided([{ key: "a" }], { steps: { a: "open" }, attempts: { a: used }, run }).readySteps;
    expect([step?.attempt, step?.previousAttempt]).toEqual([attempt, previous]);
  });

  test("the eight keys of the spec's locale table stand in code-unit order, whatever the locale is", () => {
    // et_EE puts zeta before tau, lt_LT puts yota before kappa, en_US puts Beta after alpha.
    const keys = ["zeta", "yota", "tau", "step-9", "step-10", "kappa", "Beta", "alpha"];
    const sorted = ["Beta", "alpha", "kappa", "step-10", "step-9", "tau", "yota", "zeta"];
    const parallel = decided(keys.map((key) => ({ key, parallelizable: true })));
    expect(parallel.readySteps.map(({ key }) => key)).toEqual(sorted);
    expect(parallel.launchOrder).toEqual(sorted);
    const single = decided(keys.map((key) => ({ key })));
    expect(inWords(single).ready).toBe("Beta");
    expect(single.blockedSteps.map(({ key }) => key)).toEqual(sorted.slice(1));
  });

  test("the rationale tells what is ready, running, collected and blocked, in the seed's words", () => {
    const steps = [
      { key: "a", parallelizable: true },
      { key: "b", parallelizable: true },
      { key: "c", parallelizable: true },
      { key: "d", order: 2 },
    ];
    const says = (standings: Standings["steps"]) => decided(steps, { steps: standings }).rationale;
    expect(says({})).toBe("Ready: a, b, c; Blocked: d");
    expect(says({ a: "running" })).toBe("Ready: b, c; Running: a; Blocked: d");
    expect(says({ a: "collecting", b: "running" })).toBe("Ready: c; Running: b; Collecting: a; Blocked: d");
    expect(says({ a: "done", b: "done", c: "done", d: "running" })).toBe(
      "Ready: none; Running: d; Blocked: none",
    );
    expect(says({ a: "done", b: "done", c: "done", d: "baseline" })).toBe("Ready: none; Blocked: d");
    expect(says({ a: "done", b: "done", c: "done", d: "done" })).toBe("All steps complete");
  });
});

describe("isComplete", () => {
  test.each([
    { stand: "done", is: true, because: "nothing is left" },
    { stand: "open", is: false, because: "it is ready" },
    { stand: "running", is: false, because: "it runs" },
    { stand: "collecting", is: false, because: "its handoff has not come" },
    { stand: "baseline", is: false, because: "it waits for a revert" },
    { stand: "retries", is: false, because: "it waits for a revert, too" },
  ] as const)("$stand: $because", ({ stand, is }) => {
    expect(isComplete(decided([{ key: "a" }], { steps: { a: stand } }))).toBe(is);
  });
});
