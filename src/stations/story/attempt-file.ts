import type * as v from "valibot";
import { type Digest, digestOf } from "../../kernel/digest.ts";
import { readDocument } from "../../kernel/document.ts";
import type { Shape } from "../../kernel/shape.ts";
import { type OwnAttempt, runFolder } from "../../rules/story/result.ts";
import { itemFailure } from "../item/failure.ts";
import type { DecisionPorts } from "./ports.ts";

type Files = Pick<DecisionPorts, "files">;
const LIMITS = { maxBytes: 16 << 20, maxDepth: 16 };

/** The result of an attempt, written last of its files: where it lies, the work was done to its end. */
export const RESULT = "result.json";

/** Where a file of an attempt lies. */
export const filePath = (attempt: string, name: string): string => `${runFolder(attempt)}/${name}`;

/** Keeps a file of an attempt; what an earlier process of the same attempt left half done is written over. */
export function keep(
  attempt: string,
  name: string,
  bytes: Uint8Array | string,
  { files }: Files,
): { path: string; digest: Digest } {
  const path = filePath(attempt, name);
  files.replace(path, bytes);
  return { path, digest: digestOf(bytes) };
}

/**
 * What an attempt came to; undefined when it did not come to an end.
 *
 * @throws `item.handoff` when the result is not what was written
 */
export function documentAt<const S extends Shape>(
  schema: S,
  attempt: string,
  { files }: Files,
): v.InferOutput<S> | undefined {
  const path = filePath(attempt, RESULT);
  const bytes = files.read(path);
  if (!bytes) return undefined;
  const read = readDocument(schema, bytes, LIMITS);
  if (read.ok) return read.read.value;
  throw itemFailure("item.handoff", `${path} ${read.says}.`, {
    hint: "Somebody changed it: restore it from a good copy.",
  });
}

/**
 * What an attempt of ours came to before its process ended; undefined when it came to nothing. A result that does not
 * bear the attempt's mark was put there by somebody else, and is none.
 */
export function ownResult<const S extends v.GenericSchema<unknown, { readonly mark: string }>>(
  schema: S,
  { id, mark }: OwnAttempt,
  ports: Files,
): v.InferOutput<S> | undefined {
  const result = documentAt(schema, id, ports);
  return result?.mark === mark ? result : undefined;
}
