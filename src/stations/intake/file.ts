import { ISSUE_LIMITS, type Issue } from "../../rules/intake/issue.ts";
import type { IssueFile } from "../../rules/intake/issue-file.ts";
import { TICKET } from "../story/names.ts";
import type { StoryPorts } from "../story/ports.ts";

/**
 * Brings an issue file to the forge: filed the first time, and edited when the file says something else since. What
 * the file says of labels its author says; a label that somebody took off the issue stays off.
 *
 * @param key  names the file, so that a second call finds the issue again
 */
export async function fileIssue(
  file: IssueFile,
  key: string,
  ports: Pick<StoryPorts, "forge" | "caller">,
): Promise<Issue> {
  const { issues, labels } = ports.forge;
  const author = file.author ?? ports.caller.actor;
  const said = file.labelsByAuthor ? file.labels : [];
  const draft = { title: file.title, body: file.body, author, labels: said.slice(0, ISSUE_LIMITS.labels) };
  const filed = await issues.file(
    file.number === null ? key : `number:${file.number}`,
    draft,
    file.number ?? undefined,
  );
  const edited = await issues.edit(filed.number, { title: file.title, body: file.body }, author);
  // Whoever runs the story with it hands it in: that is the ticket.
  if (edited.labels.some((label) => label.toLowerCase() === TICKET)) return edited;
  return labels.change(edited.number, { add: [TICKET], remove: [] }, ports.caller.actor);
}

/** What somebody agrees to, as a comment that the consent rule reads; said once. */
export async function approve(
  issue: Issue,
  content: string,
  { forge, caller }: Pick<StoryPorts, "forge" | "caller">,
): Promise<void> {
  const body = `/continuo approve ${content}`;
  const there = await forge.comments.list(issue.number);
  if (there.some((comment) => comment.author === caller.actor && comment.body === body)) return;
  await forge.comments.add(issue.number, body, caller.actor);
}
