import { digestOf, gitBlobOf } from "../../kernel/digest.ts";
import { type CodeTable, failuresOf } from "../../kernel/failure.ts";
import { shown } from "../../kernel/text.ts";
import type { LinkedFile } from "../../rules/evidence/handoff.ts";
import type { ItemPorts } from "../item/ports.ts";

export const LINK_CODES = {
  "handoff.link": { kind: "usage", says: "A link of a handoff leaves the work folder." },
} as const satisfies CodeTable;

const linkFailure = failuresOf(LINK_CODES);

const ADDRESS = /^[a-z][a-z0-9+.-]{1,20}:/i;
/** Documents of ours that change by design: the log binds what counts in them. */
const LIVING = /^artifacts\/(?:claims|schedule|work-items|exports)\//;

/**
 * The linked files of the work folder with the digests of what they hold now. An address (`https:`) stays a link;
 * a path that leaves the folder is refused; one that does not exist is linked without a digest, with a warning.
 */
export function linkedFiles(
  links: readonly string[],
  { files, warn }: Pick<ItemPorts, "files" | "warn">,
): LinkedFile[] {
  const found: LinkedFile[] = [];
  for (const link of new Set(links)) {
    if (ADDRESS.test(link)) continue;
    // Before anything else is asked of it: a path that begins like one of ours may end elsewhere.
    if (!isInside(link))
      throw linkFailure("handoff.link", `The link ${shown(link)} leaves the work folder.`, {
        hint: "Link files by their path inside the work folder, or give an address such as https://….",
      });
    if (LIVING.test(link)) continue;
    const bytes = files.read(link);
    if (bytes)
      found.push({ path: link, digest: digestOf(bytes), bytes: bytes.byteLength, blob: gitBlobOf(bytes) });
    else warn(`The linked file ${shown(link)} does not exist; it is linked without a digest.`);
  }
  return found;
}

function isInside(link: string): boolean {
  return link
    .split("/")
    .every((part) => part !== "" && part !== "." && part !== ".." && !/[\0\\]/.test(part));
}
