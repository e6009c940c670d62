import { msOf } from "../../kernel/clock.ts";
import { parseJson } from "../../kernel/json.ts";
import { readShape } from "../../kernel/shape.ts";
import type { DocumentRef, Recorded, StepAddress } from "../../rules/claims/entry.ts";
import { becomes, SeedHandoff } from "../../rules/evidence/handoff.ts";
import type { Files } from "../../world/files/port.ts";
import { settle } from "../item/documents.ts";
import { claimFailure, itemFailure } from "../item/failure.ts";
import type { OpenStep } from "../item/steps.ts";
import type { CompleteRequest } from "./request.ts";

/** An earlier handoff about the same attempt and event. */
export interface Earlier {
  readonly recorded: Recorded;
  readonly document: DocumentRef;
  readonly handoff: SeedHandoff;
}

/**
 * The handoff that was written about this attempt and event before; undefined when there is none.
 *
 * @throws `claims.differs` when it says something else than the request: an event is written once
 */
export function repeated(
  request: CompleteRequest,
  { records, address }: OpenStep,
  files: Files,
): Earlier | undefined {
  const { attempt, event } = request;
  const recorded = records.findLast(({ entry }) => entry.attempt === attempt && isAbout(entry, event));
  const document = recorded && documentOf(recorded);
  if (!recorded || !document) return undefined;
  const handoff = handoffAt(address, document, files);
  if (handoff && isSame(request, handoff)) return { recorded, document, handoff };
  const says = handoff ? "it says something else" : "it has not reached this checkout";
  throw claimFailure(
    "claims.differs",
    `Attempt ${attempt} of step ${address.step} has its ${event} already, and ${says} (${document.path}).`,
    {
      hint: "A correction is a new attempt: withdraw this one with continuo revert.",
      details: { path: document.path },
    },
  );
}

function isAbout(entry: Recorded["entry"], event: CompleteRequest["event"]): boolean {
  return entry.kind === "adopt" ? entry.event === event : becomes(event, entry.kind);
}

export const documentOf = ({ entry }: Recorded): DocumentRef | undefined =>
  "document" in entry ? entry.document : undefined;

/** A handoff in its place; undefined when it has not come here. @throws `item.handoff` when it was changed */
export function handoffAt(
  { workItem }: StepAddress,
  document: DocumentRef,
  files: Files,
): SeedHandoff | undefined {
  const presence = settle(files, workItem, document);
  if (presence === "changed")
    throw itemFailure("item.handoff", `${document.path} is not what its log binds.`, {
      hint: "Restore it from a good copy; continuo verify names everything that is wrong.",
    });
  const bytes = presence === "here" ? files.read(document.path) : undefined;
  const parsed = bytes && parseJson(bytes);
  const read = parsed?.ok ? readShape(SeedHandoff, parsed.value) : undefined;
  return read?.ok ? read.value : undefined;
}

/** Whether a request says what a handoff says; a time that was not given is not compared. */
function isSame(request: CompleteRequest, handoff: SeedHandoff): boolean {
  return (
    request.outcome === handoff.outcome &&
    request.nextAction === handoff.nextAction &&
    request.actor === handoff.actor &&
    request.baseline === handoff.baselineIntegration &&
    request.links.join("\n") === handoff.links.join("\n") &&
    (request.timestamp === undefined || msOf(request.timestamp) === msOf(handoff.timestamp))
  );
}
