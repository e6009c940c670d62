import { type CodeTable, failuresOf } from "../../kernel/failure.ts";
import type { Finding } from "../../stations/item/finding.ts";
import type { Report } from "../command.ts";
import type { CollectWorld } from "../world.ts";
import { type Settled, settle } from "./settle.ts";
import { takeIn } from "./take-in.ts";

export const COLLECT_CODES = {
  "collect.no-source": {
    kind: "missing",
    says: "A folder to collect from does not exist or holds no artifacts.",
  },
  "collect.no-branch": {
    kind: "config",
    says: "There is no branch to commit to: no repository, no commit, or a detached HEAD.",
  },
  "collect.moved": { kind: "unavailable", says: "The branch kept moving; nothing was pushed." },
} as const satisfies CodeTable;

export const collectFailure = failuresOf(COLLECT_CODES);

/** How often a push is tried again when the branch has moved: ours. */
const TRIES = 8;

export interface Target {
  readonly branch: string;
  readonly local: { readonly commit: string; readonly branch: string | null };
}

export async function targetOf(branch: string | undefined, world: CollectWorld): Promise<Target> {
  const local = await world.history.head();
  const name = branch ?? local?.branch;
  if (local && name) return { branch: name, local };
  throw collectFailure("collect.no-branch", "There is no branch to commit to.", {
    hint: "Run it in a repository with a branch checked out, name one with --branch, or use --no-commit.",
  });
}

interface PublishRequest {
  readonly push: boolean;
  readonly remote: string | undefined;
  readonly commitMessage: string | undefined;
}

/** Commits what settled, and pushes it; when the branch has moved, what it holds is taken in and all is done again. */
export async function commitAndPush(
  target: Target,
  request: PublishRequest,
  refused: readonly Finding[],
  world: CollectWorld,
  report: Report,
): Promise<Settled> {
  for (let tries = 0; tries < TRIES; tries++) {
    const settled = await publishOnce(target, request, refused, world, report);
    if (settled !== "moved") return settled;
  }
  throw collectFailure(
    "collect.moved",
    `Branch ${target.branch} of ${request.remote ?? "origin"} kept moving.`,
    {
      hint: "Run the same command again.",
    },
  );
}

async function publishOnce(
  { branch, local }: Target,
  { push, remote = "origin", commitMessage }: PublishRequest,
  refused: readonly Finding[],
  world: CollectWorld,
  report: Report,
): Promise<Settled | "moved"> {
  const { history, sources } = world;
  const tip = push ? await history.fetch(remote, branch) : null;
  const parent = tip ?? local.commit;
  const isNews = tip !== null && tip !== local.commit;
  const strange = isNews ? await sources.at(tip, (source) => takeIn(source, world, report)) : [];
  const settled = await settle(world, [...refused, ...strange], report);
  if (!settled.isSound || strange.length > 0 || settled.latest === null) return settled;
  const message = commitMessage ?? "Collect artifacts of work items";
  const commit = await history.commit({ parent, paths: settled.paths, message, at: settled.latest });
  const committed = commit !== parent;
  if (push && committed && (await history.push(remote, branch, commit, tip)) === "moved") return "moved";
  if (committed && local.branch === branch && parent === local.commit)
    await history.advance(branch, local.commit, commit, settled.paths);
  return { ...settled, collected: { ...settled.collected, commit, committed, pushed: push && committed } };
}
