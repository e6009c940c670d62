import * as v from "valibot";
import { listed, nearest, shown } from "./text.ts";

/** One thing that is wrong with a value: where, and what is allowed and was found. */
export interface Problem {
  /** `steps[2].order`; empty for the value itself. */
  readonly path: string;
  readonly message: string;
}

export type Shape = v.GenericSchema;
export type Read<S extends Shape> = Readonly<
  { ok: true; value: v.InferOutput<S> } | { ok: false; problems: readonly Problem[] }
>;

/** Parses a value from outside by its schema, naming every problem at once. Never throws, never casts. */
export function readShape<const S extends Shape>(schema: S, value: unknown): Read<S> {
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return { ok: true, value: parsed.output };
  const problems = new Map<string, Problem>();
  for (const issue of parsed.issues) {
    const problem = { path: pathOf(issue), message: messageOf(schema, issue) };
    // One sentence a place: a pipe reports each of its checks.
    if (!problems.has(problem.path)) problems.set(problem.path, problem);
  }
  return { ok: false, problems: [...problems.values()] };
}

/** The problems as lines for a person, the first twenty of them. */
export function problemLines(problems: readonly Problem[], most = 20): string {
  const lines = problems.slice(0, most).map(({ path, message }) => (path ? `${path} ${message}` : message));
  if (problems.length > most) lines.push(`and ${problems.length - most} more`);
  return lines.join("; ");
}

function pathOf(issue: v.BaseIssue<unknown>): string {
  let path = "";
  for (const part of issue.path ?? []) {
    const key = "key" in part ? part.key : undefined;
    if (typeof key === "number") path += `[${key}]`;
    else path += path === "" ? String(key) : `.${String(key)}`;
  }
  return path;
}

function messageOf(schema: Shape, issue: v.BaseIssue<unknown>): string {
  const found = foundIn(issue);
  if (issue.type === "strict_object" && issue.expected === "never") return unknownKey(schema, issue);
  if (issue.kind === "schema" && issue.received === "undefined") return "is missing";
  // Our own messages are clauses ("must be …"); valibot's default ones name the expectation in `expected`.
  if (issue.message.startsWith("must ")) return `${issue.message}, found ${found}`;
  return `must be ${issue.expected ?? issue.message}, found ${found}`;
}

function foundIn(issue: v.BaseIssue<unknown>): string {
  if (typeof issue.input === "string") return shown(issue.input, 60);
  if (Array.isArray(issue.input)) return issue.input.length === 0 ? "an empty list" : "a list";
  if (issue.input === null) return "null";
  return typeof issue.input === "object" ? "an object" : String(issue.input);
}

function unknownKey(schema: Shape, issue: v.BaseIssue<unknown>): string {
  const path = issue.path ?? [];
  const key = String(path.at(-1)?.key ?? "");
  const known = entriesAt(
    schema,
    path.slice(0, -1).map((part) => part.key),
  );
  const near = nearest(key, known);
  const meant = near ? `did you mean ${near}?` : `allowed are ${listed(known, 20)}`;
  return `is not a known key; ${meant}`;
}

/** The keys that the schema allows at a path; empty where it cannot be followed. */
function entriesAt(schema: Shape, path: readonly unknown[]): readonly string[] {
  let at: unknown = schema;
  for (const key of path)
    at = typeof key === "number" ? dig(at, "item") : dig(dig(at, "entries"), String(key));
  const entries = dig(at, "entries");
  return typeof entries === "object" && entries !== null ? Object.keys(entries) : [];
}

function dig(from: unknown, name: string): unknown {
  let at = from;
  for (let depth = 0; depth < 8 && typeof at === "object" && at !== null; depth++) {
    if (Object.hasOwn(at, name)) return Reflect.get(at, name);
    at = Reflect.get(at, "wrapped");
  }
  return undefined;
}
