import { randomBytes } from "node:crypto";
import { realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { World } from "../commands/index.ts";
import type { PlanWorld, StoryWorld } from "../commands/world.ts";
import { type Clock, type Instant, systemClock } from "../kernel/clock.ts";
import { type CodeTable, failuresOf } from "../kernel/failure.ts";
import type { Logger } from "../kernel/log.ts";
import { shown } from "../kernel/text.ts";
import { DECISIONS_FOLDER } from "../rules/story/decision.ts";
import { fsAnchors } from "../world/anchors/fs.ts";
import { disk } from "../world/files/disk.ts";
import { memoryFiles } from "../world/files/memory.ts";
import { overlay, type ShownWrite } from "../world/files/overlay.ts";
import type { Files } from "../world/files/port.ts";
import { spilled } from "../world/files/spill.ts";
import { localForge } from "../world/forge/local/forge.ts";
import { dryHistory } from "../world/history/dry.ts";
import { gitArchive, gitHistory } from "../world/history/git.ts";
import { localInbox } from "../world/inbox/local.ts";
import {
  derivedHolders,
  HOLDER_KEY_VARIABLE,
  localSigner,
  SIGNING_KEY_VARIABLE,
} from "../world/keys/local.ts";
import { checkoutName, repositoryName } from "../world/keys/repository.ts";
import { gitTrust } from "../world/keys/trust.ts";
import { localPresence } from "../world/presence/local.ts";
import { gitIn } from "../world/process/git.ts";
import type { Git } from "../world/process/port.ts";
import { quarantined } from "../world/process/quarantine.ts";
import { fsRecords } from "../world/records/fs.ts";
import { localSources } from "../world/sources/local.ts";
import { localStages } from "../world/stage/local.ts";
import { fsStepLog } from "../world/steplog/fs.ts";
import { gitWorkspace } from "../world/workspace/git.ts";
import { jsYamlReader } from "../world/yaml/js-yaml.ts";
import { callerIn, type Environment, holderScopeIn, ownerIn } from "./caller.ts";
import { repositoryAt, variablesIn } from "./repository.ts";

export const WORLD_CODES = {
  "folder.missing": { kind: "missing", says: "The folder to work in does not exist." },
  "environment.invalid": { kind: "config", says: "An environment variable has a value that it cannot have." },
} as const satisfies CodeTable;

const worldFailure = failuresOf(WORLD_CODES);

export interface Surroundings {
  /** The folder that the user stands in, and the one asked for with `--cwd`. */
  readonly cwd: string;
  readonly folder: string | undefined;
  readonly env: Environment;
  readonly log: Logger;
  readonly warn: (message: string) => void;
  /** Show every write and do none. */
  readonly dryRun: boolean;
}

export interface Composed {
  readonly world: World;
  /** What a dry run would have written; empty otherwise. */
  readonly shown: () => readonly ShownWrite[];
  /** Throws away what a dry run kept aside. */
  readonly discard: () => void;
}

/** The one place that chooses adapters: everything on files and this machine's git and keys. */
export function composeWorld(around: Surroundings): Composed {
  const root = rootOf(around);
  const stores: Stores = {
    work: disk(root),
    secret: disk(root, { secret: true }),
    state: disk(stateFolder(around.env), { secret: true, isElsewhere: true }),
  };
  const git = gitIn(root, { env: around.env, home: around.env["HOME"] ?? homedir() });
  if (around.dryRun) return dryWorld(around, { root, stores, git });
  const world = assemble(around, root, stores, git);
  return { world, shown: () => [], discard: () => undefined };
}

interface Ground {
  readonly root: string;
  readonly stores: Stores;
  readonly git: Git;
}

/** The same world over memory: documents in overlays, git's objects aside, refs shown and not moved. */
function dryWorld(around: Surroundings, { root, stores, git: real }: Ground): Composed {
  const changes: ShownWrite[] = [];
  const git = quarantined(real, root);
  const dry = { work: overlay(stores.work), secret: overlay(stores.secret), state: overlay(stores.state) };
  const committing = gitHistory(git, spilled(dry.work, git.scratch));
  const history = dryHistory(committing, (what, path) => changes.push({ what, path }));
  return {
    world: { ...assemble(around, root, dry, git), history, isDry: true },
    shown: () => [...dry.work.writes, ...dry.secret.writes, ...dry.state.writes, ...changes],
    discard: git.discard,
  };
}

/** Where documents lie: the work folder, the secrets in it, and the user's state folder. */
interface Stores {
  readonly work: Files;
  readonly secret: Files;
  readonly state: Files;
}

function assemble(around: Surroundings, root: string, stores: Stores, git: Git): World {
  const { env, log, warn } = around;
  const { work, secret, state } = stores;
  const clock: Clock = systemClock;
  return {
    files: work,
    yaml: jsYamlReader(),
    records: fsRecords(work),
    stepLog: fsStepLog(work),
    anchors: fsAnchors(state, () => checkoutName(root)),
    signer: localSigner(state, () => repositoryName(root), env[SIGNING_KEY_VARIABLE]),
    holders: derivedHolders(
      secret,
      env[HOLDER_KEY_VARIABLE],
      holderScopeIn(env, () => repositoryName(root)),
    ),
    trust: gitTrust(root, git),
    clock,
    nonce: () => randomBytes(16).toString("hex"),
    caller: callerIn(env),
    log,
    warn,
    sourceDate: sourceDateIn(env),
    archive: gitArchive(git),
    history: gitHistory(git),
    sources: localSources(root, git, (folder) => disk(folder)),
    within: (files) => ({ stepLog: fsStepLog(files), records: fsRecords(files) }),
    ...story(around, root, stores, clock),
    stages: localStages([process.execPath, process.argv[1] ?? ""], env, (folder, repository) =>
      localSigner(disk(folder, { secret: true }), () => repositoryName(repository), undefined).key(),
    ),
    aside: () =>
      assemble(around, root, { work: overlay(work), secret: overlay(secret), state: overlay(state) }, git),
  };
}

/** What the story touches beside: the forge in the folder, decisions, the repository, agents. */
function story(
  around: Surroundings,
  root: string,
  { work, state }: Stores,
  clock: Clock,
): Omit<StoryWorld, keyof PlanWorld> {
  const { env, cwd, warn } = around;
  const inbox = localInbox(cwd);
  return {
    isDry: false,
    inbox,
    variables: variablesIn(env),
    presence: localPresence(work),
    decisions: fsRecords(work, DECISIONS_FOLDER),
    decisionsIn: (files) => fsRecords(files, DECISIONS_FOLDER),
    treeOf: memoryFiles,
    requestAnchors: fsAnchors(state, () => checkoutName(root), "requests/"),
    forge: localForge({
      files: work,
      clock,
      warn,
      repository: repositoryAt(root),
      owner: ownerIn(env),
    }),
    async storyOf({ repo, answers }) {
      const folder = repo === undefined ? root : rootOf({ cwd, folder: repo });
      const git = gitIn(folder, { env, home: env["HOME"] ?? homedir() });
      const { agentsFrom } = await import("./agents.ts");
      return { workspace: gitWorkspace({ folder, git, env }), agents: await agentsFrom(answers, inbox) };
    },
  };
}

function rootOf({ cwd, folder }: Pick<Surroundings, "cwd" | "folder">): string {
  const asked = resolve(cwd, folder ?? ".");
  const found = statSync(asked, { throwIfNoEntry: false });
  if (found?.isDirectory()) return realpathSync(asked);
  throw worldFailure("folder.missing", `There is no folder ${shown(folder ?? cwd)}.`, {
    hint: "Give a folder that exists with --cwd.",
  });
}

/** `$XDG_STATE_HOME/continuo`, by the XDG base directory specification; keys and anchors lie outside the repository. */
function stateFolder(env: Environment): string {
  const base = env["XDG_STATE_HOME"];
  return base?.startsWith("/")
    ? join(base, "continuo")
    : join(env["HOME"] || homedir(), ".local", "state", "continuo");
}

/** @see https://reproducible-builds.org/specs/source-date-epoch/ */
function sourceDateIn(env: Environment): Instant | undefined {
  const text = env["SOURCE_DATE_EPOCH"];
  if (text === undefined || text === "") return undefined;
  if (/^\d{1,11}$/.test(text)) return new Date(Number(text) * 1_000).toISOString();
  throw worldFailure(
    "environment.invalid",
    `SOURCE_DATE_EPOCH is ${shown(text)}; allowed are seconds since 1970.`,
    {
      hint: "Set it to a whole number of seconds, or unset it.",
    },
  );
}
