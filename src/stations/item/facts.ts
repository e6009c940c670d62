import { type Instant, laterOf } from "../../kernel/clock.ts";
import type { Digest } from "../../kernel/digest.ts";
import { takenBack } from "../../rules/evidence/rework.ts";
import { type Decision, decideSchedule } from "../../rules/schedule/decide.ts";
import { factOf, type GateState, type StepFact } from "../../rules/schedule/fact.ts";
import { lostLink, settle } from "./documents.ts";
import { itemFailure } from "./failure.ts";
import { type GateReading, readGates } from "./gates.ts";
import type { OpenItem } from "./open.ts";
import type { ItemPorts } from "./ports.ts";
import { takeBack } from "./rework.ts";
import { type OpenStep, openStep, retriesOf } from "./steps.ts";

/** Everything that was ever recorded about the steps and gates of a work item, read once. */
export interface ItemFacts {
  /** The newest moment that any of it bears: nothing that rests on it lies before. */
  readonly latest: Instant;
  /** Every step that has a log. */
  readonly steps: ReadonlyMap<string, OpenStep>;
  readonly gates: ReadonlyMap<string, GateReading>;
  /** Steps whose standing completion has no handoff in this checkout. */
  readonly collecting: ReadonlySet<string>;
}

/**
 * Reads all step logs and gates of a work item, carries out what a gate's rejection still has to take back, and looks at
 * the handoffs of what is completed.
 *
 * Linear in the steps that were touched; an untouched step costs nothing.
 *
 * @throws `item.log`, `item.record`, `item.rolled-back`; `item.handoff` when one is not what its log says
 */
export async function readFacts(open: OpenItem, ports: ItemPorts): Promise<ItemFacts> {
  const { plan, opening, item } = open;
  const touched = new Set([
    ...(await ports.stepLog.steps(item.id)),
    ...opening.handoffs.map(({ step }) => step),
  ]);
  const unknown = [...touched].find((key) => !plan.indexOf.has(key));
  if (unknown !== undefined)
    throw itemFailure(
      "item.log",
      `artifacts/claims/${item.id}/${unknown} belongs to no step of workflow ${plan.workflow.id}.`,
      {
        hint: "Find out who put it there, and move it away.",
      },
    );
  const gates = readGates(open, ports.files);
  const steps = new Map<string, OpenStep>();
  for (const key of plan.steps.map((step) => step.key))
    if (touched.has(key) || open.anchored.has(`step:${key}`))
      steps.set(key, await openStep(open, key, ports));
  if (await takeBackAll(open, steps, gates, ports)) return readFacts(open, ports);
  const collecting = new Set<string>();
  for (const [key, step] of steps) if (!(await isHere(step, ports))) collecting.add(key);
  return { latest: latestIn(open, steps, gates), steps, gates, collecting };
}

/** Whether anything had to be taken back: then the logs are to be read anew. */
async function takeBackAll(
  open: OpenItem,
  steps: ItemFacts["steps"],
  gates: ItemFacts["gates"],
  ports: ItemPorts,
): Promise<boolean> {
  const pending = takenBack(open.plan, steps, gates);
  for (const each of pending) {
    const by = gates.get(each.gate.key)?.decisions.find(({ digest }) => digest === each.gate.decision)?.ours;
    if (by) await takeBack(open, each, by, ports);
  }
  return pending.length > 0;
}

function latestIn(open: OpenItem, steps: ItemFacts["steps"], gates: ItemFacts["gates"]): Instant {
  let latest = open.opening.openedAt;
  for (const { state } of steps.values()) latest = laterOf(latest, state.at ?? latest);
  for (const { head } of gates.values()) latest = laterOf(latest, head.ours?.decidedAt ?? latest);
  return latest;
}

/** Whether the handoff of a step's standing completion lies in this checkout, whole and with its linked files. */
async function isHere({ state, address }: OpenStep, ports: ItemPorts): Promise<boolean> {
  if (!state.completion) return true;
  const { document } = state.completion;
  const presence = settle(ports.files, address.workItem, document);
  if (presence === "elsewhere") return false;
  const changed =
    presence === "changed" ? `${document.path} was changed` : await linkFault(document.path, ports);
  if (changed === null) return true;
  throw itemFailure(
    "item.handoff",
    `${changed}: it is not what the log of step ${address.step} of work item ${address.workItem} binds.`,
    { hint: "Restore it from a good copy, or withdraw the result: continuo revert." },
  );
}

async function linkFault(path: string, ports: ItemPorts): Promise<string | null> {
  const bytes = ports.files.read(path);
  const lost = bytes ? await lostLink(bytes, ports) : null;
  return lost === null ? null : `${path} links a file, and ${lost}`;
}

/** The facts as scheduling takes them, at a moment. */
export function scheduleOf(
  open: OpenItem,
  facts: ItemFacts,
  ports: Pick<ItemPorts, "clock" | "caller">,
): Decision {
  const now = ports.clock.now();
  const known = new Map<string, StepFact>();
  for (const [key, { state, step }] of facts.steps)
    known.set(key, factOf(state, now, retriesOf(step), !facts.collecting.has(key)));
  const gates = new Map<string, GateState>();
  for (const [key, { state }] of facts.gates) gates.set(key, state);
  return decideSchedule({
    workItemId: open.item.id,
    plan: open.plan,
    facts: known,
    gates,
    run: ports.caller.run,
    now,
  });
}

/** Head digests of every gate that has a decision. */
export const gateHeads = (gates: ItemFacts["gates"]): ReadonlyMap<string, Digest> =>
  new Map([...gates].map(([key, { head }]) => [key, head.digest]));
