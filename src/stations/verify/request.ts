import { Failure } from "../../kernel/failure.ts";
import { sealKeyId } from "../../kernel/seal.ts";
import { OPENING, recordPath } from "../../rules/evidence/opening.ts";
import { type Keyring, TRUST_PATH, type TrustFile } from "../../rules/evidence/trust.ts";
import { workItemPath } from "../../rules/plan/work-item.ts";
import { DECISIONS_FOLDER, decisionPath, type Station } from "../../rules/story/decision.ts";
import type { Outcome } from "../../rules/story/ending.ts";
import { RUNS_FOLDER } from "../../rules/story/result.ts";
import type { Round } from "../../rules/story/round.ts";
import { readFacts } from "../item/facts.ts";
import { type Finding, found } from "../item/finding.ts";
import { openItem } from "../item/open.ts";
import { seenOf } from "../story/log.ts";
import type { DecisionPorts } from "../story/ports.ts";
import { noting } from "./noting.ts";
import { checkDecisions } from "./story/decisions.ts";
import { checkWork, type Standing, type Stood } from "./story/work.ts";
import { unverified, type Verification, verifyItem } from "./verify.ts";

/** What verifying a request came to: its decisions, and the work item that it became. */
export interface RequestVerification {
  readonly request: string;
  /** How its last round ended; null while it goes on. */
  readonly outcome: Outcome | null;
  /** Every decision, oldest first: whether it stands and follows, or was only heard and cannot be taken again. */
  readonly decisions: readonly {
    readonly seq: number;
    readonly station: Station;
    readonly holds: boolean;
    readonly heard: boolean;
  }[];
  readonly work: Verification | null;
  readonly findings: readonly Finding[];
  readonly assurance: "trust-file" | "self-asserted" | "none";
  readonly keys: readonly string[];
  /** Whether this machine's own memory of the decisions was held against them. */
  readonly anchored: boolean;
}

/** The same, with whose signatures were believed. */
export interface Verified {
  readonly verification: RequestVerification;
  readonly keyring: Keyring | null;
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
  return (await verifiedRequest(request, named, ports, "every round")).verification;
}

/** @param worked  a proof holds the work of its last round only; where everything lies, every round's is looked at */
export async function verifiedRequest(
  request: string,
  named: TrustFile | undefined,
  world: DecisionPorts,
  worked: "every round" | "the last round",
): Promise<Verified> {
  const { files, findings: unreadable } = noting(world.files);
  const ports = { ...world, files, ...world.within(files), decisions: world.decisionsIn(files) };
  const trust = named ?? (await ports.trust.committed());
  const checked = await checkDecisions(request, trust, ports);
  const { records, rounds, keyring } = checked;
  const keys = [...new Set(records.map(({ decision }) => sealKeyId(decision.signature)))];
  const works: Worked[] = [];
  for (const round of worked === "every round" ? rounds : rounds.slice(-1))
    works.push(await verifyWork(round, { trust, keyring, keys }, ports));
  const { findings: unseen, anchored } = await memoryProblems(request, checked.records, trust, ports);
  const broken = new Set(checked.findings.map(({ path }) => path));
  const findings = [
    ...checked.findings,
    ...unseen,
    ...works.flatMap(({ findings }) => findings),
    ...unreadable,
  ];
  const verification: RequestVerification = {
    request,
    outcome: rounds.at(-1)?.end?.output.outcome ?? null,
    decisions: records.map(({ decision: { seq, station } }) => ({
      seq,
      station,
      holds: !broken.has(decisionPath(request, seq)),
      heard: checked.heard.has(seq),
    })),
    work: works.at(-1)?.work ?? null,
    findings: findings.length === 0 && records.length === 0 ? [nothing(request)] : findings,
    assurance: keyring?.source ?? "none",
    keys,
    anchored,
  };
  return { verification, keyring };
}

const nothing = (request: string): Finding =>
  found(`${DECISIONS_FOLDER}/${request}`, "holds no decision about a request");

/** What this machine remembers of the decisions, held against those that are here. */
async function memoryProblems(
  request: string,
  records: readonly { readonly digest: string }[],
  trust: TrustFile | undefined,
  ports: DecisionPorts,
): Promise<{ readonly findings: Finding[]; readonly anchored: boolean }> {
  const seen = await seenOf(request, ports);
  const findings: Finding[] = [];
  if (seen && records[seen.seq - 1]?.digest !== seen.digest)
    findings.push(
      found(decisionPath(request, seen.seq), "is gone or another one: this machine has seen it here"),
    );
  if (seen?.isVouched && !trust)
    findings.push(
      found(
        TRUST_PATH,
        "is gone from the base branch: this machine has seen it vouch for the keys of this history",
      ),
    );
  return { findings, anchored: seen !== null };
}

interface Worked {
  readonly work: Verification | null;
  readonly findings: readonly Finding[];
}

interface Whose {
  readonly trust: TrustFile | undefined;
  readonly keyring: Keyring | null;
  /** Keys of the decisions. */
  readonly keys: readonly string[];
}

/** The work item that a round became, and what its work left. */
async function verifyWork(round: Round, whose: Whose, ports: DecisionPorts): Promise<Worked> {
  const id = round.enlist?.output.workItem;
  if (id === undefined) return { work: null, findings: [] };
  const work = await verifyItem(id, whose.trust, ports).catch((cause: unknown) => unreadableItem(id, cause));
  const standing = await standingOf(work, ports);
  const findings = [
    ...work.findings,
    ...handProblems(work, whose),
    ...(await guarded(() => checkWork(round, standing, ports))),
  ];
  return { work, findings };
}

/** A work item of which nothing is recorded and whose document is gone or does not read. */
function unreadableItem(id: string, cause: unknown): Verification {
  if (!(cause instanceof Failure)) throw cause;
  return unverified(id, [found(workItemPath(id), cause.message)]);
}

/** Without a trust file it is one hand that is proven: decisions and work must be of the same. */
function handProblems({ workItemId, keys }: Verification, { keyring, keys: own }: Whose): Finding[] {
  const isStrange = keyring?.source === "self-asserted" && keys.some((key) => !own.includes(key));
  if (!isStrange) return [];
  const says = "is of another key than the decisions about its request, and no trust file vouches for it";
  return [found(recordPath(workItemId, OPENING), says)];
}

/** The attempts by which steps stand; null for a work item that does not verify. */
async function standingOf(work: Verification, ports: DecisionPorts): Promise<Standing | null> {
  if (work.findings.length > 0) return null;
  // Opening it here would begin a history.
  if (work.state === "untouched") return new Map();
  const { steps } = await readFacts(await openItem(work.workItemId, ports), ports);
  return new Map(
    [...steps].flatMap(([key, { state, records }]): [string, Stood][] => {
      const { completion } = state;
      if (completion)
        return [[key, { attempt: completion.attempt, isDone: true, handoff: completion.document.path }]];
      const failed = state.phase === "failed" ? records.at(-1)?.entry : undefined;
      if (failed?.kind !== "fail") return [];
      return [[key, { attempt: failed.attempt, isDone: false, handoff: failed.document?.path }]];
    }),
  );
}

/** What cannot be read is a finding like any other. */
async function guarded(checks: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await checks();
  } catch (cause) {
    if (cause instanceof Failure) return [found(RUNS_FOLDER, cause.message)];
    throw cause;
  }
}
