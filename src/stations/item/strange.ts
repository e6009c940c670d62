import { Failure } from "../../kernel/failure.ts";
import type { ItemPorts } from "./ports.ts";

/**
 * The bytes of a file that others left beside ours. One above all measure is named in a warning and passed over:
 * whatever lies in a folder must not keep people from their work.
 */
export function readStrange(
  path: string,
  { files, warn }: Pick<ItemPorts, "files" | "warn">,
): Uint8Array | undefined {
  try {
    return files.read(path);
  } catch (cause) {
    if (!(cause instanceof Failure) || cause.code !== "files.too-large") throw cause;
    warn(`${cause.message} It is passed over.`);
    return undefined;
  }
}
