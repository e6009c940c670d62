import type * as v from "valibot";
import { type Digest, digestOf } from "./digest.ts";
import { canonicalJson, type JsonLimits, parseJson } from "./json.ts";
import { problemLines, readShape, type Shape } from "./shape.ts";

/** A document that was read: its value, the text that it was read from, and the digest of its bytes. */
export interface ReadDocument<T> {
  readonly value: T;
  readonly text: string;
  readonly digest: Digest;
}

export type Document<T> = Readonly<{ ok: true; read: ReadDocument<T> } | { ok: false; says: string }>;

/**
 * Reads one of our own documents from its bytes: strict JSON, in its shape, and in the one canonical form, so that
 * no two byte strings ever mean the same document.
 *
 * @returns the document, or in one clause what is wrong; never throws
 */
export function readDocument<const S extends Shape>(
  schema: S,
  bytes: Uint8Array,
  limits?: JsonLimits,
): Document<v.InferOutput<S>> {
  const parsed = parseJson(bytes, limits);
  if (!parsed.ok) return { ok: false, says: parsed.problem };
  const text = Buffer.from(bytes).toString("utf8");
  if (canonicalJson(parsed.value) !== text) return { ok: false, says: "is not in canonical form" };
  const shaped = readShape(schema, parsed.value);
  if (!shaped.ok) return { ok: false, says: `does not read: ${problemLines(shaped.problems, 3)}` };
  return { ok: true, read: { value: shaped.value, text, digest: digestOf(bytes) } };
}
