import { CONSENT_COMMAND, CONSENT_LABEL } from "../../rules/council/consent.ts";
import { ISSUE_LIMITS, type Issue } from "../../rules/intake/issue.ts";
import type { IssueFile } from "../../rules/intake/issue-file.ts";
import type { StoryPorts } from "../story/ports.ts";

/**
 * Brings an issue file to the forge: filed the first time, and edited when the file says something else since. What
 * the file says of labels its author says, but for consent; a label that somebody took off the issue stays off.
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
  const said = (file.labelsByAuthor ? file.labels : []).filter((label) => !isConsent(label));
  const draft = { title: file.title, body: file.body, author, labels: said.slice(0, ISSUE_LIMITS.labels) };
  const filed = await issues.file(
    file.number === null ? key : `number:${file.number}`,
    draft,
    file.number ?? undefined,
  );
  const edited = await issues.edit(filed.number, { title: file.title, body: file.body }, author);
  // Only an export says whether an issue is closed; a person's file says nothing of it.
  const turned =
    file.form === "json" && edited.state !== file.state
      ? await issues.turn(edited.number, file.state)
      : edited;
  return addNew(turned, draft.labels, author, labels);
}

/** A file says what somebody typed, who is not asked who they are: it agrees to nothing. */
const isConsent = (label: string): boolean => label.toLowerCase() === CONSENT_LABEL;

/** Sets the labels that the file says and that the issue never had: its author may write one into it later. */
async function addNew(
  issue: Issue,
  said: readonly string[],
  author: string,
  labels: StoryPorts["forge"]["labels"],
): Promise<Issue> {
  const lower = (label: string) => label.toLowerCase();
  const missing = (there: readonly string[]) => {
    const known = new Set(there.map(lower));
    return said.filter((label) => !known.has(lower(label)));
  };
  if (missing(issue.labels).length === 0) return issue;
  const had = (await labels.events(issue.number)).map(({ label }) => label);
  const add = missing([...issue.labels, ...had]);
  return add.length === 0 ? issue : labels.change(issue.number, { add, remove: [] }, author);
}

/** What somebody agrees to, as a comment that the consent rule reads; said once. */
export async function approve(
  issue: Issue,
  content: string,
  { forge, caller }: Pick<StoryPorts, "forge" | "caller">,
): Promise<void> {
  const body = `${CONSENT_COMMAND}${content}`;
  const there = await forge.comments.list(issue.number);
  if (there.some((comment) => comment.author === caller.actor && comment.body === body)) return;
  await forge.comments.add(issue.number, body, caller.actor);
}
