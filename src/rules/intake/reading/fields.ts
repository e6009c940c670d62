import * as v from "valibot";
import { RepositoryName } from "../issue.ts";
import type { IntakePolicy } from "../policy.ts";
import type { Place } from "../routing.ts";
import type { Line, Page } from "./page.ts";

interface FieldKind {
  /** Headings of the form or the command line; what they say is the first line below that is not blank. */
  readonly headings: readonly string[];
  /** Keys of a line `key: value`. */
  readonly keys: readonly string[];
  /** What may be said, in lower case; null where that is for the rule to judge. */
  readonly values: readonly string[] | null;
}

/** What a request may state in structure: spec of the mainframe, sections 1.5 and 1.6. */
export const FIELDS = {
  mode: {
    headings: ["execution mode", "mode"],
    keys: ["execution mode", "mode"],
    values: ["review", "implement"],
  },
  confirmation: {
    headings: ["implementation confirmation", "implement confirmation"],
    keys: ["implementation confirmation", "implement confirmation"],
    values: ["pending", "confirmed"],
  },
  main: {
    headings: ["main orchestrator provider", "orchestrator provider"],
    keys: ["main orchestrator provider", "orchestrator provider"],
    values: ["codex", "claude"],
  },
  assist: {
    headings: ["assist orchestrator provider"],
    keys: ["assist orchestrator provider"],
    values: ["codex", "claude", "none"],
  },
  depth: {
    headings: ["multi agent mode"],
    keys: ["multi agent mode"],
    values: ["auto", "standard", "enhanced", "max"],
  },
  handoff: { headings: ["mainframe handoff"], keys: [], values: ["auto", "manual"] },
  target: {
    headings: ["target repo", "target repository"],
    keys: ["target repo", "target repository"],
    values: null,
  },
  risk: { headings: ["risk tier"], keys: ["risk tier"], values: null },
} as const satisfies Readonly<Record<string, FieldKind>>;

export type FieldName = keyof typeof FIELDS;

/** One thing that a request states. */
export interface Stated {
  /** In lower case for a field with a list of values; as written for the others. */
  readonly value: string;
  /** Whether the field can say that; a risk tier can be said in any word. */
  readonly isKnown: boolean;
  readonly place: Place;
}

export interface Fields {
  /** Everything stated, by field, in the order of the lines. More than one is a contradiction, even of equals. */
  readonly stated: ReadonlyMap<FieldName, readonly Stated[]>;
  /** Numbers of lines that are structure and not the writer's words. */
  readonly structural: ReadonlySet<number>;
  /** Numbers of lines in a section of things not to do. */
  readonly mustNot: ReadonlySet<number>;
}

/** What a form writes for a field that was left empty, and what leaves it to the repository. */
const UNSAID = ["", "_no response_", "repository default"];

const entries = (pick: (kind: FieldKind) => readonly string[]) =>
  new Map(Object.entries<FieldKind>(FIELDS).flatMap(([name, kind]) => pick(kind).map((key) => [key, name])));
const HEADINGS = entries(({ headings }) => headings);
const KEYS = entries(({ keys }) => keys);

const isField = (name: string | undefined): name is FieldName =>
  name !== undefined && Object.hasOwn(FIELDS, name);

/** Longest key of a line, with room for a bullet. */
const KEY_REACH = 48;

/** Lower case, one blank for blanks, dashes and underscores, no "(optional)": headings and keys as they are compared. */
export const nameOf = (text: string): string =>
  text
    .slice(0, 200)
    .toLowerCase()
    .replace(/[\s_-]+/g, " ")
    .replace("(optional)", "")
    .trim();

/** The fields while they are read, and where the reader stands. */
interface Sheet {
  readonly stated: Map<FieldName, Stated[]>;
  readonly structural: Set<number>;
  readonly mustNot: Set<number>;
  /** The field whose heading was met and whose value was not yet. */
  wanted: FieldName | undefined;
  isMustNot: boolean;
}

/** Reads the structured fields of a body: outside fences, quotes and comments, whole lines only. */
export function readFields({ lines }: Page, policy: IntakePolicy): Fields {
  const sheet: Sheet = {
    stated: new Map(),
    structural: new Set(),
    mustNot: new Set(),
    wanted: undefined,
    isMustNot: false,
  };
  for (const line of lines) {
    if (line.heading) enter(line.heading, line.number, sheet, policy);
    else if (sheet.isMustNot) sheet.mustNot.add(line.number);
    if (line.kind === "text") readLine(line, sheet);
  }
  return sheet;
}

/** Headings of depth two and three part the sections; the others stand in them. */
function enter(
  { name, depth }: NonNullable<Line["heading"]>,
  number: number,
  sheet: Sheet,
  policy: IntakePolicy,
) {
  const plain = nameOf(name);
  if (policy.templateHeadings.includes(plain)) sheet.structural.add(number);
  if (depth !== 2 && depth !== 3) return;
  const field = HEADINGS.get(plain);
  sheet.wanted = isField(field) ? field : undefined;
  sheet.isMustNot = policy.mustNotHeadings.includes(plain);
}

function readLine(line: Line, sheet: Sheet): void {
  const field = sheet.wanted ?? fieldAt(line);
  if (!field) return;
  const said = saidBy(line, field, sheet.wanted !== undefined);
  sheet.wanted = undefined;
  if (said === null || said.isKnown) sheet.structural.add(line.number);
  if (said) note(sheet.stated, field, said);
}

function note(stated: Map<FieldName, Stated[]>, field: FieldName, said: Stated): void {
  const before = stated.get(field);
  if (before) before.push(said);
  else stated.set(field, [said]);
}

/** The field that a line `key: value` states; undefined where the line is free text, whatever stands in it. */
function fieldAt({ text }: Line): FieldName | undefined {
  const colon = colonIn(text);
  if (colon < 0) return undefined;
  const field = KEYS.get(nameOf(text.slice(0, colon).replace(/^\s*[-*+] /, "")));
  if (!isField(field)) return undefined;
  const values: readonly string[] | null = FIELDS[field].values;
  return values === null || values.includes(valueIn(text.slice(colon + 1)).toLowerCase()) ? field : undefined;
}

const colonIn = (text: string): number => text.slice(0, KEY_REACH).search(/[:：]/);

const valueIn = (text: string): string => text.slice(0, 400).replaceAll("`", "").trim();

/** What a line says about a field; null for what a form writes when nothing was said. */
function saidBy({ text, number }: Line, field: FieldName, isHeaded: boolean): Stated | null {
  const written = valueIn(isHeaded ? text : text.slice(colonIn(text) + 1));
  if (UNSAID.includes(written.toLowerCase())) return null;
  const values: readonly string[] | null = FIELDS[field].values;
  return {
    value: values ? written.toLowerCase() : written,
    isKnown: values
      ? values.includes(written.toLowerCase())
      : field === "risk" || v.is(RepositoryName, written),
    place: { in: "body", line: number, quote: text.trim().slice(0, 200).toWellFormed() },
  };
}
