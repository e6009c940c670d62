import { listed, shown } from "../../kernel/text.ts";
import { judgeChecks } from "../guards/outcome.ts";
import { judgePatch, PATCH_POLICY } from "../guards/patch.ts";
import { judgeAgent } from "../guards/work.ts";
import type { Publication } from "./ending.ts";
import type { CheckResult, ImplementResult, Judged } from "./result.ts";
import type { Round } from "./round.ts";

const closed = (code: string, says: readonly string[]): Judged => ({
  outcome: "closed",
  code,
  says: listed(says, 5).slice(0, 4_000).toWellFormed(),
});
const open = (says: string): Judged => ({
  outcome: "open",
  code: "work.done",
  says: says.slice(0, 4_000).toWellFormed(),
});

/**
 * What the guards say to an agent's work: how the program ended and what it touched outside of its clone, then its
 * patch. The first guard that closes is said, with all its reasons.
 */
export function judgeWork(
  work: Pick<ImplementResult, "ran" | "outside" | "untaken" | "changes">,
  { route, propose }: Round,
): Judged {
  const agent = judgeAgent(work);
  if (agent.outcome === "closed")
    return closed(
      `agent.${agent.why[0]?.code ?? "failed"}`,
      agent.why.map(({ says }) => says),
    );
  const policy = { ...PATCH_POLICY, ...propose?.output.plan?.limits };
  // No label opens a guard here: who set one is known to the consent rule alone.
  const patch = judgePatch(work.changes, policy, {
    tier: route.output.routing.risk.tier,
    labels: [],
    testCommand: propose?.output.plan?.testCommand ?? [],
  });
  if (patch.outcome === "closed")
    return closed(
      `patch.${patch.why[0]?.code ?? "refused"}`,
      patch.why.map(({ says }) => says),
    );
  const { length } = work.changes;
  return open(
    `${length} ${length === 1 ? "file" : "files"} changed: ${listed(
      work.changes.map(({ path }) => shown(path)),
      5,
    )}.`,
  );
}

/** How a shell ends that could not start the program. POSIX, 2.8.2. */
const UNSTARTED = [126, 127];

/** What is said of a publication that reads back as it was written. */
export const judgePublication = ({ pull, branch }: Pick<Publication, "pull" | "branch">): Judged =>
  open(`Pull request ${pull}, branch ${branch}.`);

/** What the tests say of a patch: only one after which they pass, and touch nothing but their clone, goes on. */
export function judgeTests({
  before,
  after,
  outside,
}: Pick<CheckResult, "before" | "after" | "outside">): Judged {
  if (outside.length > 0)
    return closed("tests.outside", [`The tests changed what is not their own: ${listed(outside)}.`]);
  const { outcome, isOpen, why } = judgeChecks(before, after);
  if (isOpen) return open(why);
  const untold = [before, after].find(({ exitCode }) => exitCode !== null && UNSTARTED.includes(exitCode));
  const program = untold
    ? [`${shown(untold.argv[0] ?? "", 60)} could not be started (${untold.exitCode}).`]
    : [];
  return closed(`tests.${outcome}`, [[why, ...program].join(" ")]);
}
