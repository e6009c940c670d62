import * as v from "valibot";
import type { Clock } from "../../../kernel/clock.ts";
import { IssueNumber, type Login, type RepositoryName } from "../../../rules/intake/issue.ts";
import type { Files } from "../../files/port.ts";
import type { Forge } from "../port.ts";
import { localComments } from "./comments.ts";
import { FORGE_FOLDER, forgeDocuments } from "./documents.ts";
import { issueLogs } from "./issue-log.ts";
import { localIssues, localLabels } from "./issues.ts";
import { numbering } from "./numbering.ts";
import { localPermissions } from "./permissions.ts";
import { localPulls } from "./pulls.ts";

export interface LocalForgeOptions {
  readonly files: Files;
  readonly clock: Clock;
  readonly repository: RepositoryName;
  /** Whose machine it is: admin, unless the file of permissions says otherwise; null: nobody's. */
  readonly owner: Login | null;
  /** Hears of files that are none of the forge's. */
  readonly warn: (message: string) => void;
}

/** Where that lies which can be commented on. */
const FOLDERS = ["issues", "pulls"] as const;

/**
 * A forge as files under `.continuo/forge/`, for one repository on one machine: storage only, nothing is fired.
 *
 * | `keys/<sha256>/<try>.json`, `numbers/<n>.json` | whose number is whose |
 * | `issues/<n>/<seq>.json`                        | what happened to an issue |
 * | `comments/<n>/<id>/<revision>.json`            | comments |
 * | `pulls/<n>/<revision>.json`                    | pull requests |
 * | `permissions.json`                             | who may do what; people may edit it |
 */
export function localForge({ files, clock, repository, owner, warn }: LocalForgeOptions): Forge {
  const documents = forgeDocuments(files, warn);
  const logs = issueLogs(documents, clock);
  const numbers = numbering(documents);
  const isThere = (number: number) =>
    v.is(IssueNumber, number) &&
    FOLDERS.some((folder) => files.read(`${FORGE_FOLDER}/${folder}/${number}/1.json`) !== undefined);
  return {
    issues: localIssues(repository, logs, numbers),
    labels: localLabels(logs),
    comments: localComments(documents, clock, isThere),
    pulls: localPulls(documents, clock, numbers),
    permissions: localPermissions(files, documents, owner),
  };
}
