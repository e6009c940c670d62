import { CLAIMS_FOLDER } from "../../rules/claims/claim.ts";
import type { StepAddress } from "../../rules/claims/entry.ts";
import type { Files } from "../files/port.ts";
import { type RawEntry, type StepLog, stepLogFailure } from "./port.ts";

const ENTRY = /^([1-9]\d{0,5})\.json$/;

/**
 * Step logs as files, `artifacts/claims/<workItem>/<step>/<seq>.json`, one entry a file, written once by link(2).
 * Exclusive on one machine, and on a network disk with an atomic link.
 */
export function fsStepLog(files: Files): StepLog {
  const folderOf = ({ workItem, step }: StepAddress) => `${CLAIMS_FOLDER}/${workItem}/${step}`;

  return {
    async read(address) {
      const folder = folderOf(address);
      const seqs = files.list(folder).map((name) => seqOf(name, folder));
      return seqs.sort((a, b) => a - b).map((seq) => entryAt(`${folder}/${seq}.json`, seq));
    },

    async append(address, seq, bytes) {
      return files.create(`${folderOf(address)}/${seq}.json`, bytes);
    },

    async steps(workItem) {
      return files.list(`${CLAIMS_FOLDER}/${workItem}`);
    },
  };

  function entryAt(path: string, seq: number): RawEntry {
    const bytes = files.read(path);
    if (bytes) return { seq, bytes };
    throw stepLogFailure("steplog.foreign", `${path} vanished while it was read; entries are never removed.`);
  }
}

function seqOf(name: string, folder: string): number {
  const seq = ENTRY.exec(name)?.[1];
  if (seq !== undefined) return Number(seq);
  throw stepLogFailure("steplog.foreign", `${folder}/${name} is no entry of a step log.`, {
    hint: "Find out who put it there, and move it away.",
  });
}
