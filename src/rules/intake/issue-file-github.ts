import { memberAt } from "../../kernel/json.ts";
import type { Issue } from "./issue.ts";
import { type FieldChecks, found } from "./issue-file-field.ts";

/** What is read of an issue as GitHub's REST API gives it; all other members are ignored. */
export interface GitHubFields {
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly author: string | null;
  readonly number: number | null;
  readonly state: Issue["state"];
}

/**
 * An issue as `GET /repos/{owner}/{repo}/issues/{number}` answers.
 *
 * @returns null when the value is no issue at all
 */
export function gitHubFields(value: unknown, checks: FieldChecks): GitHubFields | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    checks.say("", `must be one issue as GitHub's API gives it, found ${found(value)}`);
    return null;
  }
  if ((memberAt(value, "pull_request") ?? null) !== null)
    checks.say("pull_request", "must not be there: this is a pull request, not an issue");
  return {
    title: textOf(memberAt(value, "title"), checks),
    body: bodyOf(memberAt(value, "body"), checks),
    labels: labelsOf(memberAt(value, "labels"), checks),
    author: authorOf(memberAt(value, "user"), checks),
    number: checks.number(memberAt(value, "number")),
    state: stateOf(memberAt(value, "state"), checks),
  };
}

function textOf(value: unknown, checks: FieldChecks): string {
  if (typeof value === "string") return checks.title(value);
  checks.say("title", value === undefined ? "is missing" : `must be text, found ${found(value)}`);
  return "";
}

/** GitHub says null for a body that nobody wrote. */
function bodyOf(value: unknown, checks: FieldChecks): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return checks.body(value);
  checks.say("body", `must be text or null, found ${found(value)}`);
  return "";
}

function labelsOf(value: unknown, checks: FieldChecks): readonly string[] {
  if (value === undefined) return [];
  if (Array.isArray(value))
    return checks.labels(
      value.map((each: unknown) => (typeof each === "string" ? each : memberAt(each, "name"))),
    );
  checks.say("labels", `must be a list of labels, found ${found(value)}`);
  return [];
}

/** GitHub says null for an account that was removed. */
function authorOf(value: unknown, checks: FieldChecks): string | null {
  if (value === null || value === undefined) return null;
  const login = memberAt(value, "login");
  if (login === undefined || login === null) checks.say("user.login", "is missing");
  return checks.author(login, "user.login");
}

function stateOf(value: unknown, checks: FieldChecks): Issue["state"] {
  if (value === "closed") return value;
  if (value !== undefined && value !== "open")
    checks.say("state", `must be open or closed, found ${found(value)}`);
  return "open";
}
