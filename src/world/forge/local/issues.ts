import { ISSUE_LIMITS, IssueNumber, Login, type RepositoryName } from "../../../rules/intake/issue.ts";
import { accepted, Draft, FilingKey, LabelChange, labelKey, TextOfIssue } from "../accepted.ts";
import { forgeFailure, type Issues, type Labels } from "../port.ts";
import { type IssueLog, type IssueLogs, isSameText, labelOf, labelSet, noSuch } from "./issue-log.ts";
import type { Numbering } from "./numbering.ts";

/**
 * Issues as files. `file` takes a number for the key, then writes the first event there: a crash in between loses
 * nothing, for the same call finds its number again, and doubles nothing, for that event is written once.
 */
export function localIssues(repository: RepositoryName, logs: IssueLogs, numbers: Numbering): Issues {
  return {
    repository,

    async read(number) {
      return logs.read(number)?.issue;
    },

    async file(key, draft, number) {
      const { labels, ...asked } = accepted(Draft, draft, "The issue");
      const name = accepted(FilingKey, key, "The key of the issue");
      const given =
        number === undefined ? undefined : accepted(IssueNumber, number, "The number of the issue");
      const taken = numbers.take("issue", name, { given });
      const there = logs.read(taken);
      if (there !== undefined) return there.issue;
      logs.begin(taken, { ...asked, labels: labelSet(labels) });
      const filed = logs.read(taken);
      if (filed === undefined) throw noSuch("issue", taken);
      return filed.issue;
    },

    async edit(number, text, actor) {
      const asked = accepted(TextOfIssue, text, "The issue");
      const by = accepted(Login, actor, "The actor");
      return logs.change(number, ({ issue }) =>
        isSameText(issue, asked) ? null : { event: "edited", ...asked, actor: by },
      );
    },

    async turn(number, state) {
      const event = state === "open" ? "opened" : "closed";
      return logs.change(number, ({ issue }) => (issue.state === state ? null : { event }));
    },
  };
}

/** Labels of issues: an event a label, those taken off first. What a crash cut short is finished by the same call. */
export function localLabels(logs: IssueLogs): Labels {
  return {
    async change(number, change, actor) {
      const { add, remove } = accepted(LabelChange, change, "The change of labels");
      const by = accepted(Login, actor, "The actor");
      refuseContradiction(add, remove);
      // Decides nothing: before the first write it is known that all of it may be done.
      let issue = logs.change(number, (log) => within(log, add, remove));
      for (const label of labelSet(remove))
        issue = logs.change(number, (log) => {
          const has = labelOf(log.issue, label);
          return has === undefined ? null : { event: "unlabeled", label: has, actor: by };
        });
      for (const label of labelSet(add))
        issue = logs.change(number, (log) =>
          labelOf(log.issue, label) === undefined
            ? (within(log, [label], []) ?? { event: "labeled", label, actor: by })
            : null,
        );
      return issue;
    },

    async events(number) {
      const log = logs.read(number);
      if (log === undefined) throw noSuch("issue", number);
      return log.labelEvents;
    },
  };
}

/** A label asked for both ways would get a new event, with a new actor and time, though nothing was to change. */
function refuseContradiction(add: readonly string[], remove: readonly string[]): void {
  const removed = new Set(remove.map(labelKey));
  if (!add.some((label) => removed.has(labelKey(label)))) return;
  throw forgeFailure("forge.limit", "A label is to be added and taken off in one change.", {
    hint: "Leave it out of one of the two.",
  });
}

/** @throws forge.limit when the issue would have more labels than it may */
function within({ issue }: IssueLog, add: readonly string[], remove: readonly string[]): null {
  const removed = new Set(remove.map(labelKey));
  const left = issue.labels.filter((label) => !removed.has(labelKey(label)));
  if (labelSet([...left, ...add]).length <= ISSUE_LIMITS.labels) return null;
  throw forgeFailure(
    "forge.limit",
    `Issue ${issue.number} would have more than ${ISSUE_LIMITS.labels} labels.`,
    { hint: "Take labels off first." },
  );
}
