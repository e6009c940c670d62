import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";
import * as v from "valibot";

const KEY_WANTED = "must be an Ed25519 public key: 32 bytes in base64";

/** An Ed25519 public key: its 32 raw bytes in base64. */
export const PublicKey = v.pipe(
  v.string(KEY_WANTED),
  v.regex(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/, KEY_WANTED),
);
export type PublicKey = v.InferOutput<typeof PublicKey>;

/**
 * An Ed25519 signature: 64 bytes in base64. The last character's spare bits must be zero, here and in keys, so that one
 * signature has one text.
 */
export const SIGNATURE_TEXT = "[A-Za-z0-9+/]{85}[AQgw]==";
export const SignatureText = v.pipe(
  v.string(),
  v.regex(new RegExp(`^${SIGNATURE_TEXT}$`), "must be an Ed25519 signature in base64"),
);

/** Names a key: the first 32 hexadecimal digits of the SHA-256 of its raw bytes. */
export const KeyId = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/, "must be a key id: 32 hexadecimal digits"));
export type KeyId = v.InferOutput<typeof KeyId>;

export function keyIdOf(key: PublicKey): KeyId {
  return createHash("sha256").update(Buffer.from(key, "base64")).digest("hex").slice(0, 32);
}

/**
 * DSSE's pre-authentication encoding: what is really signed. Type and body are length-prefixed, so that no bytes
 * signed as one kind of document pass as another.
 *
 * @see https://github.com/secure-systems-lab/dsse/blob/master/protocol.md
 */
export function preAuthEncoding(type: string, body: Uint8Array): Uint8Array {
  const head = `DSSEv1 ${Buffer.byteLength(type)} ${type} ${body.byteLength} `;
  return Buffer.concat([Buffer.from(head), body]);
}

/** Whether `signature` (base64) is this key's over the bytes. False for anything malformed; never throws. */
export function isSignedBy(key: PublicKey, bytes: Uint8Array, signature: string): boolean {
  try {
    return verify(null, bytes, keyObject(key), Buffer.from(signature, "base64"));
  } catch {
    return false;
  }
}

const objects = new Map<PublicKey, KeyObject>();

function keyObject(key: PublicKey): KeyObject {
  const known = objects.get(key);
  if (known) return known;
  const x = Buffer.from(key, "base64").toString("base64url");
  const made = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  objects.set(key, made);
  return made;
}
