import * as v from "valibot";
import { type CodeTable, Failure, type Kind } from "../kernel/failure.ts";
import type { Logger } from "../kernel/log.ts";
import { isRefusal, type Refusal } from "../kernel/refusal.ts";
import { type Problem, readShape } from "../kernel/shape.ts";

/** How one input of a verb is given: on a command line, in a form, in a JSON body. The schema is the truth. */
export interface Flag<S extends v.GenericSchema = v.GenericSchema> {
  readonly schema: S;
  /** One clause for help, forms and docs. */
  readonly says: string;
  /** `none`: there or not. `one`: a value. `many`: may be repeated. */
  readonly takes: "none" | "one" | "many";
  readonly isRequired: boolean;
  /** Other spellings, in the verb's own words (`structuredWorkItem`): a seed's, or an older one. */
  readonly also: readonly string[];
  /** May also stand without its name: the first word that is no flag. */
  readonly isPositional: boolean;
  /** What stands for the value in help: `ID`, `PATH`. */
  readonly value: string;
}

interface FlagOptions {
  readonly also?: readonly string[];
  readonly isPositional?: boolean;
  readonly value?: string;
}

const flag = <S extends v.GenericSchema>(
  schema: S,
  says: string,
  takes: Flag["takes"],
  isRequired: boolean,
  { also = [], isPositional = false, value = "TEXT" }: FlagOptions = {},
): Flag<S> => ({ schema, says, takes, isRequired, also, isPositional, value });

/** A value that must be given. */
export const required = <S extends v.GenericSchema>(schema: S, says: string, options?: FlagOptions) =>
  flag(schema, says, "one", true, options);

/** A value that may be left out. */
export const optional = <S extends v.GenericSchema>(schema: S, says: string, options?: FlagOptions) =>
  flag(v.optional(schema), says, "one", false, options);

/** A value with a default. */
export const defaulted = <S extends v.GenericSchema<string, string>>(
  schema: S,
  fallback: string,
  says: string,
  options?: FlagOptions,
) => flag(v.optional(schema, fallback), says, "one", false, options);

/** A value that may be given many times; `most` is how often, where the record that keeps them has a limit. */
export const many = <S extends v.GenericSchema>(
  schema: S,
  says: string,
  { most, ...options }: FlagOptions & { readonly most?: number } = {},
) => {
  const list = v.array(schema);
  const limited =
    most === undefined ? list : v.pipe(list, v.maxLength(most, `must be given at most ${most} times`));
  return flag(v.optional(limited, []), says, "many", false, options);
};

/** There or not. */
export const toggle = (says: string, options?: FlagOptions) =>
  flag(v.optional(v.boolean(), false), says, "none", false, options);

export type Flags = Readonly<Record<string, Flag>>;
export type Input<F extends Flags> = { readonly [K in keyof F]: v.InferOutput<F[K]["schema"]> };

/** What a door lends to a verb beside the world. */
export interface Tools {
  /** Aborted when the user wants it to end. */
  readonly signal: AbortSignal;
  readonly log: Logger;
  readonly report: Report;
  /** The text that was given on standard input, in pieces; empty when there is none. */
  readonly stdin: AsyncIterable<string>;
}

/** Words for the person who waits. Never the answer. */
export interface Report {
  warn(message: string): void;
  /** Something worth reading while the work goes on. */
  tell(text: string): void;
  /** What long work is at; a door shows it where somebody looks. */
  progress(doing: string, done?: number, of?: number): void;
}

export type Ending = "ok" | Kind;

/** What a verb answers: one document, or lines for as long as there are any. */
export type Answer = Readonly<{ form: "document"; output: unknown; ending: Ending; text: string } | Lines>;

/**
 * One verb of the product, as the doors see it: the command line, the Action and the server call the same.
 * `World` is the outside that the verb may touch; a door hands in at least that much.
 */
export interface Verb<World> {
  readonly name: string;
  readonly group: string;
  readonly summary: string;
  readonly flags: Flags;
  readonly output: v.GenericSchema;
  readonly examples: readonly string[];
  /** Changes something: it has `--dry-run`, and stands still while the product is paused. */
  readonly writes: boolean;
  /** True for an input with which a verb that writes only looks: a pause does not stop it. */
  readonly looks: (raw: Readonly<Record<string, unknown>>) => boolean;
  /** The input that names the work folder where `--cwd` does not. */
  readonly folderFrom?: string;
  /** What is wrong with an input, all of it at once; empty when `call` will take it. */
  readonly problems: (raw: Readonly<Record<string, unknown>>) => readonly Problem[];
  readonly call: (raw: Readonly<Record<string, unknown>>, world: World, tools: Tools) => Promise<Answer>;
}

interface Definition<F extends Flags, Output, World> {
  readonly name: string;
  readonly group: string;
  /** One line, imperative: the help text, the Action's description and the reference page. */
  readonly summary: string;
  readonly flags: F;
  readonly output: v.GenericSchema<unknown, Output>;
  /** Command lines that the docs show and the tests run. */
  readonly examples: readonly string[];
  readonly writes: boolean;
  /** The input that names the work folder where `--cwd` does not. */
  readonly folderFrom?: keyof F & string;
  /** The switch without which a verb that writes only looks. */
  readonly writesWith?: keyof F;
  readonly run: (input: Input<F>, world: World, tools: Tools) => Promise<Output | Refusal | Lines>;
  /** The answer in words; `--json` prints the document instead. */
  readonly render: (output: Output, input: Input<F>) => string;
  /** How the command ends for an answer that is no refusal; ok unless said. */
  readonly endsAs?: (output: Output) => Ending;
}

/** An answer that goes on: whole lines, each one JSON. */
export interface Lines {
  readonly form: "lines";
  readonly lines: AsyncIterable<string>;
}

const isLines = (output: unknown): output is Lines =>
  typeof output === "object" &&
  output !== null &&
  "form" in output &&
  output.form === "lines" &&
  "lines" in output;

export function defineVerb<const F extends Flags, Output, World>(
  definition: Definition<F, Output, World>,
): Verb<World> {
  const { run, render, endsAs = () => "ok", writesWith, ...face } = definition;
  const input = v.strictObject(
    Object.fromEntries(Object.entries(face.flags).map(([name, { schema }]) => [name, schema])),
  );
  return {
    ...face,
    looks: (raw) => writesWith !== undefined && raw[String(writesWith)] !== true,
    problems(raw) {
      const read = readShape(input, raw);
      return read.ok ? [] : read.problems;
    },
    async call(raw, world, tools) {
      const read = readShape(input, raw);
      if (!read.ok) throw new InputFailure(read.problems);
      const given = inputOf(face.flags, read.value);
      const output = await run(given, world, tools);
      if (isLines(output)) return output;
      if (isRefusal(output))
        return { form: "document", output, ending: "refused", text: refusalText(output) };
      return { form: "document", output, ending: endsAs(output), text: render(output, given) };
    },
  };
}

/** The parsed input in the types of its flags: what the schemas gave out, key by key. */
function inputOf<F extends Flags>(flags: F, parsed: Readonly<Record<string, unknown>>): Input<F>;
function inputOf(flags: Flags, parsed: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.keys(flags).map((name) => [name, parsed[name]]));
}

function refusalText({ code, message, hint }: Refusal): string {
  return `refused[${code}]: ${message}${hint === undefined ? "" : `\nhint: ${hint}`}`;
}

export const INPUT_CODES = {
  "input.invalid": {
    kind: "usage",
    says: "The command line, or an input of a verb, does not parse. All problems are named.",
  },
} as const satisfies CodeTable;

/** Every problem of an input at once. Doors put the keys in their own words (`workItem`, `--work-item`). */
export class InputFailure extends Failure {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], hint?: string) {
    super(
      INPUT_CODES["input.invalid"].kind,
      "input.invalid",
      problems.map(({ path, message }) => `${path} ${message}`).join("\n"),
      {
        hint,
      },
    );
    this.problems = problems;
  }
}
