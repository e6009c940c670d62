import * as v from "valibot";

/**
 * What may stand in a file name, a git ref and an address without being escaped, the same on Linux, macOS and
 * Windows: one path segment, at most 128 characters, no `..`, no trailing dot, not ending in `.lock` (git) or
 * `.json` (would meet our file names), no device name of Windows, no name that JavaScript objects have of their own.
 */
const FORBIDDEN =
  "(?!.*\\.\\.)(?!.*(?:\\.|\\.lock|\\.json)$)(?!(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\\.|$))(?!(?:constructor|prototype)$)";
const ID = new RegExp(`^${FORBIDDEN}[a-z0-9][a-z0-9._-]{0,127}$`);
const KEY = new RegExp(`^${FORBIDDEN}[A-Za-z0-9][A-Za-z0-9._-]{0,127}$`, "i");

const ID_WANTED =
  "must be 1 to 128 characters of a-z, 0-9, dot, dash, underscore, starting with a letter or digit, and no path, '..', '.lock' or '.json'";
const KEY_WANTED = ID_WANTED.replace("a-z,", "A-Z, a-z,");

/** An identifier of ours: lower case, so that no two differ by case alone. */
export const Id = v.pipe(v.string(ID_WANTED), v.maxLength(128, ID_WANTED), v.regex(ID, ID_WANTED));
export type Id = v.InferOutput<typeof Id>;

/** A key that people write inside one document; that no two are alike but for case is checked there. */
export const Key = v.pipe(v.string(KEY_WANTED), v.maxLength(128, KEY_WANTED), v.regex(KEY, KEY_WANTED));
export type Key = v.InferOutput<typeof Key>;

/** Order by UTF-16 code unit: the same on every machine and in every locale. */
export function byCode(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
