import { policyDigest } from "../../kernel/policy.ts";
import { contentDigest } from "../../rules/council/content.ts";
import { type Issue, textDigest } from "../../rules/intake/issue.ts";
import { INTAKE_POLICY } from "../../rules/intake/policy.ts";
import type { RouteInput } from "../../rules/intake/request.ts";
import { route as routeBy } from "../../rules/intake/route.ts";
import type { Routing } from "../../rules/intake/routing.ts";
import { writtenContent } from "../../rules/story/content.ts";
import { labelsOf } from "../story/labels.ts";
import { type DecisionLog, record } from "../story/log.ts";
import { CONTINUO } from "../story/names.ts";
import type { StoryPorts } from "../story/ports.ts";

/**
 * Routes a request: where it goes, how deep it is looked at, and whether at all; then sets the labels that say so.
 *
 * @param variables  repository variables of the seed, as the environment has them
 */
export async function route(
  log: DecisionLog,
  issue: Issue,
  variables: Readonly<Record<string, string>>,
  ports: StoryPorts,
): Promise<DecisionLog | null> {
  const input = await routeInput(issue, variables, ports);
  const routing = routeBy(input);
  const content = contentDigest(writtenContent(issue, routing));
  const output = { routing, text: textDigest(issue), content };
  const longer = await record(
    log,
    {
      station: "route",
      policy: policyDigest(INTAKE_POLICY),
      input: { issue: issue.number, route: input },
      output,
    },
    ports,
  );
  // Display, after the decision: what a crash keeps from being shown, the act that comes next shows.
  if (longer) await showRouting(issue.number, routing, ports);
  return longer;
}

/** Shows on the forge how a request was routed. Said again, it changes nothing. */
export const showRouting = (
  issue: number,
  { labels }: Pick<Routing, "labels">,
  { forge }: Pick<StoryPorts, "forge">,
): Promise<unknown> => forge.labels.change(issue, labels, CONTINUO);

/** What routing is asked. Whoever runs the story with an issue hands it in: that is the ticket. */
async function routeInput(
  issue: Issue,
  variables: Readonly<Record<string, string>>,
  { forge, caller }: StoryPorts,
): Promise<RouteInput> {
  const { asked, written } = await labelsOf(issue, forge);
  return {
    repository: forge.issues.repository,
    title: issue.title,
    body: issue.body,
    labels: [...asked],
    comment: null,
    trigger: {
      kind: "dispatch",
      actor: caller.actor,
      permission: await forge.permissions.of(caller.actor).catch(() => null),
    },
    written: [...written],
    blocks: [],
    variables: { ...variables },
  };
}
