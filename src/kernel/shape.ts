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

/** Names of members that valibot's record leaves out in silence. */
const DROPPED = ["__proto__", "prototype", "constructor"];

/**
 * A schema of an object by names, refusing what valibot would take: a list, wherever no key is needed, and names that
 * it would drop.
 *
 * @param refused  empty for an object that is written back from its own document, and not from what was read of it
 */
export function mapping<const S extends Shape>(schema: S, refused: readonly string[] = DROPPED): S {
  return {
    ...schema,
    "~run"(dataset, config) {
      const { value } = dataset;
      const isObject = typeof value === "object" && value !== null;
      const dropped = isObject ? refused.find((name) => Object.hasOwn(value, name)) : undefined;
      if (!Array.isArray(value) && dropped === undefined) return schema["~run"](dataset, config);
      const message = dropped === undefined ? "must be an object" : `must have no member named ${dropped}`;
      v._addIssue(this, "type", dataset, config, { message });
      return dataset;
    },
  };
}

/** Parses a value from outside by its schema, naming every problem at once. Never throws, never casts. */
export function readShape<const S extends Shape>(schema: S, value: unknown): Read<S> {
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return { ok: true, value: parsed.output };
  const problems = new Map<string, Problem>();
  for (const issue of parsed.issues) {
    const found = isUnknownKey(issue)
      ? unknownKeys(schema, issue)
      : [{ path: pathOf(issue.path), message: messageOf(issue) }];
    // One sentence a place: a pipe reports each of its checks.
    for (const problem of found) if (!problems.has(problem.path)) problems.set(problem.path, problem);
  }
  return { ok: false, problems: [...problems.values()] };
}

/** The problems as lines for a person, the first twenty of them. */
export function problemLines(problems: readonly Problem[], most = 20): string {
  const lines = problems.slice(0, most).map(({ path, message }) => (path ? `${path} ${message}` : message));
  if (problems.length > most) lines.push(`and ${problems.length - most} more`);
  return lines.join("; ");
}

function pathOf(parts: readonly v.IssuePathItem[] = []): string {
  let path = "";
  for (const part of parts) {
    const key = "key" in part ? part.key : undefined;
    if (typeof key === "number") path += `[${key}]`;
    else path += path === "" ? String(key) : `.${String(key)}`;
  }
  return path;
}

function messageOf(issue: v.BaseIssue<unknown>): string {
  const found = foundIn(issue);
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

const isUnknownKey = ({ type, expected }: v.BaseIssue<unknown>): boolean =>
  type === "strict_object" && expected === "never";

/** Unknown keys of one object that are named at most: each is measured against every known one. Ours. */
const NAMED = 64;

/** Valibot names the first unknown key of an object and looks no further: here are all of them. */
function unknownKeys(schema: Shape, issue: v.BaseIssue<unknown>): Problem[] {
  const path = issue.path ?? [];
  const last = path.at(-1);
  const known = entriesAt(schema, path);
  const holder: unknown = last?.input;
  // Where the schema cannot be followed, only the key that was reported is surely unknown.
  const isFollowed = known.length > 0 && typeof holder === "object" && holder !== null;
  const keys = isFollowed ? Object.keys(holder).filter((key) => !known.includes(key)) : [String(last?.key)];
  const above = pathOf(path.slice(0, -1));
  return keys.slice(0, NAMED).map((key) => {
    const near = nearest(key, known);
    const meant = near ? `did you mean ${near}?` : `allowed are ${listed(known, 20)}`;
    return { path: above === "" ? key : `${above}.${key}`, message: `is not a known key; ${meant}` };
  });
}

/** The keys that the schema allows where the path's last part stands; empty where it cannot be followed. */
function entriesAt(schema: Shape, path: readonly v.IssuePathItem[]): readonly string[] {
  let at: unknown = schema;
  for (const { key, input } of path.slice(0, -1))
    at = typeof key === "number" ? dig(at, "item") : dig(entriesOf(at, input), String(key));
  const entries = entriesOf(at, path.at(-1)?.input);
  return typeof entries === "object" && entries !== null ? Object.keys(entries) : [];
}

/** The entries of an object's schema; of a variant those of the option that the object chose. */
function entriesOf(schema: unknown, input: unknown): unknown {
  const options = dig(schema, "options");
  if (!Array.isArray(options) || typeof input !== "object" || input === null) return dig(schema, "entries");
  const chosen = Reflect.get(input, String(dig(schema, "key")));
  const option = options.find(
    (each) => dig(dig(dig(each, "entries"), String(dig(schema, "key"))), "literal") === chosen,
  );
  return dig(option, "entries");
}

function dig(from: unknown, name: string): unknown {
  let at = from;
  for (let depth = 0; depth < 8 && typeof at === "object" && at !== null; depth++) {
    if (Object.hasOwn(at, name)) return Reflect.get(at, name);
    at = Reflect.get(at, "wrapped");
  }
  return undefined;
}
