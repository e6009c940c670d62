import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { digestOf } from "../../kernel/digest.ts";
import { type Files, filesFailure } from "./port.ts";

/**
 * Where a program finds a document that may only be in memory: its bytes in a file of their own.
 *
 * @param folder  where such files go; the caller throws it away
 */
export function spilled(files: Files, folder: () => string): (path: string) => string {
  return (path) => {
    const bytes = files.read(path);
    if (bytes === undefined) throw filesFailure("files.failed", `${path} is gone.`);
    const file = join(folder(), digestOf(bytes).replace(":", "-"));
    writeFileSync(file, bytes);
    return file;
  };
}
