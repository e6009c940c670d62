import * as v from "valibot";
import { shown } from "../../kernel/text.ts";
import { ISSUE_LIMITS, Login } from "./issue.ts";

/** One thing that is wrong with an issue file. */
export interface IssueFileProblem {
  /** `title`, `labels[2]`, `user.login`; empty for the file itself. */
  readonly path: string;
  /** 1-based line of the file, or null where it is not known. */
  readonly line: number | null;
  /** A clause that says what is allowed and what was found: "must be …, found …". */
  readonly message: string;
}

/** Labels beyond this are counted, not looked at: GitHub's own limit. */
const { title: TITLE_MAX, body: BODY_MAX, label: LABEL_MAX, labels: LABELS_MAX } = ISSUE_LIMITS;
const NUMBER_MAX = 2_147_483_647;

/** Collects what is wrong with the fields of one issue; the texts are as somebody wrote them. */
export interface FieldChecks {
  readonly problems: readonly IssueFileProblem[];
  say(path: string, message: string, line?: number | null): void;
  title(value: string, path?: string, line?: number | null): string;
  body(value: string): string;
  labels(values: readonly unknown[]): readonly string[];
  author(value: unknown, path: string): Login | null;
  number(value: unknown): number | null;
}

/** @param lineOf  the line of the file where a field stands, as far as that is known */
export function fieldChecks(lineOf: (path: string) => number | null = () => null): FieldChecks {
  const problems: IssueFileProblem[] = [];
  const say: FieldChecks["say"] = (path, message, line = lineOf(path)) =>
    void problems.push({ path, line, message });

  return {
    problems,
    say,

    title(value, path = "title", line = lineOf(path)) {
      const wanted = `must be one line of 1 to ${TITLE_MAX} characters`;
      if (value.length > TITLE_MAX) say(path, `${wanted}, found ${value.length}`, line);
      else if (value.trim() === "" || /[\0\r\n]/.test(value))
        say(path, `${wanted}, found ${shown(value, 60)}`, line);
      return value;
    },

    body(value) {
      if (value.length > BODY_MAX)
        say("body", `must be text of at most ${BODY_MAX} characters, found ${value.length}`);
      else if (value.includes("\0")) say("body", "must be text without a NUL character");
      return value;
    },

    labels(values) {
      // Before each is looked at: a hostile file has as many as it likes.
      if (values.length > LABELS_MAX) {
        say("labels", `must be at most ${LABELS_MAX} labels, found ${values.length}`);
        return [];
      }
      const seen = new Map<string, string>();
      const labels = values.filter((each) => typeof each === "string");
      for (const [at, value] of values.entries()) {
        const fault = labelFault(value, seen);
        if (fault !== null) say(`labels[${at}]`, fault, lineOf("labels"));
      }
      return labels;
    },

    author(value, path) {
      if (value === null || value === undefined) return null;
      const read = v.safeParse(Login, value);
      if (read.success) return read.output;
      say(path, `${read.issues[0].message}, found ${found(value)}`);
      return null;
    },

    number(value) {
      if (value === null || value === undefined) return null;
      if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= NUMBER_MAX)
        return value;
      say("number", `must be a whole number from 1 to ${NUMBER_MAX}, found ${found(value)}`);
      return null;
    },
  };
}

/** What is wrong with one label, given those before it; null when nothing is. */
function labelFault(value: unknown, seen: Map<string, string>): string | null {
  if (typeof value !== "string") return `must be text, found ${found(value)}`;
  const wanted = `must be 1 to ${LABEL_MAX} characters without a comma or a control character`;
  if (value.length > LABEL_MAX || value.trim() === "" || /[,\p{Cc}]/u.test(value))
    return `${wanted}, found ${shown(value, 60)}`;
  const key = value.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const before = seen.get(key);
  if (before !== undefined) return `must not be there twice, found ${shown(value)} after ${shown(before)}`;
  seen.set(key, value);
  return null;
}

/** A value that was not wanted, in a few words. */
export function found(value: unknown): string {
  if (typeof value === "string") return shown(value, 60);
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}
