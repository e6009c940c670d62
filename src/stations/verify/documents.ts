import { digestOf } from "../../kernel/digest.ts";
import { readDocument } from "../../kernel/document.ts";
import type { DocumentRef, Recorded } from "../../rules/claims/entry.ts";
import {
  HANDOFF_FOLDER,
  Handoff,
  isSidecar,
  mayConcern,
  REVERTS_FOLDER,
  recordName,
  sidecarOf,
} from "../../rules/evidence/handoff.ts";
import { Revert } from "../../rules/evidence/revert.ts";
import { envelopeFault, type HandoffClaim } from "../../rules/evidence/statement.ts";
import { ROLE_OF } from "../../rules/evidence/trust.ts";
import type { Files } from "../../world/files/port.ts";
import { changedLink, claimAbout } from "../item/documents.ts";
import { type Finding, found } from "../item/finding.ts";
import type { Scope, Verified } from "./scope.ts";

/**
 * Checks every document that a log binds: it is there, its bytes are those bound, it says what the log says, its
 * signature holds, its linked files are what they were; and that no document speaks of the work item unbound.
 */
export function checkDocuments(scope: Scope, { logs }: Verified, files: Files): Finding[] {
  const findings: Finding[] = [];
  const bound = new Set<string>();
  for (const log of logs.values())
    for (const recorded of log.records) {
      const { entry } = recorded;
      if (!("document" in entry) || entry.document === undefined) continue;
      bound.add(entry.document.path);
      findings.push(...checkDocument(scope, recorded, entry.document, files));
    }
  for (const { path } of scope.opening.handoffs) bound.add(path);
  return [
    ...findings,
    ...strangers(HANDOFF_FOLDER, scope, bound, files),
    ...strangers(REVERTS_FOLDER, scope, bound, files),
  ];
}

function checkDocument(
  scope: Scope,
  recorded: Recorded,
  { path, digest }: DocumentRef,
  files: Files,
): Finding[] {
  const bytes = files.read(path);
  if (!bytes) return [found(path, "is missing")];
  if (digestOf(bytes) !== digest)
    return [found(path, "was changed: its bytes are not those that its log binds")];
  if (recorded.entry.kind === "adopt") return [];
  if (path.startsWith(`${REVERTS_FOLDER}/`)) return revertProblems(recorded, path, bytes);
  return [...handoffProblems(recorded, path, bytes, files), ...signatureProblems(scope, recorded, files)];
}

function handoffProblems({ entry }: Recorded, path: string, bytes: Uint8Array, files: Files): Finding[] {
  const read = readDocument(Handoff, bytes);
  if (!read.ok) return [found(path, read.says)];
  const { workItemId, step, attemptId, eventType, timestamp } = read.read.value;
  const claim = claimAbout(entry);
  const agrees =
    workItemId === entry.workItem &&
    step.key === entry.step &&
    attemptId === entry.attempt &&
    eventType === claim?.eventType;
  if (!claim || !agrees) return [found(path, "speaks of another attempt or event than its log")];
  if (!namesFor(timestamp, claim).includes(path)) return [found(path, "does not lie under its own name")];
  const changed = changedLink(files, bytes);
  return changed === null ? [] : [found(path, `links a file, and ${changed}`)];
}

/** The names under which a handoff may lie: plain, with its event, with its event and its seq. */
function namesFor(timestamp: string, { workItem, step, attempt, eventType, seq }: HandoffClaim): string[] {
  const marks = ["", eventType, `${eventType}-${seq}`];
  return marks.map((mark) => `${HANDOFF_FOLDER}/${recordName(timestamp, workItem, step, attempt, mark)}`);
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
function strangers(folder: string, { workItem }: Scope, bound: ReadonlySet<string>, files: Files): Finding[] {
  const findings: Finding[] = [];
  for (const name of files.list(folder)) {
    const path = `${folder}/${name}`;
    const about = isSidecar(name) ? path.replace(/\.dsse\.json$/, ".json") : path;
    if (bound.has(about) || !mayConcern(name, workItem)) continue;
    if (!name.endsWith(".json") || speaksOf(files, path, name, workItem))
      findings.push(found(path, "is in no log: it was added beside them"));
  }
  return findings;
}

/** Whether an unbound file claims to be about the work item. A signature without its handoff does by its name. */
function speaksOf(files: Files, path: string, name: string, workItem: string): boolean {
  if (isSidecar(name)) return name.includes(`-${workItem}-`);
  const text = Buffer.from(files.read(path) ?? "").toString("utf8");
  return text.includes(`"${workItem}"`) || name.includes(`-${workItem}-`);
}
