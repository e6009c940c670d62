import { listed, nearest, plain } from "../../kernel/text.ts";
import { type FieldChecks, found, type IssueFileProblem } from "./issue-file-field.ts";

/** A text and the front matter before it. */
export type FrontSplit = Readonly<
  | {
      ok: true;
      /** What stands between the two `---` lines; null when the text has none. */
      front: string | null;
      text: string;
      /** 1-based line of the file where the text begins. */
      line: number;
    }
  | { ok: false; problem: IssueFileProblem }
>;

/** Parts front matter and text. The first line must be `---`, and there must be another one: else it is no text yet. */
export function splitFrontMatter(text: string): FrontSplit {
  const first = lineEnd(text, 0);
  if (!isRule(text.slice(0, first))) return { ok: true, front: null, text, line: 1 };
  let line = 2;
  for (let start = first; start < text.length; line++) {
    const end = lineEnd(text, start);
    if (isRule(text.slice(start, end)))
      return { ok: true, front: text.slice(first, start), text: text.slice(end), line: line + 1 };
    start = end;
  }
  const message = "must end its front matter with a line of three dashes, as it begins with one";
  return { ok: false, problem: { path: "", line: 1, message } };
}

function lineEnd(text: string, start: number): number {
  const newline = text.indexOf("\n", start);
  return newline < 0 ? text.length : newline + 1;
}

const isRule = (line: string): boolean => line.startsWith("---") && line.trimEnd() === "---";

/** The line of the file where a key of the front matter stands, when it begins a line there. */
export function lineOfKey(front: string | null, path: string): number | null {
  const key = path.split("[", 1)[0];
  const at = (front ?? "").split("\n").findIndex((line) => line.startsWith(`${key}:`));
  // The first line of the file is the rule above it.
  return at < 0 ? null : at + 2;
}

const KEYS = ["title", "labels", "author", "number"] as const;

/** So many unknown keys are named: each is compared with every known one. Ours. */
const NAMED = 20;

export interface FrontFields {
  readonly title: string | null;
  readonly labels: readonly string[];
  readonly author: string | null;
  readonly number: number | null;
}

const NOTHING: FrontFields = { title: null, labels: [], author: null, number: null };

/** What the front matter says, as YAML read it. A key without a value counts as left out. */
export function frontFields(value: unknown, checks: FieldChecks): FrontFields {
  if (value === null || value === undefined) return NOTHING;
  if (typeof value !== "object" || Array.isArray(value)) {
    checks.say(
      "",
      `must have keys and values as front matter (${KEYS.join(", ")}), found ${found(value)}`,
      1,
    );
    return NOTHING;
  }
  // Own keys only, and by list: a key that objects inherit is unknown as any other.
  const members = new Map<string, unknown>(Object.entries(value));
  const unknown = [...members.keys()].filter((key) => !KEYS.some((known) => known === key));
  for (const key of unknown.slice(0, NAMED)) {
    const near = nearest(key, KEYS);
    const meant = near ? `did you mean ${near}?` : `allowed are ${listed(KEYS)}`;
    checks.say(plain(key.slice(0, 60)), `is not a known key; ${meant}`);
  }
  return {
    title: titleOf(members.get("title"), checks),
    labels: labelsOf(members.get("labels"), checks),
    author: checks.author(members.get("author"), "author"),
    number: checks.number(members.get("number")),
  };
}

function titleOf(value: unknown, checks: FieldChecks): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return checks.title(value.trim());
  checks.say("title", `must be text, found ${found(value)}; put it in quotes`);
  return "";
}

/** A list, or text with commas between, as GitHub's issue templates have it. */
function labelsOf(value: unknown, checks: FieldChecks): readonly string[] {
  if (value === null || value === undefined || value === "") return [];
  if (typeof value === "string") return checks.labels(value.split(",").map((each) => each.trim()));
  if (Array.isArray(value)) return checks.labels(value);
  checks.say("labels", `must be a list, or text with commas between, found ${found(value)}`);
  return [];
}
