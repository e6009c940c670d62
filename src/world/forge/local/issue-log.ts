import * as v from "valibot";
import { type Clock, Instant, isBefore, laterOf } from "../../../kernel/clock.ts";
import type { Digest } from "../../../kernel/digest.ts";
import { byCode } from "../../../kernel/name.ts";
import {
  type Issue,
  IssueNumber,
  type IssueText,
  type LabelEvent,
  Login,
  textDigest,
} from "../../../rules/intake/issue.ts";
import { Body, Label, LabelNames, labelKey, Title } from "../accepted.ts";
import { forgeFailure } from "../port.ts";
import { FORGE_FOLDER, type ForgeDocuments, untilDecided } from "./documents.ts";

const written = { schemaVersion: v.literal("1.0"), at: Instant } as const;
const labelled = { ...written, label: Label, actor: Login } as const;

const Filed = v.strictObject({
  ...written,
  event: v.literal("filed"),
  title: Title,
  body: Body,
  author: Login,
  labels: LabelNames,
});
export type Filed = v.InferOutput<typeof Filed>;

/** What happened to an issue, one file each: `issues/<number>/<seq>.json`. The first is `filed`. */
const IssueEvent = v.variant("event", [
  Filed,
  v.strictObject({ ...written, event: v.literal("edited"), title: Title, body: Body, actor: Login }),
  v.strictObject({ ...labelled, event: v.literal("labeled") }),
  v.strictObject({ ...labelled, event: v.literal("unlabeled") }),
  v.strictObject({ ...written, event: v.literal("opened") }),
  v.strictObject({ ...written, event: v.literal("closed") }),
]);
type IssueEvent = v.InferOutput<typeof IssueEvent>;

/** An event before it is dated: the omission goes over each kind, not over what they have in common. */
type Undated<E> = E extends unknown ? Omit<E, "at" | "schemaVersion"> : never;
export type NewEvent = Undated<Exclude<IssueEvent, Filed>>;

/** An issue as its events left it. */
export interface IssueLog {
  readonly issue: Issue;
  readonly labelEvents: readonly LabelEvent[];
  /** Digest of title and body as they are now. */
  readonly text: Digest;
  readonly lastAt: Instant;
  readonly length: number;
}

export interface IssueLogs {
  /** The issue, or undefined for a number that is none's, or a pull request's. */
  read(number: number): IssueLog | undefined;
  /** Writes the first event; nothing when it is there. */
  begin(number: number, first: Omit<Filed, "at" | "schemaVersion" | "event">): void;
  /**
   * Writes what `decide` says about the issue as it stands at that very moment: were there another event since, the
   * next seq would be taken, and it is asked again.
   *
   * @param decide   the event, or null when nothing is to be done
   * @throws         forge.missing, forge.contended
   */
  change(number: number, decide: (log: IssueLog) => NewEvent | null): Issue;
}

export function issueLogs(documents: ForgeDocuments, clock: Clock): IssueLogs {
  const folderOf = (number: number) => `${FORGE_FOLDER}/issues/${number}`;

  function read(number: number): IssueLog | undefined {
    if (!v.is(IssueNumber, number)) return undefined;
    const folder = folderOf(number);
    let log: IssueLog | undefined;
    for (const [at, event] of documents.sequence(IssueEvent, folder).entries()) {
      const next = log === undefined ? begun(number, event) : followed(log, event);
      if (next === null)
        throw documents.malformed(`${folder}/${at + 1}.json`, "cannot follow the one before");
      log = next;
    }
    return log;
  }

  return {
    read,

    begin(number, first) {
      const event: Filed = { schemaVersion: "1.0", at: clock.now(), event: "filed", ...first };
      documents.append(folderOf(number), 1, event);
    },

    change: (number, decide) =>
      untilDecided(`issue ${number}`, () => {
        const log = read(number);
        if (log === undefined) throw noSuch("issue", number);
        const decided = decide(log);
        if (decided === null) return log.issue;
        // A clock that was set back must not date an event before the one that it follows.
        const event = { schemaVersion: "1.0", at: laterOf(log.lastAt, clock.now()), ...decided } as const;
        if (!documents.append(folderOf(number), log.length + 1, event)) return undefined;
        return (followed(log, event) ?? log).issue;
      }),
  };
}

export const noSuch = (what: string, number: number) =>
  forgeFailure(
    "forge.missing",
    `There is no ${what} ${Number.isSafeInteger(number) ? number : ""}`.trimEnd().concat("."),
    {
      hint: "Look at the number.",
    },
  );

/** Labels as an issue has them: none twice, kept as first written, in code-unit order. */
export function labelSet(labels: readonly string[]): string[] {
  const byKey = new Map<string, string>();
  for (const label of labels) if (!byKey.has(labelKey(label))) byKey.set(labelKey(label), label);
  return [...byKey.values()].sort(byCode);
}

/** The label of an issue that is the same but for case, as it is written there. */
export const labelOf = ({ labels }: Issue, label: string): string | undefined =>
  labels.find((each) => labelKey(each) === labelKey(label));

function begun(number: number, event: IssueEvent): IssueLog | null {
  if (event.event !== "filed") return null;
  const { title, body, author, at } = event;
  const labels = labelSet(event.labels);
  const text = textDigest({ title, body });
  return {
    issue: { number, title, body, labels, author, state: "open", createdAt: at, editedAt: at },
    labelEvents: labels.map((label) => ({ event: "labeled", label, actor: author, at, text })),
    text,
    lastAt: at,
    length: 1,
  };
}

/** The log with one more event; null for one that changes nothing or is dated before the last: none of ours is. */
function followed(log: IssueLog, event: IssueEvent): IssueLog | null {
  if (isBefore(event.at, log.lastAt)) return null;
  const next = { ...log, lastAt: event.at, length: log.length + 1 };
  const { issue } = log;
  switch (event.event) {
    case "filed":
      return null;
    case "edited":
      return isSameText(issue, event) ? null : edited(next, event);
    case "labeled":
    case "unlabeled":
      return relabelled(next, event);
    case "opened":
      return issue.state === "open" ? null : { ...next, issue: { ...issue, state: "open" } };
    case "closed":
      return issue.state === "closed" ? null : { ...next, issue: { ...issue, state: "closed" } };
  }
}

export const isSameText = (a: IssueText, b: IssueText): boolean => a.title === b.title && a.body === b.body;

function edited(log: IssueLog, { title, body, at }: IssueText & { readonly at: Instant }): IssueLog {
  return {
    ...log,
    issue: { ...log.issue, title, body, editedAt: at },
    text: textDigest({ title, body }),
  };
}

/** A label set or taken off, remembered with the text as it was then. */
function relabelled(
  log: IssueLog,
  { event, label, actor, at }: Extract<IssueEvent, { readonly label: string }>,
): IssueLog | null {
  const has = labelOf(log.issue, label);
  if ((has === undefined) === (event === "unlabeled")) return null;
  const labels =
    has === undefined
      ? [...log.issue.labels, label].sort(byCode)
      : log.issue.labels.filter((each) => each !== has);
  return {
    ...log,
    issue: { ...log.issue, labels },
    labelEvents: [...log.labelEvents, { event, label: has ?? label, actor, at, text: log.text }],
  };
}
