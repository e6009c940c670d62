import { digestOf } from "../../kernel/digest.ts";
import { Failure } from "../../kernel/failure.ts";
import { Id, Key } from "../../kernel/name.ts";
import { readShape } from "../../kernel/shape.ts";
import { CLAIMS_FOLDER } from "../../rules/claims/claim.ts";
import type { StepAddress } from "../../rules/claims/entry.ts";
import { gateFolder, gateHistoryFolder } from "../../rules/evidence/gate.ts";
import { HANDOFF_FOLDER, REVERTS_FOLDER } from "../../rules/evidence/handoff.ts";
import { recordPath } from "../../rules/evidence/opening.ts";
import type { Source } from "../../world/sources/port.ts";
import { concerns } from "../item/concern.ts";
import { type Finding, found } from "../item/finding.ts";
import type { ItemPorts } from "../item/ports.ts";

/** Ids of the work items of which a source holds logs or records. */
export function itemsIn({ files }: Source): readonly string[] {
  const folders = [...files.list(CLAIMS_FOLDER), ...files.list("artifacts/records")];
  return [...new Set(folders)].filter((name) => readShape(Id, name).ok).sort();
}

/**
 * Brings what a source holds about one work item into the work folder: its opening where there is none, the log
 * entries that come after ours, the documents that they bind, gate decisions and closings. Everything is written
 * once; what is here already must be the same.
 *
 * Whether it verifies is not decided here: the caller merges aside first, and verifies that.
 *
 * @returns what contradicts what is here
 */
export async function mergeItem(
  source: Source,
  workItem: string,
  ports: ItemPorts,
): Promise<readonly Finding[]> {
  const theirs = ports.within(source.files);
  const findings: Finding[] = [];
  for (const name of await theirs.records.list(workItem)) {
    const bytes = await theirs.records.read(workItem, name);
    if (!bytes || (await ports.records.put(workItem, name, bytes))) continue;
    if (!same(bytes, await ports.records.read(workItem, name)))
      findings.push(contradicts(source, recordPath(workItem, name)));
  }
  for (const step of await theirs.stepLog.steps(workItem)) {
    const folder = `${CLAIMS_FOLDER}/${workItem}/${step}`;
    if (readShape(Key, step).ok)
      findings.push(...(await mergeLog(source, { workItem, step }, folder, ports)));
    else findings.push(found(`${source.name}: ${folder}`, "is a log whose name is no step key"));
  }
  return [...findings, ...(await copyDocuments(source, workItem, ports))];
}

async function mergeLog(
  source: Source,
  address: StepAddress,
  folder: string,
  ports: ItemPorts,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const ours = new Map((await ports.stepLog.read(address)).map(({ seq, bytes }) => [seq, bytes]));
  for (const { seq, bytes } of await ports.within(source.files).stepLog.read(address)) {
    const here = ours.get(seq);
    const isTaken = here ? same(bytes, here) : await ports.stepLog.append(address, seq, bytes);
    if (!isTaken) findings.push(contradicts(source, `${folder}/${seq}.json`));
  }
  return findings;
}

/** Documents by path: handoffs with their signatures, reverts, and the history of gate decisions. */
async function copyDocuments(source: Source, workItem: string, ports: ItemPorts): Promise<Finding[]> {
  const { files } = ports;
  const theirs = { files: source.files, ...ports.within(source.files) };
  const paths: string[] = [];
  for (const folder of [HANDOFF_FOLDER, REVERTS_FOLDER])
    for (const name of source.files.list(folder))
      if (await concerns(folder, name, workItem, theirs)) paths.push(`${folder}/${name}`);
  const gates = source.files.list(gateFolder(workItem)).filter((name) => readShape(Id, name).ok);
  const decisions = gates.flatMap((gate) =>
    source.files
      .list(gateHistoryFolder(workItem, gate))
      .map((name) => `${gateHistoryFolder(workItem, gate)}/${name}`),
  );
  return [...paths, ...decisions].flatMap((path) => {
    const bytes = source.files.read(path);
    if (!bytes || files.create(path, bytes)) return [];
    return same(bytes, files.read(path)) ? [] : [contradicts(source, path)];
  });
}

const same = (a: Uint8Array, b: Uint8Array | undefined): boolean =>
  b !== undefined && digestOf(a) === digestOf(b);

const contradicts = ({ name }: Source, path: string): Finding =>
  found(`${name}: ${path}`, "differs from what is here: two histories claim the same place");

/** Runs work on a source and turns a failure of it into a finding: one bad source does not keep the others out. */
export async function asFindings(
  source: Source,
  work: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof Failure) return [found(source.name, cause.message)];
    throw cause;
  }
}
