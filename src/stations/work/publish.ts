import { digestOf } from "../../kernel/digest.ts";
import { judgePublication } from "../../rules/story/judge.ts";
import { pullText, subjectLine } from "../../rules/story/pull-text.ts";
import { ImplementResult, type OwnAttempt, type PublishResult } from "../../rules/story/result.ts";
import type { Round } from "../../rules/story/round.ts";
import { workspaceFailure } from "../../world/workspace/port.ts";
import { documentAt } from "../story/attempt-file.ts";
import { CONTINUO } from "../story/names.ts";
import type { StoryPorts } from "../story/ports.ts";
import { patchOf } from "./patch.ts";
import { settleResult, type WorkDone } from "./result.ts";

interface Publishing {
  /** The attempt whose patch it is. */
  readonly implemented: string;
  /** What the tests came to, for the reviewer. */
  readonly tests: string;
  /** Whether the request and the consent to it are still what they were: asked before each effect. */
  stands(): Promise<boolean>;
}

/**
 * Puts the patch on a branch of its own and opens a pull request for it; both are read back before anything says that
 * they are there. Said twice, it makes one commit and one pull request.
 *
 * @throws `workspace.branch-taken`, `workspace.unconfirmed`
 */
export async function publish(
  round: Round,
  attempt: OwnAttempt,
  { implemented, tests, stands }: Publishing,
  ports: StoryPorts,
): Promise<WorkDone> {
  const plan = round.propose?.output.plan;
  if (!plan || !round.enlist) throw new TypeError("A round without a plan has nothing to publish.");
  const work = documentAt(ImplementResult, implemented, ports);
  const patch = patchOf(implemented, ports);
  if (!work) throw new TypeError("A patch that nobody made is not published.");
  if (!(await stands())) return OVERTAKEN;
  const { commit } = await ports.workspace.publish({
    commit: plan.base.commit,
    patch,
    judged: work.changes,
    branch: plan.branch,
    message: messageOf(round),
    at: round.enlist.at,
  });
  if (!(await stands())) return OVERTAKEN;
  const text = pullText(round, { commit, tests });
  const opened = await ports.forge.pulls.open({
    ...text,
    head: { branch: plan.branch, commit },
    base: plan.base.branch,
    author: CONTINUO,
  });
  await assertThere(plan.branch, commit, opened.number, ports);
  const publication = {
    branch: plan.branch,
    commit,
    base: plan.base.commit,
    pull: opened.number,
    patch: digestOf(patch),
  };
  const result: PublishResult = {
    schemaVersion: "1.0",
    kind: "publish",
    attempt: attempt.id,
    mark: attempt.mark,
    base: plan.base.commit,
    publication,
    judged: judgePublication(publication),
  };
  return settleResult(result, [], ports);
}

function messageOf(round: Round): string {
  const { route, propose, enlist } = round;
  return [
    subjectLine(round, 100),
    "",
    `Issue: ${route.input.issue}`,
    `Work-Item: ${enlist?.output.workItem ?? ""}`,
    `Subject: ${propose?.output.subject ?? ""}`,
    "",
  ].join("\n");
}

/** What an attempt comes to whose request was edited, or its consent taken back, at the last moment. */
const OVERTAKEN: WorkDone = {
  outcome: "stopped",
  code: "story.edited",
  says: "The request, or the consent to it, is not what it was when the work began.",
  links: [],
};

/** Success is said only of what was read back. */
async function assertThere(
  branch: string,
  commit: string,
  pull: number,
  { workspace, forge }: StoryPorts,
): Promise<void> {
  const at = await workspace.branchAt(branch);
  const there = await forge.pulls.read(pull);
  if (
    at === commit &&
    there?.head.commit === commit &&
    there.head.branch === branch &&
    there.state === "open"
  )
    return;
  throw workspaceFailure(
    "workspace.unconfirmed",
    `Branch ${branch} or pull request ${pull} does not read back as it was written.`,
    {
      hint: "Run the same command again.",
    },
  );
}
