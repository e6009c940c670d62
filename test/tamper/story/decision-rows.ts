import {
  all,
  answers,
  at,
  disguised,
  dropped,
  edit,
  type Part,
  recount,
  set,
  swappedWithNext,
  twice,
  YES,
} from "../../support/story/edits.ts";
import type { Change } from "../../support/story/forging.ts";
import type { Round } from "../../support/story/play.ts";

export interface Row {
  readonly because: string;
  readonly of: Round;
  readonly does: Change;
  /** Where it is found, by station or path, and in which words. */
  readonly says: RegExp;
}
export const row = (of: Round, because: string, does: Change, says: RegExp): Row => ({
  of,
  because,
  does,
  says,
});
const follows = (part: string) => new RegExp(`does not follow from its inputs: ${part} comes out otherwise`);
const another = (name: string) => new RegExp(`was decided on another ${name} than was recorded before it`);
const ROUTING = ["output", "routing"] as const;
export const ROWS: readonly Row[] = [
  row(
    "published",
    "a lower risk tier",
    set("route", [...ROUTING, "risk", "tier"], "low"),
    follows("routing"),
  ),
  row("published", "another mode", set("route", [...ROUTING, "mode", "value"], "review"), follows("routing")),
  row(
    "published",
    "another target",
    set("route", [...ROUTING, "target", "repository"], "acme/other"),
    follows("routing"),
  ),
  row(
    "published",
    "other labels",
    set("route", ["input", "route", "labels"], ["no-fugue"]),
    follows("routing"),
  ),
  row("published", "another title", set("route", ["input", "route", "title"], "Else"), follows("text")),
  row("published", "another body", set("route", ["input", "route", "body"], "Else"), follows("content")),
  row("published", "another issue", set("route", ["input", "issue"], 9), another("request")),
  row(
    "published",
    "other words than were routed",
    set("route", ["output", "text"], `sha256:${"0".repeat(64)}`),
    follows("text"),
  ),
  row(
    "published",
    "another policy",
    set("tally", ["policy"], `sha256:${"0".repeat(64)}`),
    /decided by another policy/,
  ),
  row("published", "no policy", set("route", ["policy"], null), /decided by another policy/),
  row(
    "published",
    "other tests",
    set("propose", ["output", "plan", "testCommand"], ["true"]),
    follows("plan"),
  ),
  row(
    "published",
    "other tests, and a plan of them",
    all(
      set("propose", ["input", "testCommand"], ["true"]),
      set("propose", ["output", "plan", "testCommand"], ["true"]),
      set("propose", ["output", "plan", "steps", "1", "run"], ["true"]),
    ),
    follows("workflow"),
  ),
  row(
    "published",
    "another base",
    set("propose", ["input", "survey", "base", "commit"], "0".repeat(40)),
    follows("plan"),
  ),
  row("published", "another branch", set("propose", ["output", "plan", "branch"], "main"), follows("plan")),
  row(
    "published",
    "wider limits",
    set("propose", ["output", "plan", "limits", "maxFiles"], 9_999),
    follows("plan"),
  ),
  row(
    "published",
    "another repository",
    set("propose", ["input", "repository"], "acme/other"),
    another("repository"),
  ),
  row("published", "another round", set("propose", ["input", "round"], 2), another("round")),
  row(
    "published",
    "a plan for a dirty tree",
    set("propose", ["input", "survey", "dirty"], ["a"]),
    follows("the outcome"),
  ),
  row(
    "published",
    "a plan for a shallow clone",
    set("propose", ["input", "survey", "isShallow"], true),
    follows("the outcome"),
  ),
  row("published", "a heavier seat", set("seat", ["output", "seats", "3", "weight"], 99), follows("seats")),
  row(
    "published",
    "a seat of another family",
    set("seat", ["output", "seats", "0", "answeredBy"], "claude"),
    follows("seats"),
  ),
  row(
    "published",
    "a seat of another engine",
    set("seat", ["output", "seats", "0", "engine"], "api"),
    follows("seats"),
  ),
  row(
    "published",
    "a seat less",
    edit("seat", (decision) => void (at(decision, "output")["seats"] as Part[]).pop()),
    follows("seats"),
  ),
  row(
    "published",
    "a seat more",
    edit("seat", (decision) => {
      const seats = at(decision, "output")["seats"] as Part[];
      seats.push({ ...seats[0], lane: "my-own-lane" });
    }),
    follows("seats"),
  ),
  row("published", "another depth", set("seat", ["input", "depth"], "max"), another("depth")),
  row(
    "rejected",
    "a built-in ballot that says yes",
    all(answers("codex-security-analyst", YES), recount),
    /ballot|follows|text comes out otherwise/,
  ),
  row(
    "rejected",
    "our own reviewers said to be scripted",
    all(disguised("codex-security-analyst", "builtin", YES), recount),
    /text comes out otherwise|seats comes out otherwise/,
  ),
  row(
    "published",
    "a ballot of another lane",
    set("ballot", ["output", "lane"], "glm-code-reviewer"),
    another("lane"),
  ),
  row(
    "published",
    "a ballot on another subject",
    set("ballot", ["input", "subject"], `sha256:${"0".repeat(64)}`),
    another("subject"),
  ),
  row(
    "rejected",
    "another outcome of the count",
    set("tally", ["output", "outcome"], "approved"),
    follows("outcome"),
  ),
  row("published", "another count", set("tally", ["output", "weights", "approving"], 1), follows("weights")),
  row(
    "published",
    "no veto",
    set("tally", ["output", "vetoes"], [{ lane: "x", risk: "high" }]),
    follows("vetoes"),
  ),
  row(
    "published",
    "a vote on another subject",
    set("tally", ["input", "subject"], `sha256:${"0".repeat(64)}`),
    another("subject"),
  ),
  row("published", "consent of somebody else", set("consent", ["output", "by"], "mallory"), follows("by")),
  row("published", "consent by another way", set("consent", ["output", "how"], "label"), follows("how")),
  row(
    "published",
    "consent of somebody who may not",
    set("consent", ["input", "comments", "0", "permission"], "read"),
    follows("outcome"),
  ),
  row(
    "published",
    "consent to another content",
    set("consent", ["input", "content"], `sha256:${"0".repeat(64)}`),
    another("content"),
  ),
  row(
    "published",
    "consent to another text",
    set("consent", ["input", "text"], `sha256:${"0".repeat(64)}`),
    another("text"),
  ),
  row("published", "consent to another vote", set("consent", ["input", "voted"], null), another("vote")),
  row(
    "published",
    "another work item",
    set("enlist", ["output", "workItem"], "issue-1-9"),
    follows("workItem"),
  ),
  row(
    "published",
    "another workflow",
    set("enlist", ["output", "workflow", "digest"], `sha256:${"0".repeat(64)}`),
    follows("workflow"),
  ),
  row(
    "published",
    "a workflow from elsewhere",
    set("enlist", ["output", "workflow", "path"], "../../etc/passwd"),
    follows("workflow"),
  ),
  row(
    "published",
    "another moment of its making",
    set("enlist", ["input", "createdAt"], "2020-01-01T00:00:00.000Z"),
    another("createdAt"),
  ),
  row("rejected", "another end", set("end", ["output", "outcome"], "reviewed"), follows("outcome")),
  row(
    "rejected",
    "an end with a consent that was never asked for",
    set("end", ["input", "consent"], "consented"),
    another("consent"),
  ),
  row(
    "published",
    "an end of other work",
    set("end", ["input", "work", "workItem"], "issue-5-1"),
    another("work item"),
  ),
  row("published", "an end without work", set("end", ["input", "work"], null), another("work item")),
  row(
    "published",
    "an end without its closing",
    set("end", ["input", "work", "closing"], null),
    follows("the outcome"),
  ),
  row(
    "published",
    "an end with another commit",
    set("end", ["input", "work", "publication", "commit"], "0".repeat(40)),
    follows("says"),
  ),
  row(
    "failed",
    "a failure of another step",
    set("end", ["input", "work", "failure", "step"], "check"),
    /failed otherwise than its records say/,
  ),
  ...["propose", "seat", "ballot", "tally", "consent", "enlist"].map((station) =>
    row("published", `no decision of ${station}`, dropped(station), /comes where a decision of|comes while/),
  ),
  row("published", "no routing", dropped("route"), /belongs to no round/),
  ...["route", "propose", "seat", "tally"].map((station) =>
    row(
      "published",
      `${station} after what follows it`,
      swappedWithNext(station),
      /comes where a decision of|belongs to no round/,
    ),
  ),
  ...["propose", "seat", "ballot", "tally", "enlist"].map((station) =>
    row("published", `a second decision of ${station}`, twice(station), /comes (while|where|after)/),
  ),
  row("rejected", "something after the end", twice("end"), /comes after the end/),
  row(
    "published",
    "a decision before the one before it",
    set("seat", ["at"], "2020-01-01T00:00:00.000Z"),
    /lies before the decision before it/,
  ),
  row(
    "published",
    "a decision of another history",
    set("seat", ["origin"], "0".repeat(32)),
    /belongs to another history/,
  ),
  row(
    "published",
    "a decision about another request",
    set("seat", ["request"], "issue-9"),
    /is about request issue-9/,
  ),
];
