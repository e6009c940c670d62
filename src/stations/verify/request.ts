import { digestOf } from "../../kernel/digest.ts";
import { readDocument } from "../../kernel/document.ts";
import { Failure } from "../../kernel/failure.ts";
import { byCode } from "../../kernel/name.ts";
import { isSealedBy, sealKeyId } from "../../kernel/seal.ts";
import type { Head } from "../../rules/evidence/opening.ts";
import type { TrustFile } from "../../rules/evidence/trust.ts";
import { BUNDLE_LIMITS, Bundle, bytesOf } from "../../rules/story/bundle.ts";
import { decisionPath, type Station } from "../../rules/story/decision.ts";
import type { Outcome } from "../../rules/story/ending.ts";
import { readFacts } from "../item/facts.ts";
import { type Finding, found } from "../item/finding.ts";
import { openItem } from "../item/open.ts";
import type { DecisionPorts } from "../story/ports.ts";
import { checkDecisions } from "./story/decisions.ts";
import { checkWork, type Standing } from "./story/work.ts";
import { type Verification, verifyItem } from "./verify.ts";

/** What verifying a request came to: its decisions, and the work item that it became. */
export interface RequestVerification {
  readonly request: string;
  /** How its last round ended; null while it goes on. */
  readonly outcome: Outcome | null;
  /** Every decision, oldest first, and whether it stands and follows. */
  readonly decisions: readonly { readonly seq: number; readonly station: Station; readonly holds: boolean }[];
  readonly work: Verification | null;
  readonly findings: readonly Finding[];
  readonly assurance: "trust-file" | "self-asserted" | "none";
  readonly keys: readonly string[];
  /** Whether this machine's own memory of the decisions was held against them. */
  readonly anchored: boolean;
}

/**
 * Verifies every decision about a request and the work that came of it: bytes, chain, signatures, order, and that each
 * follows again from what was recorded. Finds everything that is wrong; changes nothing.
 */
export async function verifyRequest(
  request: string,
  named: TrustFile | undefined,
  ports: DecisionPorts,
): Promise<RequestVerification> {
  const trust = named ?? (await ports.trust.committed());
  const checked = await checkDecisions(request, trust, ports);
  const { records, round } = checked;
  const seen = await seenOf(request, ports);
  const cut = seen && records[seen.seq - 1]?.digest !== seen.digest;
  const workItem = round?.enlist?.output.workItem ?? null;
  const work = workItem === null ? null : await verifyItem(workItem, trust, ports);
  const standing = workItem === null || !work ? new Map() : await standingOf(workItem, work, ports);
  const findings = [
    ...checked.findings,
    ...(cut
      ? [found(decisionPath(request, seen.seq), "is gone or another one: this machine has seen it here")]
      : []),
    ...(work?.findings ?? []),
    ...(round ? await guarded(() => checkWork(round, standing, ports)) : []),
  ];
  const broken = new Set(checked.findings.map(({ path }) => path));
  return {
    request,
    outcome: round?.end?.output.outcome ?? null,
    decisions: records.map(({ decision: { seq, station } }) => ({
      seq,
      station,
      holds: !broken.has(decisionPath(request, seq)),
    })),
    work,
    findings,
    assurance: checked.keyring?.source ?? "none",
    keys: [...new Set(records.map(({ decision }) => sealKeyId(decision.signature)))],
    anchored: seen !== null,
  };
}

async function seenOf(request: string, { requestAnchors }: DecisionPorts): Promise<Head | null> {
  const origin = (await requestAnchors.histories()).get(request);
  return (origin === undefined ? undefined : (await requestAnchors.read(origin)).get("decisions")) ?? null;
}

/** The attempts whose completion stands, by step; none of a work item that does not verify. */
async function standingOf(
  workItem: string,
  { findings }: Verification,
  ports: DecisionPorts,
): Promise<Standing> {
  if (findings.length > 0) return new Map();
  const { steps } = await readFacts(await openItem(workItem, ports), ports);
  return new Map(
    [...steps].flatMap(([key, { state }]) =>
      state.completion ? [[key, state.completion.attempt] as const] : [],
    ),
  );
}

/** What cannot be read is a finding like any other. */
async function guarded(checks: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await checks();
  } catch (cause) {
    if (cause instanceof Failure) return [found("artifacts/runs", cause.message)];
    throw cause;
  }
}

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
  const tree = ports.treeOf(new Map(bundle.files.map((file) => [file.path, bytesOf(file)])));
  const inside: DecisionPorts = {
    ...ports,
    files: tree,
    ...ports.within(tree),
    decisions: ports.decisionsIn(tree),
    ...BLANK,
    archive: { recall: async () => undefined },
  };
  const verified = await verifyRequest(bundle.request, named, inside);
  const last = verified.decisions.length;
  const head = await inside.decisions.read(bundle.request, String(bundle.head.seq));
  const findings = [
    ...(isSealedBy("bundle", text, bundle.signature, bundle.signer)
      ? []
      : [found(path, "was changed after it was signed")]),
    ...(verified.keys.includes(sealKeyId(bundle.signature))
      ? []
      : [found(path, "is signed by a key that signed none of its decisions")]),
    ...filesProblems(bundle).map(([file, problem]) => found(file, problem)),
    ...(head && last === bundle.head.seq && digestOf(head) === bundle.head.digest
      ? []
      : [
          found(
            decisionPath(bundle.request, bundle.head.seq),
            "is not the last decision, as the bundle says that it is",
          ),
        ]),
    ...(verified.outcome === null
      ? [found(path, "holds a round that did not come to its end: its tail is missing")]
      : []),
    ...(verified.work && verified.work.workItemId !== bundle.workItem
      ? [found(path, "names another work item than its decisions")]
      : []),
  ];
  return { ...verified, findings: [...findings, ...verified.findings] };
}

/** A bundle is checked by itself: this machine remembers nothing of it. */
const NO_ANCHORS = {
  read: async () => new Map(),
  note: async () => undefined,
  began: async () => undefined,
  histories: async () => new Map(),
  forget: async () => undefined,
};
const BLANK = { anchors: NO_ANCHORS, requestAnchors: NO_ANCHORS };

function filesProblems({ files }: Bundle): (readonly [string, string])[] {
  const problems: (readonly [string, string])[] = [];
  let before = "";
  for (const file of files) {
    if (digestOf(bytesOf(file)) !== file.digest)
      problems.push([file.path, "was changed: its bytes are not those that the bundle lists"]);
    if (before !== "" && byCode(before, file.path) >= 0)
      problems.push([file.path, "stands twice, or out of order, in the bundle"]);
    before = file.path;
  }
  return problems;
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
