import { Failure } from "../../src/kernel/failure.ts";
import { HANDOFF_EVENTS, type HandoffEvent } from "../../src/rules/evidence/handoff.ts";
import { claim } from "../../src/stations/claim.ts";
import { close } from "../../src/stations/close.ts";
import { complete } from "../../src/stations/complete/complete.ts";
import type { CompletePorts } from "../../src/stations/complete/request.ts";
import { delegate } from "../../src/stations/delegate.ts";
import { gate } from "../../src/stations/gate.ts";
import { hold } from "../../src/stations/hold.ts";
import { type OpenItem, openItem } from "../../src/stations/item/open.ts";
import { repair } from "../../src/stations/repair.ts";
import { revert } from "../../src/stations/revert.ts";
import { itemFiles, type StepSpec } from "../support/blackbox/item.ts";
import { type Chance, chanceOf } from "./chance.ts";
import { before, itemPath } from "./play.ts";
import { copyOf, type Place, portsOf } from "./world.ts";

/** A folder in which two work items on one random plan were worked on at random. */
export interface Walked {
  readonly place: Place;
  /** The folder at earlier moments, oldest first: what somebody could roll back to. */
  readonly earlier: readonly Place[];
  readonly ports: (place: Place) => CompletePorts;
}

export const ITEMS = ["wi", "other"] as const;

function somePlan(chance: Chance): StepSpec[] {
  const isGraph = chance.oneIn(3);
  const keys = ["setup", "a", "b", "c", "d"].slice(0, chance.below(4) + 2);
  return keys.map((key, at) => ({
    key,
    order: isGraph ? 1 : 1 + chance.below(3),
    parallelizable: chance.oneIn(2),
    ...(isGraph ? { dependsOn: keys.slice(0, at).filter(() => chance.oneIn(3)) } : {}),
    ...(chance.oneIn(4) ? { gateKey: "review" } : {}),
    ...(chance.oneIn(4) ? { retries: chance.below(3) } : {}),
  }));
}

/** Works on two items at random. The same seed gives the same folder, byte for byte. */
export async function walk(chance: Chance, acts: number, toTheEnd: boolean): Promise<Walked> {
  const steps = somePlan(chance);
  const place: Place = { work: new Map(), state: new Map() };
  const files = itemFiles(steps);
  const lie = (all: Readonly<Record<string, string>>) => {
    for (const [path, text] of Object.entries(all)) place.work.set(path, Buffer.from(text));
  };
  lie(files);
  lie({ [itemPath("other")]: (files[itemPath("wi")] ?? "").replace('"wi"', '"other"') });
  lie({ "notes/result.txt": "all green\n" });
  if (chance.oneIn(2)) for (const item of ITEMS) lie(before(item));

  let now = Date.UTC(2026, 0, 1);
  const clock = { now: () => new Date(now).toISOString() };
  // Drawn apart: how many nonces the program needs must not change what is done.
  const nonces = chanceOf(chance.below(2 ** 31));
  const ports = (at: Place) => portsOf(at, clock, () => nonces.hex(32));
  const earlier: Place[] = [];
  for (let act = 0; act < acts; act++) {
    now += 1_000 + chance.below(60_000) + (chance.oneIn(6) ? 3_600_000 : 0);
    await actAtRandom(chance.of(ITEMS), steps, act, chance, ports(place));
    if (!chance.oneIn(3)) continue;
    await settled(ports(place));
    earlier.push(copyOf(place));
  }
  if (toTheEnd)
    for (const item of ITEMS) {
      now += 7_200_000;
      await finish(item, ports(place));
    }
  await settled(ports(place));
  return { place, earlier, ports };
}

/** Views of attempts that a takeover ended are folded anew, as whoever comes next does. */
async function settled(ports: CompletePorts): Promise<void> {
  for (const item of ITEMS) await repair(await openItem(item, ports), ports);
}

/** A rule's no and somebody else's priority are answers like any other; everything else is a bug. */
async function tried(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    if (!(cause instanceof Failure) || !["conflict", "missing", "usage"].includes(cause.kind)) throw cause;
  }
}

export const report = (
  step: string,
  attempt: string,
  event: HandoffEvent,
  outcome: string,
  post = false,
) => ({
  step,
  attempt,
  event,
  outcome,
  nextAction: "go on",
  actor: "ann",
  baseline: post ? ("post" as const) : HANDOFF_EVENTS[event].baseline,
  links: ["notes/result.txt"],
  timestamp: undefined,
});

async function actAtRandom(
  item: string,
  steps: readonly StepSpec[],
  act: number,
  chance: Chance,
  ports: CompletePorts,
): Promise<void> {
  const open = await openItem(item, ports);
  const { key: step } = chance.of(steps);
  const fresh = `${item}-${step}-${act}`;
  // Mostly the attempt that the step knows, so that most acts come to something.
  const known = await lastAttemptOf(item, step, ports);
  const attempt = known !== undefined && chance.below(4) > 0 ? known : fresh;
  const release = () => hold(open, { step, attempt, wish: { kind: "release", reason: "lunch" } }, ports);
  const acts: readonly (() => Promise<unknown>)[] = [
    () => claim(open, { step, attempt: fresh, leaseMs: undefined }, ports),
    () => claim(open, { step, attempt: fresh, leaseMs: 600_000 }, ports),
    () => hold(open, { step, attempt, wish: { kind: "renew", leaseMs: undefined } }, ports),
    // Twice: it takes an attempt that still runs.
    release,
    release,
    () => complete(open, report(step, attempt, "attempt-completed", "done"), ports),
    () => complete(open, report(step, fresh, "attempt-completed", "at once"), ports),
    () => complete(open, report(step, attempt, "attempt-started", "begun"), ports),
    () => complete(open, report(step, attempt, "attempt-failed", "red", chance.oneIn(3)), ports),
    () => complete(open, report(step, attempt, "attempt-rejected", "no", chance.oneIn(3)), ports),
    () => complete(open, report(step, attempt, "baseline-integration", "merged", true), ports),
    () => gate(open, { ...DECIDED, decision: "approve", reasons: [] }, ports),
    () => gate(open, { ...DECIDED, decision: "reject", reasons: [`slow ${act}`], reentryStep: step }, ports),
    () => revert(open, { step, reason: "once more", actor: "ann" }, ports),
    () => scheduled(open, ports),
  ];
  await tried(chance.of(acts));
}

const DECIDED = { gate: "review", reviewer: "ann", reentryStep: undefined };

async function lastAttemptOf(
  workItem: string,
  step: string,
  ports: CompletePorts,
): Promise<string | undefined> {
  const last = (await ports.stepLog.read({ workItem, step })).at(-1);
  const entry: unknown = last && JSON.parse(Buffer.from(last.bytes).toString("utf8"));
  const id: unknown = typeof entry === "object" && entry !== null ? Reflect.get(entry, "attempt") : undefined;
  return typeof id === "string" ? id : undefined;
}

async function scheduled(open: OpenItem, ports: CompletePorts): Promise<readonly string[]> {
  const done = await delegate(open, { prompt: "go on", timeIsGiven: false }, ports);
  if (done.isComplete) await close(open, done.facts, ports);
  return done.schedule.readySteps.map(({ key }) => key);
}

/** Everything that can be done is done, until nothing is ready; retries that are used up are lifted. */
async function finish(item: string, ports: CompletePorts): Promise<void> {
  const open = await openItem(item, ports);
  await gate(open, { ...DECIDED, decision: "approve", reasons: ["at last"] }, ports);
  for (let round = 0; round < 12; round++) {
    const ready = await scheduled(open, ports);
    for (const step of ready)
      await tried(() =>
        complete(open, report(step, `${item}-${step}-end-${round}`, "attempt-completed", "done"), ports),
      );
    if (ready.length > 0) continue;
    for (const { key: step } of open.plan.steps)
      if (await isBlocked(open, step, ports))
        await revert(open, { step, reason: "again", actor: "ann" }, ports);
  }
}

async function isBlocked(open: OpenItem, step: string, ports: CompletePorts): Promise<boolean> {
  const { schedule } = await delegate(open, { prompt: undefined, timeIsGiven: false }, ports);
  return schedule.blockedSteps.some(
    ({ key, cause }) => key === step && (cause === "baseline" || cause === "retries"),
  );
}
