import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { inOrder, manySteps, type StepWords, waitsFor } from "../../../test/support/rules/plans.ts";
import {
  decided,
  fatesOf,
  graphOracle,
  graphScenes,
  orderedScenes,
  ordersOracle,
  type Scene,
} from "../../../test/support/rules/schedules.ts";
import { canonicalJson, canonicalPieces } from "../../kernel/json.ts";
import { ScheduleDecision } from "./request.ts";
import type { Schedule } from "./schedule.ts";
import { schedulePieces } from "./write.ts";

const AUDIT: Schedule["audit"] = {
  generatedBy: "continuo delegate",
  rule: "schedule/1",
  inputs: [],
  entries: { a: 1 },
  gates: {},
  collecting: [],
  run: null,
  digest: `sha256:${"0".repeat(64)}`,
};
const RUNS = { numRuns: 1_000 };
const MODES = [
  { mode: "order groups", scenes: orderedScenes, oracle: ordersOracle },
  { mode: "a graph", scenes: graphScenes, oracle: graphOracle },
] as const;
const scheduled = ({ steps, standings }: Scene) => decided(steps, standings);
const textOf = (scene: Scene) => [...canonicalPieces(scheduled(scene))].join("");

describe.each(MODES)("in $mode", ({ scenes, oracle }) => {
  test("it is written as canonical JSON is, byte for byte", () => {
    fc.assert(
      fc.property(scenes, fc.string({ unit: "binary" }), (scene, prompt) => {
        const schedule: Schedule = { ...scheduled(scene), audit: { ...AUDIT, prompt } };
        expect([...schedulePieces(schedule)].join("")).toBe([...canonicalPieces(schedule)].join(""));
      }),
      RUNS,
    );
  });

  test("every step's fate is the oracle's", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(scenes, (scene) => {
        const fates = fatesOf(scheduled(scene));
        for (const fate of Object.values(fates)) seen.add(fate.split(" ")[0] ?? "");
        expect(fates).toEqual(oracle(scene));
      }),
      { numRuns: 2_000 },
    );
    const everywhere = [
      "ready",
      "running",
      "collecting",
      "baseline",
      "retries",
      "gate-open",
      "gate-rejected",
    ];
    expect([...seen]).toEqual(expect.arrayContaining(everywhere));
  });

  test("every step stands in exactly one list or is done, each list in (order, key) order", () => {
    fc.assert(
      fc.property(scenes, (scene) => {
        const { readySteps, runningSteps, collectingSteps, blockedSteps, launchOrder } = scheduled(scene);
        const sorted = inOrder(scene.steps).map(({ key }) => key);
        const lists = [readySteps, runningSteps, collectingSteps, blockedSteps].map((list) =>
          list.map(({ key }) => key),
        );
        const done = sorted.filter((key) => scene.standings.steps[key] === "done");
        expect([...lists.flat(), ...done].sort()).toEqual([...sorted].sort());
        for (const list of lists) expect(list).toEqual(sorted.filter((key) => list.includes(key)));
        expect([...launchOrder].sort()).toEqual([...sorted].sort());
      }),
      RUNS,
    );
  });

  test("the order of the steps in the file changes no byte", () => {
    const pairs = scenes.chain((scene) =>
      fc.tuple(fc.constant(scene), fc.shuffledSubarray([...scene.steps], { minLength: scene.steps.length })),
    );
    fc.assert(
      fc.property(pairs, ([scene, steps]) => {
        expect(textOf({ ...scene, steps })).toBe(textOf(scene));
      }),
      RUNS,
    );
  });

  test("the pieces are the canonical text, and it reads as a schedule", () => {
    fc.assert(
      fc.property(scenes, (scene) => {
        const decision = scheduled(scene);
        expect(textOf(scene)).toBe(canonicalJson(decision));
        expect(v.parse(ScheduleDecision, decision)).toEqual(decision);
      }),
      { numRuns: 300 },
    );
  });

  test("completing a ready step never un-readies an independent one", () => {
    fc.assert(
      fc.property(scenes, fc.nat(), (scene, pick) => {
        const before = scheduled(scene).readySteps.map(({ key }) => key);
        fc.pre(before.length > 0);
        const completed = before[pick % before.length] ?? "";
        const next = {
          ...scene.standings,
          steps: { ...scene.standings.steps, [completed]: "done" as const },
        };
        const after = scheduled({ ...scene, standings: next }).readySteps.map(({ key }) => key);
        // Steps that are ready together are independent: none waits for the other.
        for (const key of before) if (key !== completed) expect(after).toContain(key);
      }),
      RUNS,
    );
  });

  test("a ready step waits for nobody that is not done", () => {
    fc.assert(
      fc.property(scenes, (scene) => {
        const isDone = (key: string) => scene.standings.steps[key] === "done";
        for (const { key, order } of scheduled(scene).readySteps) {
          const step = scene.steps.find((each) => each.key === key);
          const earlier = scene.steps.filter((each) => (each.order ?? 1) < order).map((each) => each.key);
          const needed = step?.dependsOn ?? earlier;
          expect(needed.filter((each) => !isDone(each))).toEqual([]);
        }
      }),
      RUNS,
    );
  });
});

test("in a graph, completing any step leaves every ready step that does not wait for it ready", () => {
  fc.assert(
    fc.property(graphScenes, fc.nat(), (scene, pick) => {
      const key = scene.steps[pick % scene.steps.length]?.key ?? "";
      const before = scheduled(scene).readySteps.map((step) => step.key);
      const next = { ...scene.standings, steps: { ...scene.standings.steps, [key]: "done" as const } };
      const after = scheduled({ ...scene, standings: next }).readySteps.map((step) => step.key);
      const independent = before.filter((each) => each !== key && !waitsFor(scene.steps, each).has(key));
      expect(independent.filter((each) => !after.includes(each))).toEqual([]);
    }),
    RUNS,
  );
});

describe("size and time are linear", () => {
  const name = (n: number) => `s${String(n).padStart(6, "0")}`;
  const shapes: Record<string, (count: number) => StepWords[]> = {
    "a chain of orders": (count) => manySteps(count, (n) => ({ key: name(n), order: n + 1 })),
    "one parallel group": (count) => manySteps(count, (n) => ({ key: name(n), parallelizable: true })),
    "one sequential group": (count) => manySteps(count, (n) => ({ key: name(n) })),
    "ten steps an order": (count) =>
      manySteps(count, (n) => ({ key: name(n), order: Math.floor(n / 10) + 1, parallelizable: true })),
    "two groups, the second waits": (count) =>
      manySteps(count, (n) => ({ key: name(n), order: n < count / 2 ? 1 : 2, parallelizable: true })),
    "a chain of dependencies": (count) =>
      manySteps(count, (n) => ({ key: name(n), dependsOn: n === 0 ? [] : [name(n - 1)] })),
    "a fan of dependencies": (count) =>
      manySteps(count, (n) => ({ key: name(n), dependsOn: n === 0 ? [] : [name(0)] })),
  };
  const sizeOf = (steps: readonly StepWords[]): number => {
    let size = 0;
    for (const piece of canonicalPieces(decided(steps))) size += piece.length;
    return size;
  };

  test.each(Object.entries(shapes))("%s: twice the steps, at most 2.2 times the bytes", (_, make) => {
    expect(sizeOf(make(2_000)) / sizeOf(make(1_000))).toBeLessThanOrEqual(2.2);
  });

  test.each(Object.entries(shapes))("%s of 100 000 is decided and written", (_, make) => {
    const steps = make(100_000);
    const began = performance.now();
    const size = sizeOf(steps);
    // Measured at half a second to one; a square would take minutes.
    expect(performance.now() - began).toBeLessThan(20_000);
    expect(size / 100_000).toBeGreaterThan(20);
    expect(size / 100_000).toBeLessThan(400);
  });
});
