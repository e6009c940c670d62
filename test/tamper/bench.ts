import { fixedClock } from "../../src/kernel/clock.ts";
import { complete } from "../../src/stations/complete/complete.ts";
import type { CompletePorts, CompleteRequest } from "../../src/stations/complete/request.ts";
import { openItem } from "../../src/stations/item/open.ts";
import { verifyItem } from "../../src/stations/verify/verify.ts";
import { itemFiles, type StepSpec, workItemOf } from "../support/blackbox/item.ts";
import { chanceOf } from "./chance.ts";
import { canonical } from "./forge.ts";
import { type Place, portsOf } from "./world.ts";

/** A folder in memory with these work items on one workflow, of which nothing is recorded yet. */
export function lying(items: readonly string[], steps: string | readonly StepSpec[] = "a/1 b/2"): Place {
  const place: Place = { work: new Map(), state: new Map() };
  const { "artifacts/workflows/w.yaml": workflow = "" } = itemFiles(steps);
  put(place, "artifacts/workflows/w.yaml", workflow);
  for (const id of items) put(place, `artifacts/work-items/${id}.json`, canonical(workItemOf({ id })));
  return place;
}

export const put = ({ work }: Place, path: string, content: string | Uint8Array): void =>
  void work.set(path, Buffer.from(content));

export const textAt = ({ work }: Place, path: string): string =>
  Buffer.from(work.get(path) ?? "").toString("utf8");

/** The one path that fits, so that a test breaks when there is none or a second one. */
export function pathOf({ work }: Place, wanted: RegExp): string {
  const [path, ...more] = [...work.keys()].filter((each) => wanted.test(each));
  if (path === undefined || more.length > 0) throw new Error(`${wanted} names ${path}, ${more.join()}.`);
  return path;
}

const AT = "2026-01-01T00:00:00.000Z";

/** A machine that works on a folder; the same one for the same place. */
export function machineOn(place: Place, now = AT): CompletePorts {
  const chance = chanceOf(place.work.size);
  return portsOf(place, fixedClock(now), () => chance.hex(32));
}

/** Completes a step in one go. */
export async function completed(place: Place, item: string, step: string, now = AT): Promise<void> {
  const ports = machineOn(place, now);
  const report: CompleteRequest = {
    ...{ step, attempt: `${item}-${step}`, outcome: "done", nextAction: "go on", actor: "ann" },
    ...{ links: [], timestamp: undefined },
    event: "attempt-completed",
    baseline: "pre",
  };
  await complete(await openItem(item, ports), report, ports);
}

/** What verifying a work item finds, a line each. */
export async function findingsOf(place: Place, item: string): Promise<string[]> {
  const { findings } = await verifyItem(item, undefined, machineOn(place, "2027-01-01T00:00:00.000Z"));
  return findings.map(({ path, problem }) => `${path} ${problem}`);
}
