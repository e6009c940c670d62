import { byCode } from "../../kernel/name.ts";
import { listed } from "../../kernel/text.ts";
import { cyclesIn, type Graph, topological } from "./graph.ts";
import type { Step, Workflow } from "./workflow.ts";

/**
 * A workflow made ready for counting: steps in launch order, dependencies as integers.
 *
 * `orders`: groups of equal `order` are barriers (seed 002). `graph`: at least one step says `dependsOn`, then
 * readiness is the graph's and `order` only breaks ties.
 */
export interface Plan {
  readonly workflow: { readonly id: string; readonly name: string; readonly version: string };
  readonly mode: "orders" | "graph";
  /** Sorted by (order, key); every other array here is indexed like it. */
  readonly steps: readonly Step[];
  readonly indexOf: ReadonlyMap<string, number>;
  readonly graph: Graph;
  /** Indices in the order in which the steps can start: a step comes after everything that it waits for. */
  readonly launch: Int32Array;
}

export type Planned = Readonly<{ ok: true; plan: Plan } | { ok: false; problems: readonly string[] }>;

/**
 * Compiles a workflow, or names all that is wrong with it at once: keys that occur twice (also when they differ by case
 * alone), dependencies that are given twice or are on unknown steps, and cycles, each with its members. Linear in steps
 * and dependencies.
 *
 * @returns never throws; a problem is a sentence that names the steps
 * @see     specs: "Cycles, unknown keys and duplicates are refused, naming them all"
 */
export function planOf(workflow: Workflow): Planned {
  const steps = [...workflow.steps].sort((a, b) => a.order - b.order || byCode(a.key, b.key));
  const indexOf = new Map<string, number>();
  for (const [index, step] of steps.entries()) indexOf.set(step.key, index);

  const problems = [
    ...duplicateKeys(steps),
    ...duplicateDependencies(steps),
    ...unknownDependencies(steps, indexOf),
  ];
  if (problems.length > 0) return { ok: false, problems: [...problems, ...cyclesAmong(steps)] };

  const graph = graphOf(steps, indexOf);
  const launch = topological(graph);
  if (launch.length < steps.length) return { ok: false, problems: cyclesOf(graph, steps) };
  const { id, name, version } = workflow;
  const mode = steps.some((step) => step.dependsOn !== undefined) ? "graph" : "orders";
  return { ok: true, plan: { workflow: { id, name, version }, mode, steps, indexOf, graph, launch } };
}

function duplicateKeys(steps: readonly Step[]): string[] {
  // Nearly always all differ, and that is quickly seen.
  if (new Set(steps.map(({ key }) => key.toLowerCase())).size === steps.length) return [];
  const spellings = new Map<string, string[]>();
  for (const { key } of steps) {
    const folded = key.toLowerCase();
    const known = spellings.get(folded);
    if (known) known.push(key);
    else spellings.set(folded, [key]);
  }
  return [...spellings.values()]
    .filter((keys) => keys.length > 1)
    .map((keys) => `The step key ${keys[0]} is given ${keys.length} times (${listed(keys)}).`);
}

function duplicateDependencies(steps: readonly Step[]): string[] {
  return steps.flatMap(({ key, dependsOn = [] }) => {
    if (dependsOn.length < 2 || new Set(dependsOn).size === dependsOn.length) return [];
    const [seen, twice] = [new Set<string>(), new Set<string>()];
    for (const needed of dependsOn) (seen.has(needed) ? twice : seen).add(needed);
    return [`Step ${key} names dependencies twice: ${listed([...twice])}.`];
  });
}

function unknownDependencies(steps: readonly Step[], indexOf: ReadonlyMap<string, number>): string[] {
  return steps.flatMap(({ key, dependsOn = [] }) => {
    const unknown = dependsOn.filter((needed) => !indexOf.has(needed));
    return unknown.length > 0 ? [`Step ${key} depends on unknown steps: ${listed(unknown)}.`] : [];
  });
}

/** The cycles of a workflow with other faults: steps of one key count as one, unknown dependencies as none. */
function cyclesAmong(steps: readonly Step[]): string[] {
  const needs = new Map<string, Set<string>>();
  for (const { key, dependsOn = [] } of steps) {
    const all = needs.get(key) ?? new Set();
    for (const needed of dependsOn) all.add(needed);
    needs.set(key, all);
  }
  const merged = [...needs].map(([key, all]) => ({
    key,
    dependsOn: [...all].filter((needed) => needs.has(needed)),
  }));
  return cyclesOf(graphOf(merged, new Map(merged.map(({ key }, index) => [key, index]))), merged);
}

/** What a graph is made of. */
type Node = Pick<Step, "key" | "dependsOn">;

const cyclesOf = (graph: Graph, steps: readonly Node[]): string[] =>
  cyclesIn(graph).map((members) => `The steps ${namesOf(members, steps)} wait for each other.`);

function graphOf(steps: readonly Node[], indexOf: ReadonlyMap<string, number>): Graph {
  const starts = new Int32Array(steps.length + 1);
  const edges: number[] = [];
  for (const [index, { dependsOn = [] }] of steps.entries()) {
    for (const needed of dependsOn) edges.push(indexOf.get(needed) ?? -1);
    starts[index + 1] = edges.length;
  }
  return { starts, edges: Int32Array.from(edges) };
}

function namesOf(members: readonly number[], steps: readonly Node[]): string {
  return listed(
    members.map((index) => steps[index]?.key ?? ""),
    20,
  );
}

/**
 * The keys of a step and of everything that comes after it: its dependents in a graph, the later order groups
 * otherwise. What a rework that starts at the step does again.
 */
export function fromStepOn(plan: Plan, key: string): readonly string[] {
  const start = plan.indexOf.get(key) ?? -1;
  const first = plan.steps[start];
  if (!first) return [];
  if (plan.mode === "orders")
    return [key, ...plan.steps.filter(({ order }) => order > first.order).map((step) => step.key)];
  const reached = new Uint8Array(plan.steps.length);
  reached[start] = 1;
  for (const index of plan.launch) {
    const needed = plan.graph.edges.subarray(plan.graph.starts[index], plan.graph.starts[index + 1]);
    if (needed.some((each) => reached[each] === 1)) reached[index] = 1;
  }
  return plan.steps.filter((_, index) => reached[index] === 1).map((step) => step.key);
}

/**
 * Whose handoffs make a step ready: its dependencies in a graph; else the order group right before it (`before`, all
 * of them) and the sequential steps of its own group (`peers`, those that went first).
 */
export function predecessorsOf(
  plan: Plan,
  step: Step,
): { readonly before: readonly Step[]; readonly peers: readonly Step[] } {
  const index = plan.indexOf.get(step.key) ?? -1;
  if (plan.mode === "graph") {
    const needed = plan.graph.edges.subarray(plan.graph.starts[index], plan.graph.starts[index + 1]);
    return { before: Array.from(needed).flatMap((each) => plan.steps[each] ?? []), peers: [] };
  }
  const own = groupAround(plan, index);
  const before = own.start > 0 ? groupAround(plan, own.start - 1).steps : [];
  return { before, peers: own.steps.filter((each) => !each.parallelizable && each.key !== step.key) };
}

/** The order group that the step at an index belongs to, and where it starts. */
function groupAround(
  { steps }: Plan,
  index: number,
): { readonly start: number; readonly steps: readonly Step[] } {
  const order = steps[index]?.order;
  let start = index;
  while (start > 0 && steps[start - 1]?.order === order) start--;
  let end = index + 1;
  while (end < steps.length && steps[end]?.order === order) end++;
  return { start, steps: steps.slice(start, end) };
}
