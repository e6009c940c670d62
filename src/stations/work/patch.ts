import { digestOf } from "../../kernel/digest.ts";
import { ImplementResult } from "../../rules/story/result.ts";
import { itemFailure } from "../item/failure.ts";
import { documentAt } from "../story/attempt-file.ts";
import type { StoryPorts } from "../story/ports.ts";

/**
 * The patch that an attempt left, as its result binds it.
 *
 * @throws `item.handoff` when it is not there, or not the one
 */
export function patchOf(attempt: string, ports: Pick<StoryPorts, "files">): Uint8Array {
  const result = documentAt(ImplementResult, attempt, ports);
  const bytes = result && ports.files.read(result.patch.path);
  if (result && bytes && digestOf(bytes) === result.patch.digest) return bytes;
  throw itemFailure("item.handoff", `The patch of attempt ${attempt} is not what its result binds.`, {
    hint: "Restore artifacts/runs from a good copy.",
  });
}
