import { policyDigest } from "../../kernel/policy.ts";
import type { Refusal } from "../../kernel/refusal.ts";
import { subjectDigest } from "../../rules/council/content.ts";
import { COUNCIL_POLICY } from "../../rules/council/policy.ts";
import { STORY_POLICY } from "../../rules/story/policy.ts";
import { type ProposalInput, proposePlan, surveyFacts, unreadiness } from "../../rules/story/proposal.ts";
import type { Round } from "../../rules/story/round.ts";
import { type DecisionLog, record } from "../story/log.ts";
import type { StoryPorts } from "../story/ports.ts";

/** What the caller chose about the work. */
export interface WorkOptions {
  readonly testCommand: readonly string[] | null;
  readonly prepareCommand: readonly string[] | null;
  readonly agentTimeoutMs: number;
  readonly checkTimeoutMs: number;
}

/**
 * Looks at the repository and says what would be done to it, before anybody votes: the base commit is pinned here.
 *
 * @returns a rule's no where the repository cannot be worked on as it stands
 */
export async function propose(
  log: DecisionLog,
  round: Round,
  options: WorkOptions,
  ports: StoryPorts,
): Promise<DecisionLog | Refusal | null> {
  const { routing, content } = round.route.output;
  const input: ProposalInput = {
    issue: round.route.input.issue,
    round: round.number,
    repository: routing.target.repository,
    here: ports.forge.issues.repository,
    mode: routing.mode.value,
    survey: surveyFacts(await ports.workspace.survey()),
    testCommand: options.testCommand === null ? null : [...options.testCommand],
    prepareCommand: options.prepareCommand === null ? null : [...options.prepareCommand],
    agentTimeoutMs: options.agentTimeoutMs,
    checkTimeoutMs: options.checkTimeoutMs,
  };
  const unready = input.mode === "implement" ? unreadiness(input) : null;
  if (unready) return unready;
  const output = {
    plan: proposePlan(input),
    subject: subjectDigest({
      content,
      base: input.survey.base.commit,
      comments: [],
      policy: policyDigest(COUNCIL_POLICY),
    }),
  };
  return record(log, { station: "propose", policy: policyDigest(STORY_POLICY), input, output }, ports);
}
