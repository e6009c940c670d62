import { difference } from "../kernel/difference.ts";
import { codeSpan, printable } from "../kernel/text.ts";
import type { Issue } from "../rules/intake/issue.ts";
import { textDigest } from "../rules/intake/issue.ts";
import { endOf } from "../rules/story/end.ts";
import { type EndInput, OUTCOMES } from "../rules/story/ending.ts";
import type { Round } from "../rules/story/round.ts";
import type { StoryReading } from "./story/facts.ts";
import { type DecisionLog, record } from "./story/log.ts";
import { CONTINUO, STATUS_MARKER } from "./story/names.ts";
import type { StoryPorts } from "./story/ports.ts";
import { workFacts } from "./story/work-facts.ts";

/** Ends a round: says how and why, for the record and on the forge. */
export async function finish(reading: StoryReading, ports: StoryPorts): Promise<DecisionLog | null> {
  const { log, round, issue, facts } = reading;
  if (!round) return null;
  const input: EndInput = {
    text: textDigest(issue),
    consent: facts.consent,
    work: round.enlist ? await workFacts(round.enlist.output.workItem, ports) : null,
  };
  const output = endOf(input, round);
  if (!output) throw new TypeError("Nothing ends this round.");
  return record(log, { station: "end", policy: null, input, output }, ports);
}

/** Shows on the forge how a round ended: labels, and the one status comment. Said again, it changes nothing. */
export async function showEnd({ round, issue }: StoryReading, { forge }: StoryPorts): Promise<void> {
  // What asks to be left alone is not answered either.
  if (!round?.end || round.end.output.outcome === "left-alone") return;
  const { outcome, says, next } = round.end.output;
  const { label } = OUTCOMES[outcome];
  const add = label === null ? [] : [label];
  const remove = ["processing", "completed", "needs-review", "needs-human"].filter((each) => each !== label);
  await forge.labels.change(issue.number, { add, remove }, CONTINUO);
  const body = [
    `**${outcome}**`,
    "",
    codeSpan(printable(says)),
    "",
    `Next: ${codeSpan(printable(next))}`,
  ].join("\n");
  await forge.comments.put(issue.number, STATUS_MARKER, body, CONTINUO);
}

/** What was edited since a round was routed, for a person. */
export function editsSince({ route }: Round, issue: Issue): readonly string[] {
  const { title, body } = route.input.route;
  return [...difference(title, issue.title), ...difference(body, issue.body)].map(printable);
}
