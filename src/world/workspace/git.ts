import { realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listed, plain, shown } from "../../kernel/text.ts";
import type { Git } from "../process/port.ts";
import { environmentOf, execute } from "./execute.ts";
import { type Ground, onFolder, onGround } from "./ground.ts";
import {
  type Checked,
  type CheckRequest,
  type Labour,
  type LabourRequest,
  type Workspace,
  workspaceFailure,
} from "./port.ts";
import { applyPatch, publishTo, tipOf } from "./publish.ts";
import { cloneAt, gitWith, NO_TRANSPORT, storeAt, type Target } from "./store.ts";
import { surveyOf } from "./survey.ts";
import { type Taken, take, untaken } from "./taking.ts";
import { changedBetween, placeprint, sightOf } from "./watch.ts";

export interface WorkspaceSettings {
  /** The root of a repository with a work tree. */
  readonly folder: string;
  /** Git in that folder. */
  readonly git: Git;
  /** The user's environment: only PATH is handed down to programs. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where temporary folders are made; the operating system's place for them when it is not given. */
  readonly temp?: string;
}

/**
 * A local git repository, by the system's git. Its index and work tree are never written, and no program that its
 * settings, hooks or attributes name is run.
 *
 * What programs run as: the user, with the user's rights. The clone keeps honest programs apart from the repository;
 * one that means harm is found out as far as `outside` looks, and not held. Processes that leave their group (setsid)
 * survive.
 */
export function gitWorkspace({ folder, git: bare, env, temp = tmpdir() }: WorkspaceSettings): Workspace {
  const git = gitWith(bare, NO_TRANSPORT);
  const target = (): Target => ({ folder: realpathSync(folder), git, path: env["PATH"] ?? "", temp });
  return {
    survey: () => surveyOf(folder, git),
    labour: (request) => onGround(temp, (ground) => labourOn(target(), ground, request)),
    check: (request) => onGround(temp, (ground) => checkOn(target(), ground, request)),
    publish: async (request) => publishTo(target(), request),
    branchAt: (branch) => tipOf(git, branch),
  };
}

async function labourOn(target: Target, ground: Ground, request: LabourRequest): Promise<Labour> {
  await cloneAt(target, ground.clone, request.commit);
  await prepare(target, ground, request);
  writeFileSync(ground.task, request.task, { flag: "wx" });
  const place = placeprint(ground.clone);
  const before = await sightOf(target, ground);
  const env = { ...environmentOf(ground, target.path), CONTINUO_TASK: ground.task };
  const ran = await execute({ ...request, input: request.task }, ground, env);
  const outside = changedBetween(before, await sightOf(target, ground));
  if (request.signal.aborted) return { ran, ...untaken("the work was stopped"), outside };
  if (placeprint(ground.clone) !== place)
    return { ran, ...untaken("the clone is gone, or another folder is in its place"), outside };
  return { ran, ...(await takenFrom(target, ground, request.commit)), outside };
}

/** The store is made only now, in a folder that the program never saw. */
async function takenFrom(target: Target, ground: Ground, commit: string): Promise<Taken> {
  return onFolder(target.temp, async (folder) => {
    try {
      const git = await storeAt(target, folder, commit);
      return await take(git, ground, { commit, index: join(folder, "taken.index") });
    } catch (cause) {
      // Before the program ran, the repository did give this commit: whatever fails now is part of the answer.
      return untaken(`the change could not be read: ${plain(cause instanceof Error ? cause.message : "")}`);
    }
  });
}

async function checkOn(target: Target, ground: Ground, request: CheckRequest): Promise<Checked> {
  const git = await cloneAt(target, ground.clone, request.commit);
  await prepare(target, ground, request);
  if (request.patch !== null) await applyPatch(git, request.patch, "--index");
  const before = await sightOf(target, ground);
  const ran = await execute({ ...request, input: "" }, ground, environmentOf(ground, target.path));
  return { ...ran, outside: changedBetween(before, await sightOf(target, ground)) };
}

/** Brings what the repository needs, as the caller says; what it leaves that git does not ignore is part of the change. */
async function prepare(target: Target, ground: Ground, request: LabourRequest | CheckRequest): Promise<void> {
  if (request.prepare === null) return;
  const { timeoutMs, maxOutputBytes, signal } = request;
  const execution = { argv: request.prepare, input: "", timeoutMs, maxOutputBytes, signal };
  const unprepared = (how: string, cause?: unknown) =>
    workspaceFailure("workspace.prepare", `${plain(request.prepare?.join(" ") ?? "")} ${how}`, {
      hint: "Run it by hand in a fresh clone; --prepare-command names another one.",
      cause,
    });
  const ran = await execute(execution, ground, environmentOf(ground, target.path)).catch((cause: unknown) => {
    throw unprepared("could not be started.", cause);
  });
  if (signal.aborted) return;
  if (ran.exitCode === 0) return assertClean(target, ground);
  const how = ran.timedOut ? "did not end in time" : `ended with ${ran.exitCode ?? "a signal"}`;
  const last = ran.output.trim().split("\n").at(-1) ?? "";
  throw unprepared(last === "" ? `${how}.` : `${how}: ${last}`);
}

/** What a prepared checkout holds beside the commit must be ignored, or it would pass for the agent's work. */
async function assertClean(target: Target, ground: Ground): Promise<void> {
  const git = gitWith(target.git, NO_TRANSPORT);
  const status = await git.ask([
    "-C",
    ground.clone,
    "status",
    "--porcelain=v1",
    "-z",
    "--untracked-files=normal",
  ]);
  if (status === "") return;
  const left = status
    .split("\0")
    .filter((each) => each !== "")
    .map((each) => shown(each.slice(3)));
  throw workspaceFailure(
    "workspace.prepare",
    `The prepare command leaves files that git does not ignore: ${listed(left, 5)}.`,
    {
      hint: "Add them to .gitignore: they would pass for a part of the change.",
    },
  );
}
