import * as v from "valibot";
import { Instant } from "../../kernel/clock.ts";
import { Digest } from "../../kernel/digest.ts";
import { Id } from "../../kernel/name.ts";
import { Seal } from "../../kernel/seal.ts";
import { PublicKey } from "../../kernel/signature.ts";
import { Head } from "../evidence/opening.ts";

/** A document as it lay in the work folder: its bytes, as text where they are UTF-8. */
export const BundledFile = v.strictObject({
  path: v.pipe(v.string(), v.maxLength(2_000)),
  digest: Digest,
  encoding: v.picklist(["utf8", "base64"]),
  content: v.string(),
});
export type BundledFile = v.InferOutput<typeof BundledFile>;

/**
 * Everything that `verify` needs to check one round of a request, offline: each decision with what it was taken on,
 * the work item with its logs and handoffs, what the agent and the tests left.
 */
export const Bundle = v.strictObject({
  schemaVersion: v.literal("1.0"),
  kind: v.literal("bundle"),
  /** `issue-<number>`. */
  request: Id,
  /** The work item, where it came to one. */
  workItem: v.nullable(Id),
  /** The last decision in it. */
  head: Head,
  /** In code-unit order of their paths, none twice. */
  files: v.pipe(v.array(BundledFile), v.maxLength(100_000)),
  at: Instant,
  signer: PublicKey,
  signature: Seal,
});
export type Bundle = v.InferOutput<typeof Bundle>;

export const PROOFS_FOLDER = "artifacts/proofs";
export const proofPath = (name: string): string => `${PROOFS_FOLDER}/${name}.continuo.json`;
/** 256 MiB, six levels: ours. */
export const BUNDLE_LIMITS = { maxBytes: 256 << 20, maxDepth: 8 };

/** A file as a bundle holds it. */
export function bundled(path: string, digest: Digest, bytes: Uint8Array): BundledFile {
  const buffer = Buffer.from(bytes);
  const text = buffer.toString("utf8");
  const isText = Buffer.from(text, "utf8").equals(buffer);
  return {
    path,
    digest,
    ...(isText
      ? { encoding: "utf8", content: text }
      : { encoding: "base64", content: buffer.toString("base64") }),
  };
}

export const bytesOf = ({ encoding, content }: BundledFile): Uint8Array => Buffer.from(content, encoding);
