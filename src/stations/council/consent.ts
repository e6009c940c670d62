import { canonicalJson } from "../../kernel/json.ts";
import { decideConsent } from "../../rules/council/consent.ts";
import type { Issue } from "../../rules/intake/issue.ts";
import type { Round } from "../../rules/story/round.ts";
import { consentInput } from "../story/consent-input.ts";
import { type DecisionLog, record } from "../story/log.ts";
import type { StoryPorts } from "../story/ports.ts";

/**
 * Decides whether somebody with write access has agreed to exactly this content, and records it when the answer is
 * another one than before: consent may come later.
 */
export async function consent(
  log: DecisionLog,
  round: Round,
  issue: Issue,
  ports: StoryPorts,
): Promise<DecisionLog | null> {
  const input = await consentInput(round, issue, ports);
  const output = decideConsent(input);
  if (round.consent && canonicalJson(round.consent.output) === canonicalJson(output)) return log;
  return record(log, { station: "consent", policy: null, input, output }, ports);
}
