import { describe, expect, test } from "vitest";
import { manySteps, type StepWords } from "../../../test/support/rules/plans.ts";
import { decided, inWords, type Standings } from "../../../test/support/rules/schedules.ts";

const seq = (key: string, order = 1, more: Partial<StepWords> = {}): StepWords => ({ key, order, ...more });
const par = (key: string, order = 1, more: Partial<StepWords> = {}): StepWords => ({
  ...{ key, order, parallelizable: true },
  ...more,
});
const NOBODY = { ready: "", running: "", collecting: "", blocked: "" };
const done = (...keys: string[]) => Object.fromEntries(keys.map((key) => [key, "done" as const]));

interface Row {
  readonly because: string;
  readonly steps: readonly StepWords[];
  readonly stand?: Standings;
  readonly is: Partial<typeof NOBODY>;
}

describe("the verified table of the spec, section 5", () => {
  const steps = [seq("s2"), seq("s1"), par("p1"), par("p0"), seq("j", 5)];
  // Where the origin names the whole closure, rule 4 names the nearest cause.
  const rows: { done: string[]; is: Partial<typeof NOBODY>; rationale: string }[] = [
    {
      done: [],
      is: { ready: "s1", blocked: "p0 peer s1, p1 peer s1, s2 peer s1, j order p0+p1+s1+s2" },
      rationale: "Ready: s1; Blocked: p0, p1, s2, j",
    },
    {
      done: ["s1"],
      is: { ready: "s2", blocked: "p0 peer s2, p1 peer s2, j order p0+p1+s2" },
      rationale: "Ready: s2; Blocked: p0, p1, j",
    },
    {
      done: ["s1", "s2"],
      is: { ready: "p0 p1", blocked: "j order p0+p1" },
      rationale: "Ready: p0, p1; Blocked: j",
    },
    {
      done: ["s1", "s2", "p1"],
      is: { ready: "p0", blocked: "j order p0" },
      rationale: "Ready: p0; Blocked: j",
    },
    { done: ["s1", "s2", "p1", "p0"], is: { ready: "j" }, rationale: "Ready: j; Blocked: none" },
    { done: ["s1", "s2", "p1", "p0", "j"], is: {}, rationale: "All steps complete" },
  ];

  test.each(rows)("$done complete", ({ done: keys, is, rationale }) => {
    const decision = decided(steps, { steps: done(...keys) });
    expect(inWords(decision)).toEqual({ ...NOBODY, ...is });
    expect(decision.rationale).toBe(rationale);
    expect(decision.launchOrder.join(" ")).toBe("p0 p1 s1 s2 j");
  });

  test("all but j, and j has only failed: j is ready again, with the next attempt and the one before", () => {
    const decision = decided(steps, {
      steps: { ...done("s1", "s2", "p1", "p0"), j: "open" },
      attempts: { j: ["j-local"] },
    });
    expect(inWords(decision)).toEqual({ ...NOBODY, ready: "j" });
    expect(decision.readySteps[0]).toMatchObject({ attempt: "j-local-2", previousAttempt: "j-local" });
  });

  test("notes are the seed's", () => {
    const notes = (keys: string[]) =>
      decided(steps, { steps: done(...keys) }).readySteps.map((each) => each.notes);
    expect(notes([])).toEqual(["Sequential step executes first"]);
    expect(notes(["s1", "s2"])).toEqual(["Parallel branch leader", "Parallel branch"]);
    expect(notes(["s1", "s2", "p0"])).toEqual(["Parallel branch leader"]);
    expect(decided([{ key: "a", dependsOn: [] }]).readySteps[0]?.notes).toBe("Dependencies complete");
  });
});

describe("order groups", () => {
  const rows: Row[] = [
    {
      because: "orders need not follow one another",
      steps: [seq("c", 900), seq("a", 3), seq("b", 40)],
      is: { ready: "a", blocked: "b order a, c order b" },
    },
    {
      because: "the nearest group that has something left is named, not one that is complete",
      steps: [seq("a", 1), seq("b", 2), seq("c", 3)],
      stand: { steps: done("b") },
      is: { ready: "a", blocked: "c order a" },
    },
    {
      because: "a later group that is complete is passed over",
      steps: [par("a", 1), par("b", 2), par("c", 2)],
      stand: { steps: done("a", "b", "c") },
      is: {},
    },
    {
      because: "a running step is not ready, and holds the next group",
      steps: [seq("a", 1), seq("b", 2)],
      stand: { steps: { a: "running" } },
      is: { running: "a", blocked: "b order a" },
    },
    {
      because: "so does one whose handoff has not come",
      steps: [seq("a", 1), seq("b", 2)],
      stand: { steps: { a: "collecting" } },
      is: { collecting: "a", blocked: "b order a" },
    },
    {
      because: "a sequential step that runs holds its peers",
      steps: [seq("s"), seq("t"), par("p")],
      stand: { steps: { s: "running" } },
      is: { running: "s", blocked: "p peer s, t peer s" },
    },
    {
      because: "a sequential step that is being collected holds its peers",
      steps: [seq("s"), seq("t"), par("p")],
      stand: { steps: { t: "collecting" } },
      is: { collecting: "t", blocked: "p peer t, s peer t" },
    },
    {
      because: "parallel ones that run let their parallel peers begin",
      steps: [par("p"), par("q"), par("r")],
      stand: { steps: { p: "running", q: "collecting" } },
      is: { running: "p", collecting: "q", ready: "r" },
    },
    {
      because: "a sequential step waits until the parallel ones have ended, and nobody else begins",
      steps: [par("p"), par("q"), seq("s")],
      stand: { steps: { p: "running" } },
      is: { running: "p", blocked: "q peer p, s peer p" },
    },
    {
      because: "two sequential ones that run at once (adopted so) both hold",
      steps: [seq("s"), seq("t"), par("p")],
      stand: { steps: { s: "running", t: "running" } },
      is: { running: "s t", blocked: "p peer s+t" },
    },
    {
      because: "the sequential one holds, not the parallel one beside it",
      steps: [seq("s"), par("p"), par("q")],
      stand: { steps: { s: "running", p: "running" } },
      is: { running: "p s", blocked: "q peer s" },
    },
    {
      because: "a gate without a decision is open and blocks",
      steps: [seq("a", 1, { gateKey: "g" }), seq("b", 2)],
      is: { blocked: "a gate-open gate:g, b order a" },
    },
    {
      because: "a rejected one blocks with that reason",
      steps: [seq("a", 1, { gateKey: "g" })],
      stand: { steps: {}, gates: { g: "rejected" } },
      is: { blocked: "a gate-rejected gate:g" },
    },
    {
      because: "an approved one does not",
      steps: [seq("a", 1, { gateKey: "g" })],
      stand: { steps: {}, gates: { g: "approved" } },
      is: { ready: "a" },
    },
    {
      because: "one gate's approval opens no other",
      steps: [par("a", 1, { gateKey: "g" }), par("b", 1, { gateKey: "h" })],
      stand: { steps: {}, gates: { g: "approved" } },
      is: { ready: "a", blocked: "b gate-open gate:h" },
    },
    {
      because: "a step that stands at its gate does not hold its peers; the next sequential one goes",
      steps: [seq("s1", 1, { gateKey: "g" }), seq("s2"), par("p")],
      is: { ready: "s2", blocked: "p peer s2, s1 gate-open gate:g" },
    },
    {
      because: "a step of a later group waits for the group, its gate is not the nearest cause",
      steps: [seq("a", 1), seq("b", 2, { gateKey: "g" })],
      is: { ready: "a", blocked: "b order a" },
    },
    {
      because: "a running step's gate does not matter any more",
      steps: [seq("a", 1, { gateKey: "g" })],
      stand: { steps: { a: "running" }, gates: { g: "rejected" } },
      is: { running: "a" },
    },
    {
      because: "a complete step's gate does not matter any more",
      steps: [seq("a", 1, { gateKey: "g" }), seq("b", 2)],
      stand: { steps: done("a"), gates: { g: "rejected" } },
      is: { ready: "b" },
    },
    {
      because: "a baseline boundary blocks the step with that reason, and the groups after it",
      steps: [seq("a", 1), seq("b", 2)],
      stand: { steps: { a: "baseline" } },
      is: { blocked: "a baseline baseline:a, b order a" },
    },
    {
      because: "used-up retries do the same",
      steps: [seq("a", 1), seq("b", 2)],
      stand: { steps: { a: "retries" } },
      is: { blocked: "a retries retries:a, b order a" },
    },
    {
      because: "neither holds its peers",
      steps: [seq("a"), seq("b"), par("p")],
      stand: { steps: { a: "baseline", b: "retries" } },
      is: { ready: "p", blocked: "a baseline baseline:a, b retries retries:b" },
    },
    {
      because: "a boundary is named before the gate",
      steps: [seq("a", 1, { gateKey: "g" })],
      stand: { steps: { a: "baseline" } },
      is: { blocked: "a baseline baseline:a" },
    },
    {
      because: "in a later group what runs is shown, what stands is the group's",
      steps: [par("a", 1), par("b", 2), par("c", 2), par("d", 2), par("e", 3)],
      stand: { steps: { b: "running", c: "collecting", d: "baseline" } },
      is: { ready: "a", running: "b", collecting: "c", blocked: "d order a, e order b+c+d" },
    },
  ];

  test.each(rows)("$because", ({ steps, stand, is }) => {
    expect(inWords(decided(steps, stand))).toEqual({ ...NOBODY, ...is });
    expect(inWords(decided([...steps].reverse(), stand))).toEqual({ ...NOBODY, ...is });
  });
});

describe("a group is named one by one, or by its order when it is large", () => {
  const group = (count: number) => manySteps(count, (n) => par(`p${n}`, 4));
  const keys = (count: number) => Array.from({ length: count }, (_, n) => `p${n}`);
  test.each([
    { count: 7, blockedBy: keys(7), because: "seven are named" },
    { count: 8, blockedBy: keys(8), because: "eight are named" },
    { count: 9, blockedBy: ["order:4"], because: "nine are one group" },
  ])("the group before: $because", ({ count, blockedBy }) => {
    const decision = decided([...group(count), seq("j", 7)]);
    expect(decision.blockedSteps).toMatchObject([{ key: "j", cause: "order", blockedBy }]);
  });

  test("only the open ones of the group count", () => {
    const decision = decided([...group(9), seq("j", 7)], { steps: done("p3") });
    expect(decision.blockedSteps[0]?.blockedBy).toEqual(keys(9).filter((key) => key !== "p3"));
  });

  test.each([
    { count: 8, blockedBy: keys(8), because: "eight that run are named" },
    { count: 9, blockedBy: ["order:4"], because: "nine are their group" },
  ])("peers: $because", ({ count, blockedBy }) => {
    const running = Object.fromEntries(keys(count).map((key) => [key, "running" as const]));
    const decision = decided([...group(count), seq("s", 4)], { steps: running });
    expect(decision.blockedSteps).toMatchObject([{ key: "s", cause: "peer", blockedBy }]);
  });

  test.each([
    { count: 19, tail: "" },
    { count: 20, tail: "" },
    { count: 21, tail: " and 1 more" },
  ])("the rationale names twenty of $count", ({ count, tail }) => {
    const names = keys(count).sort().slice(0, 20).join(", ");
    expect(decided(group(count)).rationale).toBe(`Ready: ${names}${tail}; Blocked: none`);
  });
});
