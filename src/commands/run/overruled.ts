import { canonicalJson } from "../../kernel/json.ts";
import { STORY_POLICY } from "../../rules/story/policy.ts";
import type { ProposalInput } from "../../rules/story/proposal.ts";
import type { Round } from "../../rules/story/round.ts";
import type { WorkOptions } from "../../stations/intake/propose.ts";

type Choice = readonly [flag: string, of: (options: WorkOptions | ProposalInput) => unknown, unsaid: unknown];

/** What a caller may choose about a plan: once it is proposed, the plan is what was voted on. */
const CHOICES: readonly Choice[] = [
  ["--test-command", ({ testCommand }) => testCommand, null],
  ["--prepare-command", ({ prepareCommand }) => prepareCommand, null],
  ["--agent-timeout", ({ agentTimeoutMs }) => agentTimeoutMs, STORY_POLICY.agentTimeoutMs],
  ["--test-timeout", ({ checkTimeoutMs }) => checkTimeoutMs, STORY_POLICY.checkTimeoutMs],
];

/** Flags that say something else than the plan of the round: they count from the next round on. */
export function overruled(options: WorkOptions, { propose }: Round): readonly string[] {
  if (!propose?.output.plan) return [];
  return CHOICES.flatMap(([flag, of, unsaid]) => {
    const [asked, planned, none] = [of(options), of(propose.input), unsaid].map((each) =>
      canonicalJson(each),
    );
    return asked === none || asked === planned ? [] : [flag];
  });
}
