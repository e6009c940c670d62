import { isBefore, msOf } from "../../kernel/clock.ts";
import { digestOf } from "../../kernel/digest.ts";
import { parseJson } from "../../kernel/json.ts";
import { byCode } from "../../kernel/name.ts";
import { problemLines, readShape } from "../../kernel/shape.ts";
import { CLAIMS_FOLDER, claimPath } from "../../rules/claims/claim.ts";
import { HANDOFF_FOLDER, isSidecar, mayConcern, SeedHandoff } from "../../rules/evidence/handoff.ts";
import type { AdoptedHandoff } from "../../rules/evidence/opening.ts";
import type { Plan } from "../../rules/plan/plan.ts";
import type { ItemPorts } from "./ports.ts";
import { readStrange } from "./strange.ts";

type Ports = Pick<ItemPorts, "files" | "warn">;

/** Claim views looked at when a work item is opened: enough to name a broken one, too few to cost. Ours. */
const VIEWS_LOOKED_AT = 256;

/**
 * The handoffs that lie here before a work item has a log, in the order in which they are believed: by time, then
 * by name. What does not read is named in a warning and passed over.
 *
 * Only files whose names may concern the work item are read, so that others' history costs nothing.
 */
export function adoptable(workItem: string, plan: Plan, ports: Ports): AdoptedHandoff[] {
  warnOfBrokenViews(ports);
  const found: AdoptedHandoff[] = [];
  for (const name of ports.files.list(HANDOFF_FOLDER)) {
    if (!name.endsWith(".json") || isSidecar(name) || !mayConcern(name, workItem)) continue;
    const adopted = adoptedFrom(`${HANDOFF_FOLDER}/${name}`, workItem, plan, ports);
    if (adopted) found.push(adopted);
  }
  return found.sort((a, b) => msOf(a.endedAt) - msOf(b.endedAt) || byCode(a.path, b.path));
}

function adoptedFrom(path: string, workItem: string, plan: Plan, ports: Ports): AdoptedHandoff | undefined {
  const { warn } = ports;
  const bytes = readStrange(path, ports);
  if (!bytes) return undefined;
  const parsed = parseJson(bytes);
  if (!parsed.ok) return void warn(`${path} ${parsed.problem}; it is passed over.`);
  const read = readShape(SeedHandoff, parsed.value);
  if (!read.ok)
    return void warn(`${path} is no handoff: ${problemLines(read.problems, 3)}; it is passed over.`);
  const { workItemId, step, attemptId, eventType, baselineIntegration, timestamp } = read.value;
  if (workItemId !== workItem) return undefined;
  if (!plan.indexOf.has(step.key))
    return void warn(`${path} names the unknown step ${step.key}; it is passed over.`);
  const startedAt = claimedAt(ports, attemptId, timestamp);
  return {
    path,
    digest: digestOf(bytes),
    step: step.key,
    attempt: attemptId,
    event: eventType,
    baseline: baselineIntegration,
    ...(startedAt === undefined ? {} : { startedAt }),
    endedAt: timestamp,
  };
}

/** When the attempt was claimed, as its own claim file says; undefined when it says nothing usable. */
function claimedAt(ports: Ports, attempt: string, endedAt: string): string | undefined {
  const bytes = readStrange(claimPath(attempt), ports);
  const parsed = bytes && parseJson(bytes);
  if (!parsed?.ok || typeof parsed.value !== "object" || parsed.value === null) return undefined;
  const at: unknown = Reflect.get(parsed.value, "claimedAt");
  if (typeof at !== "string" || Number.isNaN(Date.parse(at))) return undefined;
  const utc = new Date(at).toISOString();
  return isBefore(endedAt, utc) ? undefined : utc;
}

function warnOfBrokenViews(ports: Ports): void {
  const { files, warn } = ports;
  const views = files.list(CLAIMS_FOLDER).filter((name) => name.endsWith(".json"));
  if (views.length > VIEWS_LOOKED_AT) return;
  for (const name of views) {
    const bytes = readStrange(`${CLAIMS_FOLDER}/${name}`, ports);
    const parsed = bytes && parseJson(bytes);
    if (parsed && !parsed.ok)
      warn(`${CLAIMS_FOLDER}/${name} ${parsed.problem}; it decides nothing and is passed over.`);
  }
}
