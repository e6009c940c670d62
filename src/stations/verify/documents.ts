import { digestOf } from "../../kernel/digest.ts";
import { readDocument } from "../../kernel/document.ts";
import type { DocumentRef, Recorded } from "../../rules/claims/entry.ts";
import {
  becomes,
  HANDOFF_FOLDER,
  Handoff,
  REVERTS_FOLDER,
  recordName,
  sidecarOf,
} from "../../rules/evidence/handoff.ts";
import { Revert } from "../../rules/evidence/revert.ts";
import { envelopeFault } from "../../rules/evidence/statement.ts";
import { ROLE_OF } from "../../rules/evidence/trust.ts";
import type { Plan } from "../../rules/plan/plan.ts";
import type { Files } from "../../world/files/port.ts";
import { concerns } from "../item/concern.ts";
import { claimAbout, lostLink } from "../item/documents.ts";
import { type Finding, found } from "../item/finding.ts";
import type { ItemPorts } from "../item/ports.ts";
import type { Scope, Verified } from "./scope.ts";

/**
 * Checks every document that a log binds: it is there, its bytes are those bound, it says what the log says, its
 * signature holds, its linked files are what they were; and that no document speaks of the work item unbound.
 */
export async function checkDocuments(scope: Scope, { logs }: Verified, ports: ItemPorts): Promise<Finding[]> {
  const findings: Finding[] = [];
  const expected = new Set(scope.opening.handoffs.map(({ path }) => path));
  for (const { records } of logs.values())
    for (const recorded of records) {
      const { entry } = recorded;
      if (!("document" in entry) || entry.document === undefined) continue;
      expected.add(entry.document.path);
      if (claimAbout(entry)) expected.add(sidecarOf(entry.document.path));
      findings.push(...(await checkDocument(scope, recorded, entry.document, ports)));
    }
  return [
    ...findings,
    ...(await strangers(HANDOFF_FOLDER, scope, expected, ports)),
    ...(await strangers(REVERTS_FOLDER, scope, expected, ports)),
  ];
}

async function checkDocument(
  scope: Scope,
  recorded: Recorded,
  { path, digest }: DocumentRef,
  ports: ItemPorts,
): Promise<Finding[]> {
  const bytes = ports.files.read(path);
  if (!bytes) return [found(path, "is missing")];
  if (digestOf(bytes) !== digest)
    return [found(path, "was changed: its bytes are not those that its log binds")];
  if (recorded.entry.kind === "adopt") return [];
  if (path.startsWith(`${REVERTS_FOLDER}/`)) return revertProblems(recorded, path, bytes);
  const lost = await lostLink(bytes, ports);
  return [
    ...handoffProblems(scope, recorded, path, bytes),
    ...(lost === null ? [] : [found(path, `links a file, and ${lost}`)]),
    ...signatureProblems(scope, recorded, ports.files),
  ];
}

function handoffProblems({ plan }: Scope, { entry }: Recorded, path: string, bytes: Uint8Array): Finding[] {
  const read = readDocument(Handoff, bytes);
  if (!read.ok) return [found(path, read.says)];
  const handoff = read.read.value;
  const agrees =
    handoff.workItemId === entry.workItem &&
    handoff.step.key === entry.step &&
    handoff.attemptId === entry.attempt &&
    becomes(handoff.eventType, entry.kind);
  if (!agrees) return [found(path, "speaks of another attempt or event than its log")];
  if (plan && !isOfPlan(handoff, plan)) return [found(path, "speaks of another workflow than its log")];
  if ("token" in entry && entry.token !== undefined && entry.token !== handoff.token)
    return [found(path, "has another token than its log")];
  return namesFor(handoff, entry.seq).includes(path) ? [] : [found(path, "does not lie under its own name")];
}

const isOfPlan = ({ workflow, step }: Handoff, { workflow: own, steps, indexOf }: Plan): boolean =>
  workflow.name === own.name &&
  workflow.version === own.version &&
  step.order === steps[indexOf.get(step.key) ?? -1]?.order;

/** The names under which a handoff may lie: plain, with its event, with its event and its seq. */
function namesFor({ timestamp, workItemId, step, attemptId, eventType }: Handoff, seq: number): string[] {
  const marks = ["", eventType, `${eventType}-${seq}`];
  return marks.map(
    (mark) => `${HANDOFF_FOLDER}/${recordName(timestamp, workItemId, step.key, attemptId, mark)}`,
  );
}

function signatureProblems(scope: Scope, { entry }: Recorded, files: Files): Finding[] {
  const claim = claimAbout(entry);
  if (!claim) return [];
  const path = sidecarOf(claim.path);
  const bytes = files.read(path);
  if (!bytes) return [found(path, "is missing")];
  const fault = envelopeFault(bytes, claim, (id) => scope.keyring.find(id, ROLE_OF[entry.kind], entry.at));
  return fault === null ? [] : [found(path, fault)];
}

function revertProblems({ entry }: Recorded, path: string, bytes: Uint8Array): Finding[] {
  const read = readDocument(Revert, bytes);
  if (!read.ok) return [found(path, read.says)];
  const { workItemId, stepKey, attemptId } = read.read.value;
  const agrees = workItemId === entry.workItem && stepKey === entry.step && attemptId === entry.attempt;
  return agrees ? [] : [found(path, "speaks of another attempt than its log")];
}

/** Documents about the work item that no log and no opening knows. */
async function strangers(
  folder: string,
  { workItem }: Scope,
  expected: ReadonlySet<string>,
  ports: ItemPorts,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const name of ports.files.list(folder)) {
    const path = `${folder}/${name}`;
    if (expected.has(path) || !(await concerns(folder, name, workItem, ports))) continue;
    findings.push(found(path, "is in no log: it was added beside them"));
  }
  return findings;
}
