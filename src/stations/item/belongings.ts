import { type Instant, laterOf } from "../../kernel/clock.ts";
import { CLAIMS_FOLDER, claimPath } from "../../rules/claims/claim.ts";
import { gateHistoryFolder, gateViewPath } from "../../rules/evidence/gate.ts";
import { sidecarOf } from "../../rules/evidence/handoff.ts";
import { recordsFolder } from "../../rules/evidence/opening.ts";
import { workItemPath } from "../../rules/plan/work-item.ts";
import { schedulePath } from "../../rules/schedule/schedule.ts";
import type { Files } from "../../world/files/port.ts";
import type { ItemFacts } from "./facts.ts";
import type { OpenItem } from "./open.ts";

/** What a commit of a work item holds, and the time of its newest event. */
export interface Belongings {
  readonly paths: readonly string[];
  readonly latest: Instant;
}

/**
 * Every file that belongs to a work item, as its records name them; nothing that merely lies in the same folders.
 */
export function belongingsOf(
  { item, opening }: OpenItem,
  { steps, gates }: ItemFacts,
  files: Files,
): Belongings {
  const paths = [workItemPath(item.id), opening.workflow.path, schedulePath(item.id)];
  const addFolder = (path: string) => paths.push(...files.list(path).map((name) => `${path}/${name}`));
  let latest: Instant = item.createdAt;
  addFolder(recordsFolder(item.id));
  for (const { path } of opening.handoffs) paths.push(path);
  for (const [key, { records, state }] of steps) {
    addFolder(`${CLAIMS_FOLDER}/${item.id}/${key}`);
    paths.push(...state.attempts.map(({ id }) => claimPath(id)));
    for (const { entry } of records) {
      latest = laterOf(latest, entry.at);
      if ("document" in entry && entry.document)
        paths.push(entry.document.path, sidecarOf(entry.document.path));
    }
  }
  for (const [gate, { head }] of gates) {
    paths.push(gateViewPath(item.id, gate));
    addFolder(gateHistoryFolder(item.id, gate));
    latest = laterOf(latest, head.decision.decidedAt);
  }
  return { paths: [...new Set(paths)].filter((path) => files.read(path) !== undefined).sort(), latest };
}
