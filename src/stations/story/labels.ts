import { byCode } from "../../kernel/name.ts";
import type { Issue, LabelEvent } from "../../rules/intake/issue.ts";
import type { Forge } from "../../world/forge/port.ts";
import { CONTINUO, TICKET } from "./names.ts";

/** Labels as routing takes them: what people ask for with them, and which ones only show what was decided. */
export interface AskedLabels {
  /** The ticket among them: whoever runs the story with an issue hands it in. */
  readonly asked: readonly string[];
  readonly written: readonly string[];
}

/** Reads who set each label last. */
export async function labelsOf(issue: Issue, forge: Forge): Promise<AskedLabels> {
  const written = writtenIn(await forge.labels.events(issue.number));
  const people = issue.labels.filter((label) => label !== TICKET && !written.has(label.toLowerCase()));
  return { asked: [TICKET, ...people].sort(byCode), written: [...written].sort(byCode) };
}

/** Labels that Continuo set last are display, never a request. */
function writtenIn(events: readonly LabelEvent[]): ReadonlySet<string> {
  const last = new Map(events.map((event) => [event.label.toLowerCase(), event]));
  return new Set(
    [...last]
      .filter(([, { event, actor }]) => event === "labeled" && actor === CONTINUO)
      .map(([label]) => label),
  );
}
