import * as v from "valibot";
import type { Digest } from "../../kernel/digest.ts";
import { canonicalJson, parseJson } from "../../kernel/json.ts";
import { readShape } from "../../kernel/shape.ts";
import { isSignedBy, KeyId, type PublicKey, preAuthEncoding, SignatureText } from "../../kernel/signature.ts";
import type { EntryKind } from "../claims/entry.ts";

const PAYLOAD_TYPE = "application/vnd.in-toto+json";
const STATEMENT = "https://in-toto.io/Statement/v1";
const PREDICATE = "urn:continuo:handoff:1";

/** The one base64 text of some bytes: spare bits zero, padding whole. */
const isBase64 = (text: string): boolean => Buffer.from(text, "base64").toString("base64") === text;

/**
 * A DSSE envelope: what lies beside a handoff as `….dsse.json` and signs its bytes.
 *
 * @see https://github.com/secure-systems-lab/dsse/blob/master/envelope.md
 */
export const Envelope = v.strictObject({
  payloadType: v.literal(PAYLOAD_TYPE),
  payload: v.pipe(v.string(), v.check(isBase64, "must be base64")),
  /** DSSE allows many; ours has the one that we write, so that nobody can put another to it. */
  signatures: v.pipe(v.array(v.strictObject({ keyid: KeyId, sig: SignatureText })), v.length(1)),
});
export type Envelope = v.InferOutput<typeof Envelope>;

/** An in-toto Statement v1 about one handoff: its file and digest, and where in which log it stands. */
const Statement = v.strictObject({
  _type: v.literal(STATEMENT),
  subject: v.pipe(
    v.array(v.strictObject({ name: v.string(), digest: v.strictObject({ sha256: v.string() }) })),
    v.length(1),
  ),
  predicateType: v.literal(PREDICATE),
  predicate: v.strictObject({
    workItem: v.string(),
    step: v.string(),
    attempt: v.string(),
    entry: v.string(),
    seq: v.number(),
  }),
});

export interface HandoffClaim {
  readonly path: string;
  readonly digest: Digest;
  readonly workItem: string;
  readonly step: string;
  readonly attempt: string;
  /** Kind and seq of the log entry that binds the handoff. */
  readonly entry: EntryKind;
  readonly seq: number;
}

/** The envelope's text for a handoff; the same key makes the same bytes. */
export function envelopeFor(
  claim: HandoffClaim,
  key: { readonly keyId: KeyId; sign(bytes: Uint8Array): Uint8Array },
): string {
  const body = Buffer.from(canonicalJson(statementOf(claim)));
  const sig = Buffer.from(key.sign(preAuthEncoding(PAYLOAD_TYPE, body))).toString("base64");
  return canonicalJson({
    payloadType: PAYLOAD_TYPE,
    payload: body.toString("base64"),
    signatures: [{ keyid: key.keyId, sig }],
  } satisfies Envelope);
}

/**
 * What is wrong with the envelope of a handoff, as a clause; null when it says exactly what the log says, in the one
 * form in which we write it, with one signature, by a key that `keyOf` knows. Whatever was put to it or spelled
 * otherwise after it was written is found: no two byte strings are the signature of one handoff by one key.
 */
export function envelopeFault(
  bytes: Uint8Array,
  claim: HandoffClaim,
  keyOf: (id: KeyId) => PublicKey | undefined,
): string | null {
  const parsed = parseJson(bytes);
  if (!parsed.ok) return parsed.problem;
  const read = readShape(Envelope, parsed.value);
  if (!read.ok) return "is not a DSSE envelope";
  const body = Buffer.from(read.value.payload, "base64");
  if (!body.equals(Buffer.from(canonicalJson(statementOf(claim)))))
    return "speaks of another handoff than the log";
  const isGood = read.value.signatures.every(({ keyid, sig }) => {
    const key = keyOf(keyid);
    return key !== undefined && isSignedBy(key, preAuthEncoding(PAYLOAD_TYPE, body), sig);
  });
  if (!isGood) return "is not signed by a known key";
  return canonicalJson(read.value) === Buffer.from(bytes).toString("utf8")
    ? null
    : "is not in canonical form";
}

function statementOf({ path, digest, ...predicate }: HandoffClaim): v.InferOutput<typeof Statement> {
  return {
    _type: STATEMENT,
    subject: [{ name: path, digest: { sha256: digest.slice("sha256:".length) } }],
    predicateType: PREDICATE,
    predicate,
  };
}
