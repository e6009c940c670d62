import fc from "fast-check";
import type { ActionsRun } from "../../../src/rules/claims/attempt.ts";
import { type Decision, decideSchedule } from "../../../src/rules/schedule/decide.ts";
import { type GateState, STANDINGS, type Standing, type StepFact } from "../../../src/rules/schedule/fact.ts";
import { graphSteps, inOrder, orderedSteps, planFor, type StepWords } from "./plans.ts";

export const NOW = "2026-01-01T00:00:00.000Z";
const LEASE = "2026-01-01T01:00:00.000Z";

/** How the steps and gates of a test stand; a step that is not named is untouched. */
export interface Standings {
  readonly steps: Readonly<Record<string, Standing>>;
  readonly gates?: Readonly<Record<string, GateState>>;
  readonly attempts?: Readonly<Record<string, readonly string[]>>;
  readonly run?: ActionsRun | null;
}

/** The decision about steps that stand so. Whatever was begun has had one attempt, `<key>-1`, unless said. */
export function decided(steps: readonly StepWords[], standings: Standings = { steps: {} }): Decision {
  const facts = Object.entries(standings.steps).map(([key, standing]): [string, StepFact] => {
    const attempts = [
      ...(standings.attempts?.[key] ?? (standing === "open" ? [] : [`${key.toLowerCase()}-1`])),
    ];
    return [key, { standing, attempts, ...(standing === "running" ? { leaseUntil: LEASE } : {}) }];
  });
  return decideSchedule({
    workItemId: "item-1",
    plan: planFor(steps),
    facts: new Map(facts),
    gates: new Map(Object.entries(standings.gates ?? {})),
    run: standings.run ?? null,
    now: NOW,
  });
}

/** A decision in four lines: what is ready, running, collecting, and who waits for whom. */
export function inWords(decision: Decision): {
  ready: string;
  running: string;
  collecting: string;
  blocked: string;
} {
  const keys = (steps: readonly { key: string }[]) => steps.map(({ key }) => key).join(" ");
  return {
    ready: keys(decision.readySteps),
    running: keys(decision.runningSteps),
    collecting: keys(decision.collectingSteps),
    blocked: decision.blockedSteps
      .map(({ key, cause, blockedBy }) => `${key} ${cause} ${blockedBy.join("+")}`)
      .join(", "),
  };
}

/** Where every step of a decision stands, one line a step, whatever list it is in. */
export function fatesOf(decision: Decision): Record<string, string> {
  const fates: [string, string][] = [
    ...decision.readySteps.map(({ key }): [string, string] => [key, "ready"]),
    ...decision.runningSteps.map(({ key }): [string, string] => [key, "running"]),
    ...decision.collectingSteps.map(({ key }): [string, string] => [key, "collecting"]),
    ...decision.blockedSteps.map(({ key, cause, blockedBy }): [string, string] => [
      key,
      `${cause} ${blockedBy.join("+")}`,
    ]),
  ];
  return Object.fromEntries(fates);
}

/** A workflow with everything drawn at random that a schedule depends on. */
export interface Scene {
  readonly steps: readonly StepWords[];
  readonly standings: Required<Pick<Standings, "steps" | "gates">>;
}

const withStandings = (workflows: fc.Arbitrary<StepWords[]>): fc.Arbitrary<Scene> =>
  workflows.chain((plain) =>
    fc
      .tuple(
        fc.array(fc.constantFrom("", "", "", "", "g-open", "g-approved", "g-rejected"), {
          minLength: plain.length,
          maxLength: plain.length,
        }),
        fc.array(fc.constantFrom<Standing>("open", "open", "open", "done", "done", "done", ...STANDINGS), {
          minLength: plain.length,
          maxLength: plain.length,
        }),
      )
      .map(([gates, standing]) => ({
        steps: plain.map((step, at) => (gates[at] ? { ...step, gateKey: gates[at] } : step)),
        standings: {
          steps: Object.fromEntries(plain.map(({ key }, at) => [key, standing[at] ?? "open"])),
          gates: { "g-approved": "approved" as const, "g-rejected": "rejected" as const },
        },
      })),
  );

export const orderedScenes = withStandings(orderedSteps);
export const graphScenes = withStandings(graphSteps);

type Fates = Record<string, string>;

/** What stands against a step by itself, in the words of the spec; undefined when nothing does. */
function ownFate(step: StepWords, { standings }: Scene): string | undefined {
  const standing = standings.steps[step.key] ?? "open";
  if (standing === "running" || standing === "collecting") return standing;
  if (standing === "baseline" || standing === "retries") return `${standing} ${standing}:${step.key}`;
  if (step.gateKey === undefined || standings.gates[step.gateKey] === "approved") return undefined;
  const word = standings.gates[step.gateKey] === "rejected" ? "gate-rejected" : "gate-open";
  return `${word} gate:${step.gateKey}`;
}

const pendingOf = ({ steps, standings }: Scene): StepWords[] =>
  inOrder(steps).filter(({ key }) => standings.steps[key] !== "done");

const named = (steps: readonly StepWords[]): string =>
  steps.length > 8 ? `order:${steps[0]?.order}` : steps.map(({ key }) => key).join("+");

/**
 * Order groups in the words of spec section 5, one question a step, nothing carried along: pending steps; the lowest
 * order among them has its turn; a sequential one of it goes first and alone; else all go together; a later group
 * waits for the nearest pending group before it.
 */
export function ordersOracle(scene: Scene): Fates {
  const pending = pendingOf(scene);
  const turn = Math.min(...pending.map(({ order = 1 }) => order));
  const fates = pending.map((step): [string, string] => {
    const own = ownFate(step, scene);
    if (own === "running" || own === "collecting") return [step.key, own];
    const earlier = pending.filter(({ order = 1 }) => order < (step.order ?? 1));
    const nearest = Math.max(...earlier.map(({ order = 1 }) => order));
    if (step.order !== turn)
      return [step.key, `order ${named(earlier.filter(({ order }) => order === nearest))}`];
    return [
      step.key,
      own ??
        turnFate(
          step,
          pending.filter(({ order }) => order === turn),
          scene,
        ),
    ];
  });
  return Object.fromEntries(fates);
}

function turnFate(step: StepWords, group: readonly StepWords[], scene: Scene): string {
  const fateOf = new Map(group.map((each) => [each.key, ownFate(each, scene)]));
  const busy = group.filter(({ key }) => ["running", "collecting"].includes(fateOf.get(key) ?? ""));
  const busyAlone = busy.filter(({ parallelizable }) => !parallelizable);
  if (busyAlone.length > 0) return `peer ${named(busyAlone)}`;
  const first = group.find(({ key, parallelizable }) => fateOf.get(key) === undefined && !parallelizable);
  if (!first) return "ready";
  if (busy.length > 0) return `peer ${named(busy)}`;
  return first.key === step.key ? "ready" : `peer ${first.key}`;
}

/** A graph in the words of rule 2: a step may begin when all that it depends on is complete; order decides nothing. */
export function graphOracle(scene: Scene): Fates {
  const fates = pendingOf(scene).map((step): [string, string] => {
    const standing = scene.standings.steps[step.key];
    const missing = (step.dependsOn ?? []).filter((key) => scene.standings.steps[key] !== "done");
    if (standing === "open" && missing.length > 0) return [step.key, `dependency ${missing.join("+")}`];
    return [step.key, ownFate(step, scene) ?? "ready"];
  });
  return Object.fromEntries(fates);
}
