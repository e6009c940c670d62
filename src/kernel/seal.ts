import * as v from "valibot";
import { canonicalJson } from "./json.ts";
import {
  isSignedBy,
  type KeyId,
  keyIdOf,
  type PublicKey,
  preAuthEncoding,
  SIGNATURE_TEXT,
} from "./signature.ts";

const WANTED = "must be a signature: ed25519:<key id>:<base64>";

/** How a document carries its own signature. */
export const Seal = v.pipe(
  v.string(WANTED),
  v.regex(new RegExp(`^ed25519:[0-9a-f]{32}:${SIGNATURE_TEXT}$`), WANTED),
);
export type Seal = v.InferOutput<typeof Seal>;

/**
 * A signature inside the document that it signs, as git does it with commits: what is signed are the raw bytes
 * without the one line that holds the signature. Nothing is re-serialised to check it.
 */
const LINE = /^ {2}"signature": "[^"\n]*",?\n/m;

export interface SealingKey {
  readonly keyId: KeyId;
  sign(bytes: Uint8Array): Uint8Array;
}

/** The canonical text of a document, signed. `type` names its kind, so that no kind passes for another. */
export function sealed(type: string, document: object, key: SealingKey): string {
  const text = canonicalJson({ ...document, signature: "" });
  const signature = Buffer.from(key.sign(signedBytes(type, text))).toString("base64");
  return canonicalJson({ ...document, signature: `ed25519:${key.keyId}:${signature}` });
}

/** The key that a seal names. */
export const sealKeyId = (seal: Seal): KeyId => seal.slice(8, 40);

/** Whether the text's own signature was made by this key over everything else in the text. */
export function isSealedBy(type: string, text: string, seal: Seal, key: PublicKey): boolean {
  return sealKeyId(seal) === keyIdOf(key) && isSignedBy(key, signedBytes(type, text), seal.slice(41));
}

function signedBytes(type: string, text: string): Uint8Array {
  return preAuthEncoding(`application/vnd.continuo.${type}+json`, Buffer.from(text.replace(LINE, "")));
}
