import type { Digest } from "../../kernel/digest.ts";
import { readDocument } from "../../kernel/document.ts";
import { isSealedBy, sealKeyId } from "../../kernel/seal.ts";
import { CLAIMS_FOLDER } from "../../rules/claims/claim.ts";
import { Closing, closingName, type Head, OPENING, recordPath } from "../../rules/evidence/opening.ts";
import type { Records } from "../../world/records/port.ts";
import { type Finding, found } from "../item/finding.ts";
import type { Scope, Verified } from "./scope.ts";

const CLOSING = /^closing-([1-9]\d*)$/;

/**
 * Checks the chain of closings: each signed, naming the one before, and binding heads that the logs still have.
 *
 * @returns whether the newest one binds everything as it stands: the work item is closed
 */
export async function checkClosings(
  scope: Scope,
  verified: Verified,
  records: Records,
): Promise<{ readonly isClosed: boolean; readonly findings: Finding[] }> {
  const names = await records.list(scope.workItem);
  const count = names.filter((name) => CLOSING.test(name)).length;
  const findings = strangers(scope.workItem, names, count);
  let previous: Digest | null = null;
  let last: Closing | null = null;
  for (let at = 1; at <= Math.max(count, scope.anchored.get("closing")?.seq ?? 0); at++) {
    const path = recordPath(scope.workItem, closingName(at));
    const bytes = await records.read(scope.workItem, closingName(at));
    const read = bytes && readDocument(Closing, bytes, { maxBytes: 64 << 20, maxDepth: 8 });
    if (!read?.ok) {
      findings.push(found(path, read ? read.says : "is missing"));
      return { isClosed: false, findings };
    }
    const { value, text, digest } = read.read;
    const problem =
      closingProblem(scope, value, text, previous) ??
      headProblem(value, verified) ??
      memoryProblem(scope.anchored.get("closing"), at, digest);
    if (problem) findings.push(found(path, problem));
    previous = digest;
    last = value;
  }
  return { isClosed: last !== null && bindsAll(last, verified), findings };
}

/** Records that are none, and closings that stand behind a gap. */
function strangers(workItem: string, names: readonly string[], count: number): Finding[] {
  return names.flatMap((name) => {
    const number = CLOSING.exec(name)?.[1];
    if (name === OPENING || (number !== undefined && Number(number) <= count)) return [];
    const says = number === undefined ? "is no record that belongs there" : "stands behind a gap";
    return [found(recordPath(workItem, name), says)];
  });
}

function closingProblem(
  scope: Scope,
  closing: Closing,
  text: string,
  previous: Digest | null,
): string | null {
  if (closing.workItem !== scope.workItem) return `is about work item ${closing.workItem}`;
  if (closing.opening !== scope.openingDigest) return "closes another opening";
  if (closing.previous !== previous) return "does not follow the closing before it";
  const keyId = sealKeyId(closing.signature);
  const key = scope.keyring.find(keyId, "writer", closing.closedAt);
  if (!key) return `is signed by key ${keyId}, which is not trusted for it`;
  return isSealedBy("closing", text, closing.signature, key) ? null : "was changed after it was signed";
}

/** A closing that verifies in itself, and is not the one that this machine has seen in that place. */
function memoryProblem(anchor: Head | undefined, at: number, digest: Digest): string | null {
  if (anchor?.seq !== at || anchor.digest === digest) return null;
  return "is another closing than the one that this machine has seen";
}

/** The first head that a closing binds and its log does not have. */
function headProblem({ workItem, steps, gates }: Closing, verified: Verified): string | null {
  for (const [key, { seq, digest }] of Object.entries(steps))
    if (verified.logs.get(key)?.records[seq - 1]?.digest !== digest)
      return `binds entry ${seq} of step ${key} (${CLAIMS_FOLDER}/${workItem}/${key}/${seq}.json), which its log does not have`;
  for (const [gate, digest] of Object.entries(gates))
    if (!verified.gates.get(gate)?.some((each) => each.digest === digest))
      return `binds a decision of gate ${gate} that is not there`;
  return null;
}

/** Whether a closing binds every log at its very end: nothing came after it. */
function bindsAll({ steps, gates }: Closing, verified: Verified): boolean {
  const atEnd = [...verified.logs].every(([key, { state }]) => state.seq === (steps[key]?.seq ?? 0));
  return atEnd && [...verified.gates].every(([gate, decisions]) => decisions.at(-1)?.digest === gates[gate]);
}
