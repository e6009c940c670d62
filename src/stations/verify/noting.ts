import { Failure } from "../../kernel/failure.ts";
import type { Files } from "../../world/files/port.ts";
import { type Finding, found } from "../item/finding.ts";

/** What stands in a document's place and is none, or a path that is none, as `files` tells it: no reason to stop looking. */
const NO_DOCUMENTS: ReadonlySet<string> = new Set(["files.foreign", "files.too-large", "files.path"]);

/**
 * The same documents; a link, folder or device planted in the place of one, or one above all measure, is noted as a
 * finding and counts as not there, so that everything else is still verified.
 */
export function noting(below: Files): { readonly files: Files; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const noted = <T>(path: string, nothing: T, look: () => T): T => {
    try {
      return look();
    } catch (cause) {
      if (!(cause instanceof Failure) || !NO_DOCUMENTS.has(cause.code)) throw cause;
      findings.push(found(path, `cannot be read: ${cause.message}`));
      return nothing;
    }
  };
  const files: Files = {
    ...below,
    read: (path) => noted(path, undefined, () => below.read(path)),
    list: (folder) => noted<readonly string[]>(folder, [], () => below.list(folder)),
    hidden: (folder) => noted<readonly string[]>(folder, [], () => below.hidden(folder)),
  };
  return { files, findings };
}
