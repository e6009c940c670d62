import { createPrivateKey, createPublicKey, sign } from "node:crypto";
import type { SealingKey } from "../../../src/kernel/seal.ts";
import { keyIdOf, type PublicKey } from "../../../src/kernel/signature.ts";

export interface TestKey extends SealingKey {
  readonly publicKey: PublicKey;
}

/** What stands before the 32 secret bytes of an Ed25519 key in PKCS #8. */
const PKCS8_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");

/** A real Ed25519 key, the same for the same number on every machine. */
export function testKey(n: number): TestKey {
  const secret = Buffer.concat([PKCS8_HEAD, Buffer.alloc(32, n)]);
  const key = createPrivateKey({ key: secret, format: "der", type: "pkcs8" });
  const x = createPublicKey(key).export({ format: "jwk" }).x ?? "";
  const publicKey = Buffer.from(x, "base64url").toString("base64");
  return { publicKey, keyId: keyIdOf(publicKey), sign: (bytes) => sign(null, bytes, key) };
}

/** The only key that is known: what a log or an envelope is checked with. */
export const keyOfOnly =
  (known: TestKey) =>
  (id: string): PublicKey | undefined =>
    id === known.keyId ? known.publicKey : undefined;
