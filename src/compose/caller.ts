import { hostname } from "node:os";
import { plain } from "../kernel/text.ts";
import type { Caller } from "../stations/item/ports.ts";
import type { HolderScope } from "../world/keys/local.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Who acts, by the environment: the run and job in Actions, the machine elsewhere (seed 002: `GITHUB_RUN_ID`,
 * `GITHUB_JOB`, `GITHUB_ACTOR`).
 */
export function callerIn(env: Environment): Caller {
  const runId = word(env["GITHUB_RUN_ID"]);
  const attempt = word(env["GITHUB_RUN_ATTEMPT"]) ?? "1";
  const isRun = runId !== undefined && /^\d{1,20}$/.test(runId) && /^\d{1,6}$/.test(attempt);
  return {
    executor: {
      id: runId ?? word(env["HOSTNAME"]) ?? word(hostname()) ?? "local-executor",
      displayName: word(env["GITHUB_JOB"]) ?? "local",
      ...(runId === undefined ? {} : { runId: cut(runId, 64) }),
    },
    actor: word(env["GITHUB_ACTOR"]) ?? "local-executor",
    run: isRun ? { id: runId, attempt } : null,
    inActions: env["GITHUB_ACTIONS"] === "true",
  };
}

/**
 * Whose the local forge is: of whoever runs the program on their machine. A job runs for whoever caused it, which may
 * be anybody who can write an issue: there the forge is nobody's, and its permissions file says who may what.
 */
export function ownerIn(env: Environment): string | null {
  const { inActions, actor } = callerIn(env);
  return inActions ? null : actor;
}

/** To what holder secrets belong: in Actions to the run and its attempt as the runner says them. */
export function holderScopeIn(env: Environment, repository: () => string): HolderScope {
  if (env["GITHUB_ACTIONS"] !== "true") return { repository, run: null };
  const run = { id: env["GITHUB_RUN_ID"] ?? "", attempt: env["GITHUB_RUN_ATTEMPT"] ?? "" };
  return { repository: () => env["GITHUB_REPOSITORY"] || repository(), run };
}

/** A variable as a short word that can be shown; undefined for an empty one. */
function word(text: string | undefined): string | undefined {
  const shown = plain(text ?? "").trim();
  return shown === "" ? undefined : cut(shown, 200);
}

/** The first so many characters, and no half of a pair. */
const cut = (text: string, most: number): string => text.slice(0, most).replace(/[\ud800-\udbff]$/, "");
