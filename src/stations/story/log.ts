import { isBefore, laterOf } from "../../kernel/clock.ts";
import { type Digest, digestOf } from "../../kernel/digest.ts";
import { readDocument } from "../../kernel/document.ts";
import { isSealedBy, sealed, sealKeyId } from "../../kernel/seal.ts";
import type { Head } from "../../rules/evidence/opening.ts";
import {
  type Keyring,
  selfAsserted,
  TRUST_PATH,
  type TrustFile,
  trustedKeys,
} from "../../rules/evidence/trust.ts";
import {
  Decision,
  type DecisionOf,
  decisionName,
  decisionPath,
  type Recorded,
  RULE_OF,
  type Station,
} from "../../rules/story/decision.ts";
import { VOUCHED } from "../item/open.ts";
import { signerFor } from "../item/signer.ts";
import { storyFailure } from "./failure.ts";
import type { DecisionPorts } from "./ports.ts";

/** Every decision about one request, read and found sound: the log of its story. */
export interface DecisionLog {
  readonly request: string;
  readonly records: readonly Recorded[];
  readonly keyring: Keyring | null;
  readonly origin: string;
}

/** A decision may hold a survey of 20 000 paths. */
export const DECISION_LIMITS = { maxBytes: 8 << 20, maxDepth: 16 };
const ANCHOR = "decisions";

/**
 * Reads the decisions about a request in order, and holds each against the one before it and its signature.
 *
 * @throws `story.record`, `story.rolled-back`
 */
export async function readLog(request: string, ports: DecisionPorts): Promise<DecisionLog> {
  // Before the records: whoever writes one now notes it after, and is not taken for a loss.
  const seen = await seenOf(request, ports);
  const names = new Set(await ports.decisions.list(request));
  const file = await ports.trust.committed();
  const records: Recorded[] = [];
  let keyring: Keyring | null = null;
  for (let seq = 1; names.has(decisionName(seq)); seq++) {
    const bytes = await ports.decisions.read(request, decisionName(seq));
    const read = readDocument(Decision, bytes ?? new Uint8Array(), DECISION_LIMITS);
    if (!read.ok) throw broken(request, seq, read.says);
    const { value: decision, text, digest } = read.read;
    keyring ??= keyringFor(decision, file);
    const fault = linkFault({ decision, text, digest }, { request, seq, before: records.at(-1), keyring });
    if (fault !== null) throw broken(request, seq, fault);
    records.push({ decision, text, digest });
  }
  if (records.length < names.size)
    throw broken(
      request,
      records.length + 1,
      "is missing, and there are later ones, or files of another name",
    );
  const origin = records[0]?.decision.origin ?? ports.nonce();
  if (!file && seen?.isVouched)
    throw storyFailure(
      "story.rolled-back",
      `The base branch has no ${TRUST_PATH}, and this machine has seen it vouch for the keys of ${request}.`,
      { hint: "Restore the trust file: without it a key vouches for itself." },
    );
  if (seen && (seen.origin !== origin || records[seen.seq - 1]?.digest !== seen.digest))
    throw storyFailure(
      "story.rolled-back",
      `Of the ${seen.seq} decisions about ${request} that this machine has seen here, not all are left as they were.`,
      { hint: `Restore ${decisionPath(request, seen.seq)} and those before it from a good copy.` },
    );
  return { request, records, keyring, origin };
}

const keyringFor = (first: Decision, file: TrustFile | undefined): Keyring =>
  file ? trustedKeys(file) : selfAsserted(first.signer);

export interface Link {
  readonly request: string;
  readonly seq: number;
  readonly before: Recorded | undefined;
  readonly keyring: Keyring;
}

/** What is wrong with a decision where it stands in its log; null when nothing is. */
export function linkFault(
  { decision, text }: Recorded,
  { request, seq, before, keyring }: Link,
): string | null {
  if (decision.request !== request) return `is about request ${decision.request}`;
  if (decision.seq !== seq) return `says that it is number ${decision.seq}`;
  if (decision.previous !== (before?.digest ?? null)) return "does not follow the decision before it";
  if (before && decision.origin !== before.decision.origin) return "belongs to another history";
  // A key that is no longer trusted cannot write into the past.
  if (before && isBefore(decision.at, before.decision.at)) return "lies before the decision before it";
  if (!isSealedBy("decision", text, decision.signature, decision.signer))
    return "was changed after it was signed";
  const keyId = sealKeyId(decision.signature);
  if (keyring.find(keyId, "writer", decision.at) === undefined)
    return `is signed by key ${keyId}, which is not trusted for it`;
  return null;
}

const broken = (request: string, seq: number, says: string) =>
  storyFailure("story.record", `${decisionPath(request, seq)} ${says}.`, {
    hint: `Look at it with continuo verify, and restore the records from a good copy.`,
  });

/** What a machine remembers of a history: which it was, how far it had come, and whether a trust file vouched for it. */
export interface Seen extends Head {
  readonly origin: string;
  readonly isVouched: boolean;
}

/** How far this machine has seen a history come, and which: it does not become less, nor another one. */
export async function seenOf(
  request: string,
  { requestAnchors }: Pick<DecisionPorts, "requestAnchors">,
): Promise<Seen | null> {
  const origin = (await requestAnchors.histories()).get(request);
  if (origin === undefined) return null;
  const heads = await requestAnchors.read(origin);
  const head = heads.get(ANCHOR);
  return head ? { ...head, origin, isVouched: heads.has(VOUCHED) } : null;
}

/** What a station decided, before it is written. */
export interface Draft<S extends Station> {
  readonly station: S;
  readonly policy: Digest | null;
  readonly input: DecisionOf<S>["input"];
  readonly output: DecisionOf<S>["output"];
}

/**
 * Writes a decision after the last one that the log holds.
 *
 * @returns the longer log; null when somebody else decided first: read it again and ask what comes next
 */
export async function record<S extends Station>(
  log: DecisionLog,
  draft: Draft<S>,
  ports: DecisionPorts,
): Promise<DecisionLog | null> {
  const { request, origin, records } = log;
  const last = records.at(-1);
  const at = laterOf(ports.clock.now(), last?.decision.at ?? "1970-01-01T00:00:00Z");
  const file = await ports.trust.committed();
  const own = await ports.signer.key();
  const keyring = log.keyring ?? (file ? trustedKeys(file) : selfAsserted(own.publicKey));
  const key = await signerFor({ item: { id: request }, keyring }, "writer", at, ports);
  const seq = records.length + 1;
  const document = {
    schemaVersion: "1.0",
    kind: "decision",
    request,
    seq,
    previous: last?.digest ?? null,
    origin,
    rule: RULE_OF[draft.station],
    ...draft,
    at,
    by: ports.caller.executor,
    signer: key.publicKey,
  };
  const text = sealed("decision", document, key);
  const read = readDocument(Decision, Buffer.from(text), DECISION_LIMITS);
  if (!read.ok)
    throw new TypeError(`A decision of ${draft.station} is not what it should be: it ${read.says}.`);
  if (!(await ports.decisions.put(request, decisionName(seq), Buffer.from(text)))) return null;
  const digest = digestOf(text);
  await ports.requestAnchors.began(request, origin);
  const seen = [ANCHOR, ...(file ? [VOUCHED] : [])].map((name) => [name, { seq, digest }] as const);
  await ports.requestAnchors.note(origin, new Map(seen), true);
  return { request, origin, keyring, records: [...records, { decision: read.read.value, text, digest }] };
}
