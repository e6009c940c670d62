import { digestOf } from "../../kernel/digest.ts";
import { readDocument } from "../../kernel/document.ts";
import { Failure } from "../../kernel/failure.ts";
import { isSealedBy, sealKeyId } from "../../kernel/seal.ts";
import { keyIdOf } from "../../kernel/signature.ts";
import { gateFolder } from "../../rules/evidence/gate.ts";
import { HANDOFF_FOLDER, isSidecar } from "../../rules/evidence/handoff.ts";
import { OPENING, Opening, recordPath } from "../../rules/evidence/opening.ts";
import {
  type Keyring,
  selfAsserted,
  TRUST_PATH,
  type TrustFile,
  trustedKeys,
} from "../../rules/evidence/trust.ts";
import type { Plan } from "../../rules/plan/plan.ts";
import { workItemPath } from "../../rules/plan/work-item.ts";
import { concerns } from "../item/concern.ts";
import { type Finding, found } from "../item/finding.ts";
import { isAsSeen, VOUCHED } from "../item/open.ts";
import { loadWorkItem, planAt } from "../item/plan.ts";
import type { ItemPorts } from "../item/ports.ts";
import { checkClosings } from "./closings.ts";
import { checkDocuments } from "./documents.ts";
import { checkGates, checkWithdrawals } from "./gates.ts";
import { checkHidden } from "./hidden.ts";
import { checkItem } from "./item.ts";
import { checkBases, checkLogs } from "./logs.ts";
import { noting } from "./noting.ts";
import { checkRework } from "./rework.ts";
import { checkSchedule } from "./schedule.ts";
import type { Scope, Verified } from "./scope.ts";
import { checkViews } from "./views.ts";

/** What verifying a work item came to: integrity and assurance apart, and what it does not prove. */
export interface Verification {
  readonly workItemId: string;
  /** `closed`: a closing binds everything. `open`: more can still come. `untouched`: nothing was ever recorded. */
  readonly state: "closed" | "open" | "untouched";
  readonly findings: readonly Finding[];
  readonly logs: number;
  readonly records: number;
  /** Whose signatures were believed. */
  readonly assurance: "trust-file" | "self-asserted" | "none";
  readonly keys: readonly string[];
  /** Logs that were measured against what this machine has seen of them. */
  readonly anchored: number;
}

/**
 * Verifies every record of one work item: bytes, chains, signatures, completeness, and that each decision follows
 * again from what it was decided on. Finds everything that is wrong, not only the first thing; changes nothing.
 *
 * @param trust  a trust file that the caller names; none means the committed one, or self-asserted
 * @throws       `item.missing`, `item.malformed` for a work item that has no record either
 */
export async function verifyItem(
  id: string,
  trust: TrustFile | undefined,
  world: ItemPorts,
): Promise<Verification> {
  const { files, findings: unreadable } = noting(world.files);
  const ports: ItemPorts = { ...world, files, ...world.within(files) };
  const seen = (await ports.anchors.histories()).get(id);
  const bytes = await ports.records.read(id, OPENING);
  const verified = bytes ? await opened(id, bytes, seen, trust, ports) : await untouched(id, seen, ports);
  const itself = itemProblem(id, ports);
  const among = [...verified.findings, ...checkHidden(id, files)];
  // Nothing but a document that does not read: that is the caller's to correct, and no evidence.
  if (itself && verified.state === "untouched" && among.length === 0) throw itself;
  const findings = itself ? [found(workItemPath(id), itself.message)] : [];
  return { ...verified, findings: distinct([...findings, ...among, ...unreadable]) };
}

/** Why the work item's own document does not read. */
function itemProblem(id: string, ports: ItemPorts): Failure | undefined {
  try {
    loadWorkItem(id, ports);
    return undefined;
  } catch (cause) {
    if (cause instanceof Failure) return cause;
    throw cause;
  }
}

async function opened(
  id: string,
  bytes: Uint8Array,
  seen: string | undefined,
  trust: TrustFile | undefined,
  ports: ItemPorts,
): Promise<Verification> {
  const path = recordPath(id, OPENING);
  const read = readDocument(Opening, bytes, { maxBytes: 64 << 20, maxDepth: 8 });
  if (!read.ok) return { ...unverified(id, [found(path, read.says)]), state: "open" };
  const { value: opening, text, digest: openingDigest } = read.read;
  const file = trust ?? (await ports.trust.committed());
  const keyring = file ? trustedKeys(file) : selfAsserted(opening.signer);
  const { plan, findings: planFindings } = await checkPlan(opening, ports);
  const anchored = await ports.anchors.read(opening.origin);
  const scope: Scope = { workItem: id, opening, openingDigest, plan, keyring, anchored };

  const { logs, findings: logFindings } = await checkLogs(scope, ports);
  const { gates, findings: gateFindings } = checkGates(scope, ports.files);
  const verified: Verified = { logs, gates };
  const { isClosed, findings: closingFindings } = await checkClosings(scope, verified, ports.records);
  const findings = [
    ...openingProblems(id, opening, text, keyring).map((problem) => found(path, problem)),
    ...(isAsSeen(scope, seen) ? [] : [found(path, REPLACED)]),
    ...(!file && anchored.has(VOUCHED) ? [found(TRUST_PATH, UNTRUSTED)] : []),
    ...checkItem(scope, verified, ports),
    ...planFindings,
    ...logFindings,
    ...gateFindings,
    ...checkWithdrawals(scope, verified),
    ...checkRework(scope, verified),
    ...checkBases(scope, verified),
    ...(await checkDocuments(scope, verified, ports)),
    ...(await checkViews(scope, verified, ports)),
    ...closingFindings,
    ...checkSchedule(scope, verified, ports.files),
  ];
  const records = [...logs.values()].reduce((total, log) => total + log.records.length, 0);
  return {
    workItemId: id,
    state: isClosed ? "closed" : "open",
    findings,
    logs: logs.size,
    records,
    assurance: keyring.source,
    keys: keysIn(verified, opening),
    anchored: [...anchored.keys()].filter((name) => name.startsWith("step:")).length,
  };
}

const UNTRUSTED = "is gone from the base branch: this machine has seen it vouch for the keys of this history";
const REPLACED = "is not the opening that this machine has seen: the history was replaced";

function openingProblems(id: string, opening: Opening, text: string, keyring: Keyring): string[] {
  const problems: string[] = [];
  if (opening.workItem !== id) problems.push(`is about work item ${opening.workItem}`);
  if (!isSealedBy("opening", text, opening.signature, opening.signer))
    problems.push("was changed after it was signed");
  const keyId = sealKeyId(opening.signature);
  if (!keyring.find(keyId, "writer", opening.openedAt))
    problems.push(`is signed by key ${keyId}, which is not trusted for it`);
  return problems;
}

async function checkPlan(
  { workflow }: Opening,
  ports: ItemPorts,
): Promise<{ plan: Plan | undefined; findings: Finding[] }> {
  const bytes = ports.files.read(workflow.path);
  if (!bytes)
    return {
      plan: undefined,
      findings: [found(workflow.path, "is missing: the work item was opened with it")],
    };
  if (digestOf(bytes) !== workflow.digest)
    return {
      plan: undefined,
      findings: [found(workflow.path, "is not the workflow that the work item was opened with")],
    };
  try {
    const plan = (await planAt(workflow.path, ports))?.plan;
    const isNamed = plan?.workflow.id === workflow.id && plan.workflow.version === workflow.version;
    return {
      plan,
      findings: isNamed ? [] : [found(workflow.path, "is of another name or version than the opening says")],
    };
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    return { plan: undefined, findings: [found(workflow.path, cause.message)] };
  }
}

/** A work item without an opening has no history; whatever looks like one was put there, or lost its beginning. */
async function untouched(id: string, seen: string | undefined, ports: ItemPorts): Promise<Verification> {
  const findings: Finding[] = [];
  if (seen !== undefined)
    findings.push(
      found(recordPath(id, OPENING), "is missing: this machine has seen a history of the work item"),
    );
  if ((await ports.stepLog.steps(id)).length > 0 || (await ports.records.list(id)).length > 0)
    findings.push(found(recordPath(id, OPENING), "is missing, but there are records of the work item"));
  for (const name of ports.files.list(HANDOFF_FOLDER).filter(isSidecar))
    if (await concerns(HANDOFF_FOLDER, name, id, ports))
      findings.push(
        found(`${HANDOFF_FOLDER}/${name}`, "signs a handoff of a work item that was never opened"),
      );
  const folders = ports.files.list(gateFolder(id)).filter((name) => !name.endsWith(".json"));
  for (const name of folders)
    findings.push(found(`${gateFolder(id)}/${name}`, "holds decisions of a work item that was never opened"));
  return unverified(id, findings);
}

/** What is known of a work item whose records could not be looked at. */
export const unverified = (id: string, findings: readonly Finding[]): Verification => ({
  workItemId: id,
  state: "untouched",
  findings,
  logs: 0,
  records: 0,
  assurance: "none",
  keys: [],
  anchored: 0,
});

const keysIn = ({ logs }: Verified, opening: Opening): string[] => [
  ...new Set([
    keyIdOf(opening.signer),
    ...[...logs.values()].flatMap(({ records }) => records.map(({ entry }) => sealKeyId(entry.signature))),
  ]),
];

function distinct(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((each) => [`${each.path}\n${each.problem}`, each])).values()];
}
