import { digestOf } from "../../kernel/digest.ts";
import { plain } from "../../kernel/text.ts";
import { pullText } from "../../rules/story/pull-text.ts";
import { ImplementResult, PublishResult } from "../../rules/story/result.ts";
import type { Round } from "../../rules/story/round.ts";
import { workspaceFailure } from "../../world/workspace/port.ts";
import { documentAt } from "../story/attempt-file.ts";
import { CONTINUO } from "../story/names.ts";
import type { StoryPorts } from "../story/ports.ts";
import { patchOf } from "./patch.ts";
import { doneOf, settleResult, type WorkDone } from "./result.ts";

/**
 * Puts the patch on a branch of its own and opens a pull request for it; both are read back before anything says that
 * they are there. Said twice, it makes one commit and one pull request.
 *
 * @throws `workspace.branch-taken`, `workspace.unconfirmed`
 */
export async function publish(
  round: Round,
  attempt: string,
  { implemented, tests }: { readonly implemented: string; readonly tests: string },
  ports: StoryPorts,
): Promise<WorkDone> {
  const earlier = documentAt(PublishResult, attempt, ports);
  if (earlier) return doneOf(earlier, []);
  const plan = round.propose?.output.plan;
  if (!plan || !round.enlist) throw new TypeError("A round without a plan has nothing to publish.");
  const work = documentAt(ImplementResult, implemented, ports);
  const patch = patchOf(implemented, ports);
  if (!work) throw new TypeError("Nothing is published that was not implemented.");
  const { title } = round.route.input.route;
  const subject = plain(title).trim().slice(0, 100) || `Request ${round.route.input.issue}`;
  const { commit } = await ports.workspace.publish({
    commit: plan.base.commit,
    patch,
    judged: work.changes,
    branch: plan.branch,
    message: `${subject}\n\nIssue: ${round.route.input.issue}\nWork-Item: ${round.enlist.output.workItem}\nSubject: ${round.propose?.output.subject ?? ""}\n`,
    at: round.enlist.at,
  });
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
  const says = `Pull request ${opened.number}, branch ${plan.branch}.`;
  const judged = { outcome: "open", code: "work.done", says } as const;
  const result: PublishResult = {
    schemaVersion: "1.0",
    kind: "publish",
    attempt,
    base: plan.base.commit,
    publication,
    judged,
  };
  return settleResult(result, [], ports);
}

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
