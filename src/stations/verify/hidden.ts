import { CLAIMS_FOLDER } from "../../rules/claims/claim.ts";
import { gateFolder, gateHistoryFolder } from "../../rules/evidence/gate.ts";
import { recordsFolder } from "../../rules/evidence/opening.ts";
import type { Files } from "../../world/files/port.ts";
import { type Finding, found } from "../item/finding.ts";

/**
 * Files and folders with a dot before their name among the records of one work item. Nothing reads them, and people
 * do not see them: whatever they are, they are none of the records.
 */
export function checkHidden(workItem: string, files: Files): Finding[] {
  const logs = `${CLAIMS_FOLDER}/${workItem}`;
  const folders = [
    recordsFolder(workItem),
    logs,
    ...files.list(logs).map((step) => `${logs}/${step}`),
    gateFolder(workItem),
    ...files
      .list(gateFolder(workItem))
      .filter((name) => !name.endsWith(".json"))
      .map((gate) => gateHistoryFolder(workItem, gate)),
  ];
  return folders.flatMap((folder) =>
    files
      .hidden(folder)
      .map((name) => found(`${folder}/${name}`, "is hidden among the records, and none of them")),
  );
}
