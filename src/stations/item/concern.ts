import { Failure } from "../../kernel/failure.ts";
import { memberAt, parseJson } from "../../kernel/json.ts";
import { Id } from "../../kernel/name.ts";
import { readShape } from "../../kernel/shape.ts";
import { CLAIMS_FOLDER } from "../../rules/claims/claim.ts";
import { HANDOFF_FOLDER, isSidecar, mayConcern, names, signedBy } from "../../rules/evidence/handoff.ts";
import { OPENING } from "../../rules/evidence/opening.ts";
import type { Files } from "../../world/files/port.ts";
import type { ItemPorts } from "./ports.ts";

/** A tree of documents, with the logs and records that lie in it. */
export type Tree = Pick<ItemPorts, "files" | "stepLog" | "records">;

/**
 * Whether a handoff, a signature or a revert is about a work item: what it says decides, for one name can be that of
 * several. What says nothing that can be read, or lies under a name that what it says cannot have, is about every work
 * item that its name gives, unless the log of another one binds it: somebody must be told of it.
 */
export async function concerns(folder: string, name: string, workItem: string, tree: Tree): Promise<boolean> {
  if (!mayConcern(name, workItem)) return false;
  const path = `${folder}/${name}`;
  const bytes = tree.files.read(path);
  if (!bytes) return false;
  const about = isSidecar(name) ? signedAbout(bytes, tree.files) : spokenOf(bytes);
  if (about !== undefined && mayConcern(name, about)) return about === workItem;
  if (!names(name, workItem) && !Buffer.from(bytes).toString("utf8").includes(`"${workItem}"`)) return false;
  return !(await isBoundElsewhere(path, name, workItem, tree));
}

/** The work item that a handoff or revert says it is about. */
function spokenOf(bytes: Uint8Array): string | undefined {
  const parsed = parseJson(bytes);
  const about = parsed.ok ? memberAt(parsed.value, "workItemId") : undefined;
  return typeof about === "string" ? about : undefined;
}

const HANDOFF_PATH = new RegExp(`^${HANDOFF_FOLDER}/[A-Za-z0-9][A-Za-z0-9._-]*$`);

/** The work item of the handoff that a signature names; of one that is not there, what the signature itself says. */
function signedAbout(bytes: Uint8Array, files: Files): string | undefined {
  const envelope = parseJson(bytes);
  const payload = envelope.ok ? memberAt(envelope.value, "payload") : undefined;
  const statement = typeof payload === "string" ? parseJson(Buffer.from(payload, "base64")) : undefined;
  if (!statement?.ok) return undefined;
  const path = memberAt(statement.value, "subject", "0", "name");
  const handoff = typeof path === "string" && HANDOFF_PATH.test(path) ? files.read(path) : undefined;
  const said = memberAt(statement.value, "predicate", "workItem");
  return (handoff && spokenOf(handoff)) ?? (typeof said === "string" ? said : undefined);
}

/** Whether the log or the opening of another work item binds a document, whatever has become of its bytes. */
async function isBoundElsewhere(path: string, name: string, workItem: string, tree: Tree): Promise<boolean> {
  const bound = signedBy(path);
  const others = tree.files
    .list(CLAIMS_FOLDER)
    .filter((id) => id !== workItem && mayConcern(name, id) && readShape(Id, id).ok);
  for (const other of others) if (await binds(other, bound, tree).catch(unread)) return true;
  return false;
}

/** A log that cannot be read binds nothing; its own work item is told so. */
function unread(cause: unknown): false {
  if (cause instanceof Failure) return false;
  throw cause;
}

async function binds(workItem: string, path: string, { stepLog, records }: Tree): Promise<boolean> {
  const opening = parseJson((await records.read(workItem, OPENING)) ?? new Uint8Array());
  const adopted = opening.ok ? memberAt(opening.value, "handoffs") : undefined;
  if (Array.isArray(adopted) && adopted.some((each) => memberAt(each, "path") === path)) return true;
  for (const step of await stepLog.steps(workItem))
    for (const { bytes } of await stepLog.read({ workItem, step })) {
      const entry = parseJson(bytes);
      if (entry.ok && memberAt(entry.value, "document", "path") === path) return true;
    }
  return false;
}
