import { digestOf } from "../../kernel/digest.ts";
import { readDocument } from "../../kernel/document.ts";
import { byCode } from "../../kernel/name.ts";
import { isSealedBy, sealKeyId } from "../../kernel/seal.ts";
import type { TrustFile } from "../../rules/evidence/trust.ts";
import { BUNDLE_LIMITS, Bundle, bundled, bytesOf } from "../../rules/story/bundle.ts";
import { decisionPath } from "../../rules/story/decision.ts";
import { type Finding, found } from "../item/finding.ts";
import type { DecisionPorts } from "../story/ports.ts";
import { provenPaths } from "../story/proven-paths.ts";
import { type RequestVerification, type Verified, verifiedRequest } from "./request.ts";

/**
 * Verifies a proof bundle by itself: what lies around it on this machine, and what this machine remembers, has no say.
 *
 * @param path  as the caller named it, for findings about the bundle itself
 */
export async function verifyBundle(
  path: string,
  bytes: Uint8Array,
  named: TrustFile | undefined,
  ports: DecisionPorts,
): Promise<RequestVerification> {
  const read = readDocument(Bundle, bytes, BUNDLE_LIMITS);
  if (!read.ok) return unread(path, read.says);
  const { value: bundle, text } = read.read;
  const inside = within(bundle, ports);
  const verified = await verifiedRequest(bundle.request, named, inside, "the last round");
  const { verification } = verified;
  const findings = [
    ...(isSealedBy("bundle", text, bundle.signature, bundle.signer)
      ? []
      : [found(path, "was changed after it was signed")]),
    ...handProblems(bundle, verified).map((problem) => found(path, problem)),
    ...filesProblems(bundle),
    ...(await headProblems(bundle, verification, inside)),
    ...saidProblems(bundle, verification).map((problem) => found(path, problem)),
  ];
  // What does not verify has no surely known documents.
  const isSound = findings.length + verification.findings.length === 0;
  const strange = isSound ? await strangers(bundle, verification, inside) : [];
  return { ...verification, findings: [...findings, ...strange, ...verification.findings] };
}

/** The bundle's own documents as the work folder, and a machine that remembers nothing. */
function within(bundle: Bundle, ports: DecisionPorts): DecisionPorts {
  const tree = ports.treeOf(new Map(bundle.files.map((file) => [file.path, bytesOf(file)])));
  return {
    ...ports,
    files: tree,
    ...ports.within(tree),
    decisions: ports.decisionsIn(tree),
    anchors: NO_ANCHORS,
    requestAnchors: NO_ANCHORS,
    archive: { recall: async () => undefined },
  };
}

const NO_ANCHORS = {
  read: async () => new Map(),
  note: async () => undefined,
  began: async () => undefined,
  histories: async () => new Map(),
  forget: async () => undefined,
};

/** Whoever sealed it signed decisions in it too, and was trusted then. */
function handProblems({ signature, at }: Bundle, { verification, keyring }: Verified): string[] {
  const keyId = sealKeyId(signature);
  if (!verification.keys.includes(keyId)) return ["is signed by a key that signed none of its decisions"];
  return keyring?.find(keyId, "writer", at) ? [] : [`is signed by key ${keyId}, which is not trusted for it`];
}

async function headProblems(
  { request, head }: Bundle,
  { decisions }: RequestVerification,
  inside: DecisionPorts,
): Promise<Finding[]> {
  const last = await inside.decisions.read(request, String(head.seq));
  if (last && decisions.length === head.seq && digestOf(last) === head.digest) return [];
  return [found(decisionPath(request, head.seq), "is not the last decision, as the bundle says that it is")];
}

/** What a bundle says of itself, held against what is in it. */
function saidProblems({ workItem }: Bundle, { outcome, work }: RequestVerification): string[] {
  const problems: string[] = [];
  if (outcome === null) problems.push("holds a round that did not come to its end: its tail is missing");
  if (workItem !== (work?.workItemId ?? null)) problems.push("names another work item than its decisions");
  return problems;
}

function filesProblems({ files }: Bundle): Finding[] {
  const problems: Finding[] = [];
  let before = "";
  for (const file of files) {
    const bytes = bytesOf(file);
    const { encoding, content } = bundled(file.path, file.digest, bytes);
    if (digestOf(bytes) !== file.digest)
      problems.push(found(file.path, "was changed: its bytes are not those that the bundle lists"));
    // One spelling for each document, so that no two bundles hold the same.
    if (encoding !== file.encoding || content !== file.content)
      problems.push(found(file.path, "is not written as a bundle writes it"));
    if (before !== "" && byCode(before, file.path) >= 0)
      problems.push(found(file.path, "stands twice, or out of order, in the bundle"));
    before = file.path;
  }
  return problems;
}

/** Documents that nothing in a sound bundle binds: a reader would take them for proven. */
async function strangers(
  { request, workItem, files }: Bundle,
  { decisions }: RequestVerification,
  inside: DecisionPorts,
): Promise<Finding[]> {
  const known = await provenPaths({ request, decisions: decisions.length, workItem }, inside);
  return files
    .filter(({ path }) => !known.has(path))
    .map(({ path }) => found(path, "is bound by nothing in the bundle: it was added"));
}

const unread = (path: string, says: string): RequestVerification => ({
  request: "",
  outcome: null,
  decisions: [],
  work: null,
  findings: [found(path, says)],
  assurance: "none",
  keys: [],
  anchored: false,
});
