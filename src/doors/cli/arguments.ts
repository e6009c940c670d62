import { parseArgs } from "node:util";
import type { Flag, Flags } from "../../commands/command.ts";
import type { Problem } from "../../kernel/shape.ts";
import { nearest, shown } from "../../kernel/text.ts";

/** The flags that every verb has. What is here belongs to the door, not to a verb. */
export const GLOBAL_FLAGS = {
  json: { takes: "none", says: "Print exactly one JSON document." },
  text: { takes: "none", says: "Print words, also where CI is set." },
  quiet: { takes: "none", says: "Print nothing when all is well." },
  dryRun: { takes: "none", says: "Show every write and do none." },
  cwd: { takes: "one", says: "Folder to work in.", value: "DIR" },
  help: { takes: "none", says: "Show this help." },
} as const satisfies Readonly<Record<string, { takes: Flag["takes"]; says: string; value?: string }>>;

export type GlobalName = keyof typeof GLOBAL_FLAGS;

export interface CommandLine {
  /** The verb's input, by flag name; what was not given is not there. */
  readonly raw: Readonly<Record<string, unknown>>;
  readonly globals: Readonly<Partial<Record<GlobalName, string | true>>>;
  /** What is wrong with the words themselves; what is wrong with the values, the verb says. */
  readonly problems: readonly Problem[];
}

/** `workItem` as it is typed: `--work-item`. */
export const flagOf = (name: string): string => `--${kebab(name)}`;

/** A problem whose path is a key of the input, in the words that were typed; `"surplus"` and `--flags` stay. */
export const inFlags = ({ path, message }: Problem): Problem => ({
  path: /^[a-z]/i.test(path) ? flagOf(path) : path,
  message,
});

/** Whether a switch of every verb is set, in words that may not parse otherwise. What follows `--` is no flag. */
export function isSet(name: GlobalName, words: readonly string[]): boolean {
  const end = words.indexOf("--");
  const flags = end < 0 ? words : words.slice(0, end);
  return [flagOf(name), `${flagOf(name)}=true`].some((spelling) => flags.includes(spelling));
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

interface Spelling {
  readonly name: string;
  readonly takes: Flag["takes"];
  readonly isGlobal: boolean;
}

/**
 * Reads the words after a verb. `--key value` and `--key=value` are the same, a switch may say `=true` or `=false`, and
 * what follows `--` is no flag; a flag given twice, an unknown flag and a surplus word are problems, each with the
 * nearest spelling.
 */
export function readCommandLine(flags: Flags, words: readonly string[]): CommandLine {
  const spellings = spellingsOf(flags);
  const options = Object.fromEntries(
    [...spellings].map(([spelling, { takes }]) => [
      spelling,
      { type: takes === "none" ? "boolean" : "string" } as const,
    ]),
  );
  const { tokens } = parseArgs({
    args: [...words],
    options,
    strict: false,
    tokens: true,
    allowPositionals: true,
  });
  const reading: Reading = { raw: {}, globals: {}, problems: [] };
  const loose: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") loose.push(token.value);
    else if (token.kind === "option") takeOption(token, spellings, reading);
  }
  takePositionals(flags, loose, reading);
  return reading;
}

interface Reading {
  readonly raw: Record<string, unknown>;
  readonly globals: Partial<Record<GlobalName, string | true>>;
  readonly problems: Problem[];
}

function spellingsOf(flags: Flags): ReadonlyMap<string, Spelling> {
  const spellings = new Map<string, Spelling>();
  for (const [name, { takes }] of Object.entries(GLOBAL_FLAGS))
    spellings.set(kebab(name), { name, takes, isGlobal: true });
  for (const [name, { takes, also }] of Object.entries(flags))
    for (const each of [name, ...also]) spellings.set(kebab(each), { name, takes, isGlobal: false });
  return spellings;
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function takeOption(token: OptionToken, spellings: ReadonlyMap<string, Spelling>, reading: Reading): void {
  const spelling = token.rawName.startsWith("--") ? spellings.get(token.name) : undefined;
  if (!spelling) {
    const near = nearest(token.name, [...spellings.keys()]);
    const message = near ? `is not a known flag; did you mean --${near}?` : "is not a known flag";
    reading.problems.push({ path: shown(token.rawName).slice(1, -1), message });
    return;
  }
  const value = givenValue(token, spelling, spellings);
  if (value === undefined) reading.problems.push({ path: token.rawName, message: NEEDS[spelling.takes] });
  else put(spelling, value, reading);
}

const NEEDS = {
  none: "is a switch: it takes nothing, or =true or =false",
  one: "needs a value",
  many: "needs a value",
} as const satisfies Readonly<Record<Flag["takes"], string>>;

/** The value of a flag: what follows it, unless that is another flag; true or false for one that takes none. */
function givenValue(
  token: OptionToken,
  { takes }: Spelling,
  spellings: ReadonlyMap<string, Spelling>,
): string | boolean | undefined {
  const { value, inlineValue } = token;
  if (takes === "none") {
    if (value === undefined || value === "true") return true;
    return value === "false" ? false : undefined;
  }
  const isFlag =
    !inlineValue &&
    (value === "--" || (value?.startsWith("--") && spellings.has(value.slice(2).split("=", 1)[0] ?? "")));
  return isFlag ? undefined : value;
}

function put(
  { name, takes, isGlobal }: Spelling,
  value: string | boolean,
  { raw, globals, problems }: Reading,
): void {
  if (takes === "many") {
    const before = raw[name];
    raw[name] = [...(Array.isArray(before) ? before : []), value];
    return;
  }
  const target: Record<string, unknown> = isGlobal ? globals : raw;
  if (Object.hasOwn(target, name)) problems.push({ path: flagOf(name), message: "is given twice" });
  else if (value !== false) target[name] = value;
}

/** Words that are no flags belong to the positional flag: the first one, or all where it may be repeated. */
function takePositionals(flags: Flags, loose: readonly string[], reading: Reading): void {
  const [name, flag] = Object.entries(flags).find(([, { isPositional }]) => isPositional) ?? [];
  for (const word of loose) {
    const hasRoom = flag?.takes === "many" || !Object.hasOwn(reading.raw, name ?? "");
    if (name !== undefined && flag && hasRoom)
      put({ name, takes: flag.takes, isGlobal: false }, word, reading);
    else reading.problems.push({ path: shown(word), message: "is one word too many" });
  }
}
