import { sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "valibot";
import { fixedClock } from "../../../src/kernel/clock.ts";
import { TrustFile } from "../../../src/rules/evidence/trust.ts";
import { DECISIONS_FOLDER } from "../../../src/rules/story/decision.ts";
import type { DecisionPorts } from "../../../src/stations/story/ports.ts";
import { verifyBundle } from "../../../src/stations/verify/bundle.ts";
import type { RequestVerification } from "../../../src/stations/verify/request.ts";
import { fsAnchors } from "../../../src/world/anchors/fs.ts";
import { memoryFiles } from "../../../src/world/files/memory.ts";
import { fsRecords } from "../../../src/world/records/fs.ts";
import { machinesKey } from "../../tamper/forge.ts";
import { filesOf, type Place, portsOf } from "../../tamper/world.ts";
import type { Workshop } from "../cli.ts";
import type { TestKey } from "../rules/keys.ts";

/** The key with which the story was signed, as its machine has it. */
export function keyOf(shop: Workshop): TestKey {
  const { secret, id, publicKey } = machinesKey(shop);
  return { keyId: id, publicKey, sign: (bytes) => sign(null, bytes, secret) };
}

export const trustIn = ({ root }: Workshop): TrustFile =>
  parse(TrustFile, JSON.parse(readFileSync(join(root, ".github/continuo/keys.json"), "utf8")));

/** A machine that has nothing but what it is given. */
export function elsewhere(place: Place = { work: new Map(), state: new Map() }): DecisionPorts {
  const files = filesOf(place.work);
  const ports = portsOf(place, fixedClock("2027-01-01T00:00:00.000Z"), () => "0".repeat(32));
  return {
    ...ports,
    decisions: fsRecords(files, DECISIONS_FOLDER),
    requestAnchors: fsAnchors(filesOf(place.state), () => "here", "requests/"),
    decisionsIn: (tree) => fsRecords(tree, DECISIONS_FOLDER),
    treeOf: memoryFiles,
  };
}

export const PROOF = "proof.json";

/** A proof as the shipped verification sees it, in memory. */
export const verified = (
  proof: Uint8Array,
  trust: TrustFile | undefined = undefined,
): Promise<RequestVerification> => verifyBundle(PROOF, proof, trust, elsewhere());

/** What is found, a line each. */
export async function linesOf(proof: Uint8Array, trust?: TrustFile): Promise<string[]> {
  const { findings } = await verified(proof, trust);
  return findings.map(({ path, problem }) => `${path} ${problem}`);
}
