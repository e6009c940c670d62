import { createHash } from "node:crypto";
import * as v from "valibot";

const WANTED = "must be a digest: sha256: and 64 hexadecimal digits";

/** SHA-256 of raw bytes, `sha256:<hex>`. Nothing is ever hashed after re-serialising. */
export const Digest = v.pipe(
  v.string(WANTED),
  v.maxLength(71, WANTED),
  v.regex(/^sha256:[0-9a-f]{64}$/, WANTED),
);
export type Digest = v.InferOutput<typeof Digest>;

export function digestOf(bytes: Uint8Array | string): Digest {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** The digest of bytes that arrive in pieces: `add` them in order, then ask `end` once. */
export function digester(): { add(piece: Uint8Array | string): void; end(): Digest } {
  const hash = createHash("sha256");
  return {
    add: (piece) => void hash.update(piece),
    end: () => `sha256:${hash.digest("hex")}`,
  };
}

/** The id that git gives to these bytes as a blob. An address, never a proof: what is found there is digested again. */
export function gitBlobOf(bytes: Uint8Array): string {
  return createHash("sha1").update(`blob ${bytes.byteLength}\0`).update(bytes).digest("hex");
}
