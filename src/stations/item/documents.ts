import { type Digest, digestOf } from "../../kernel/digest.ts";
import { canonicalJson, parseJson } from "../../kernel/json.ts";
import { readShape } from "../../kernel/shape.ts";
import type { DocumentRef, Recorded } from "../../rules/claims/entry.ts";
import { HANDOFF_FOLDER, Handoff, sidecarOf } from "../../rules/evidence/handoff.ts";
import { envelopeFault, envelopeFor, type HandoffClaim } from "../../rules/evidence/statement.ts";
import { ROLE_OF } from "../../rules/evidence/trust.ts";
import type { Files } from "../../world/files/port.ts";
import type { ItemPorts } from "./ports.ts";
import { type SigningScope, signerFor } from "./signer.ts";

/**
 * A document is staged before the log entry that binds it, and put in its place after it: whoever comes next finds
 * it by its digest, so that no crash in between loses it.
 */
export const stagedFolder = (workItem: string): string => `.continuo/staged/${workItem}`;
/** A draft's name, so that one which no entry ever bound is swept when it is old. */
const stagedPath = (workItem: string, digest: Digest): string =>
  `${stagedFolder(workItem)}/.${digest.slice("sha256:".length)}.draft`;

/**
 * Keeps a document durably until its log entry is written.
 *
 * Several processes may stage the same bytes: whoever comes to nothing leaves them there, for one of the others may
 * be about to bind them.
 */
export function stage(files: Files, workItem: string, document: object): Digest {
  const bytes = Buffer.from(canonicalJson(document));
  const digest = digestOf(bytes);
  files.create(".continuo/.gitignore", "*\n");
  files.replace(stagedPath(workItem, digest), bytes);
  return digest;
}

export type Presence = "here" | "elsewhere" | "changed";

/**
 * Whether the document that an entry binds lies in its place; a staged one is put there first.
 *
 * `elsewhere`: another machine completed the attempt and its files were not collected yet, or it was removed.
 */
export function settle(files: Files, workItem: string, document: DocumentRef): Presence {
  const { path, digest } = document;
  const there = presenceOf(files, document);
  if (there !== "elsewhere") return there;
  const staged = files.read(stagedPath(workItem, digest));
  // Somebody else may have put it in its place, and taken the draft away, since we looked.
  if (!staged || digestOf(staged) !== digest || !files.create(path, staged))
    return presenceOf(files, document);
  files.remove(stagedPath(workItem, digest));
  return "here";
}

function presenceOf(files: Files, { path, digest }: DocumentRef): Presence {
  const there = files.read(path);
  if (!there) return "elsewhere";
  return digestOf(there) === digest ? "here" : "changed";
}

/**
 * Writes the signature beside a handoff that is in its place and has none.
 *
 * @throws `keys.not-trusted` when it has none and this machine's key may not sign it
 */
export async function signHandoff(
  scope: SigningScope,
  { entry }: Recorded,
  ports: Pick<ItemPorts, "files" | "signer">,
): Promise<void> {
  const claim = claimAbout(entry);
  if (!claim || ports.files.read(sidecarOf(claim.path))) return;
  const key = await signerFor(scope, ROLE_OF[entry.kind], entry.at, ports);
  ports.files.create(sidecarOf(claim.path), envelopeFor(claim, key));
}

/**
 * Puts right the signature beside a handoff: writes the one that is missing, and replaces one that does not verify by
 * a trusted key, for no record is lost with it: what it must say stands in the log.
 *
 * @returns what was wrong, as a clause; null when nothing was
 * @throws  `keys.not-trusted` when something was, and this machine's key may not sign it
 */
export async function signAnew(
  scope: SigningScope,
  { entry }: Recorded,
  ports: Pick<ItemPorts, "files" | "signer">,
): Promise<string | null> {
  const claim = claimAbout(entry);
  if (!claim) return null;
  const path = sidecarOf(claim.path);
  const bytes = ports.files.read(path);
  const role = ROLE_OF[entry.kind];
  const fault = bytes
    ? envelopeFault(bytes, claim, (id) => scope.keyring.find(id, role, entry.at))
    : "is missing";
  if (fault === null) return null;
  const envelope = envelopeFor(claim, await signerFor(scope, role, entry.at, ports));
  if (bytes) ports.files.replace(path, envelope);
  else ports.files.create(path, envelope);
  return fault;
}

/** What the log says about the handoff that an entry binds; null for an entry that binds none of ours. */
export function claimAbout(entry: Recorded["entry"]): HandoffClaim | null {
  if (!("document" in entry) || entry.document === undefined || entry.kind === "adopt") return null;
  if (!entry.document.path.startsWith(`${HANDOFF_FOLDER}/`)) return null;
  const { workItem, step, attempt, seq, kind, document } = entry;
  return { ...document, workItem, step, attempt, seq, entry: kind };
}

/**
 * The first linked file of a handoff whose bytes are no longer to be had, as a clause, or null. A file that has
 * changed since is fine while git still holds what was linked. Other tools' handoffs link without digests.
 */
export async function lostLink(
  handoff: Uint8Array,
  { files, archive }: Pick<ItemPorts, "files" | "archive">,
): Promise<string | null> {
  const parsed = parseJson(handoff);
  const read = parsed.ok ? readShape(Handoff, parsed.value) : undefined;
  if (!read?.ok) return null;
  for (const { path, digest, blob } of read.value.files) {
    const bytes = files.read(path);
    if (bytes && digestOf(bytes) === digest) continue;
    const kept = await archive.recall(blob);
    if (!kept || digestOf(kept) !== digest) return bytes ? `${path} was changed` : `${path} is gone`;
  }
  return null;
}
