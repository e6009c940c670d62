import { digestOf } from "../kernel/digest.ts";
import { byCode } from "../kernel/name.ts";
import { sealed } from "../kernel/seal.ts";
import { type Bundle, bundled, proofPath } from "../rules/story/bundle.ts";
import { roundName } from "../rules/story/proposal.ts";
import type { StoryReading } from "./story/facts.ts";
import type { DecisionPorts } from "./story/ports.ts";
import { provenPaths } from "./story/proven-paths.ts";

/**
 * Puts everything that proves a round into one file, sealed: its decisions and those before it, the work item, what
 * the handoffs bind. The same round makes the same bytes.
 *
 * @returns where it lies
 */
export async function prove({ log, round }: StoryReading, ports: DecisionPorts): Promise<string | null> {
  const last = log.records.at(-1);
  if (!round?.end || !last) return null;
  const workItem = round.enlist?.output.workItem ?? null;
  const proven = { request: log.request, decisions: log.records.length, workItem };
  const paths = await provenPaths(proven, ports);
  const files = [...paths].sort(byCode).flatMap((path) => {
    const bytes = ports.files.read(path);
    return bytes ? [bundled(path, digestOf(bytes), bytes)] : [];
  });
  const key = await ports.signer.key();
  const document: Omit<Bundle, "signature"> = {
    schemaVersion: "1.0",
    kind: "bundle",
    request: log.request,
    workItem,
    head: { seq: last.decision.seq, digest: last.digest },
    files,
    at: last.decision.at,
    signer: key.publicKey,
  };
  const path = proofPath(roundName({ issue: round.route.input.issue, round: round.number }));
  const text = sealed("bundle", document, key);
  const there = ports.files.read(path);
  if (!there || digestOf(there) !== digestOf(text)) ports.files.replace(path, text);
  return path;
}
