import type { Report, Verb } from "../../commands/command.ts";
import { InputFailure } from "../../commands/command.ts";
import { isVerbName, VERBS, type World } from "../../commands/index.ts";
import type { Logger } from "../../kernel/log.ts";
import { nearest, printable, shown } from "../../kernel/text.ts";
import {
  doorFailure,
  type Environment,
  isOn,
  type Manner,
  mannerOf,
  printAnswer,
  printFailure,
  printWhole,
} from "./answer.ts";
import { type CommandLine, inFlags, readCommandLine } from "./arguments.ts";
import { verbHelp } from "./help.ts";
import type { Streams } from "./streams.ts";

/** What the process gives to one command line. */
export interface Io {
  readonly env: Environment;
  readonly streams: Streams;
  readonly stdin: AsyncIterable<string>;
  readonly signal: AbortSignal;
  readonly log: Logger;
  readonly compose: (options: ComposeOptions) => {
    readonly world: World;
    shown(): readonly { path: string; what: string }[];
    discard(): void;
  };
}

export interface ComposeOptions {
  readonly folder: string | undefined;
  readonly dryRun: boolean;
  readonly warn: (message: string) => void;
}

/**
 * Runs one command line and returns its exit code. Standard output carries the answer and nothing else; words for
 * the person go to the other stream.
 */
export async function runCli(words: readonly string[], io: Io): Promise<number> {
  const [name = "", ...rest] = words;
  const manner = mannerOf(isVerbName(name) ? name : "", rest, io.env, io.streams);
  try {
    if (name === "completion") return await printCompletion(rest, io);
    if (!isVerbName(name)) throw unknownVerb(name);
    const { verb } = await VERBS[name]();
    return await runVerb(verb, rest, manner, io);
  } catch (thrown) {
    return printFailure(thrown, manner);
  }
}

async function runVerb(verb: Verb<World>, words: readonly string[], manner: Manner, io: Io): Promise<number> {
  const line = readCommandLine(verb.flags, words);
  if (line.globals.help) {
    printWhole(verbHelp(verb), io.streams);
    return 0;
  }
  const dryRun = line.globals.dryRun === true;
  assertSound(verb, line, dryRun);
  if (verb.writes && !dryRun && !verb.looks(line.raw)) refuseWhilePaused(verb.name, io.env);

  const folder = folderOf(verb, line);
  const { world, shown: writes, discard } = io.compose({ folder, dryRun, warn: manner.warn });
  try {
    const tools = { signal: io.signal, log: io.log, report: reportTo(manner), stdin: io.stdin };
    const answer = await verb.call(line.raw, world, tools);
    const wouldWrite = dryRun ? writes().map(({ path, what }) => `${what} ${path}`) : undefined;
    return await printAnswer(verb.name, answer, wouldWrite, manner);
  } finally {
    discard();
  }
}

/** The work folder: as `--cwd` says, else as the verb's own flag does. */
function folderOf({ folderFrom }: Verb<World>, { globals, raw }: CommandLine): string | undefined {
  const own = folderFrom === undefined ? undefined : raw[folderFrom];
  return [globals.cwd, own].find((each) => typeof each === "string");
}

/** Every problem at once: of the words, of the values, and of a dry run where there is nothing to run. */
function assertSound(verb: Verb<World>, line: CommandLine, dryRun: boolean): void {
  const named = new Set(line.problems.map(({ path }) => path));
  const ofValues = verb.problems(line.raw).map(inFlags);
  const problems = [...line.problems, ...ofValues.filter(({ path }) => !named.has(path))];
  if (dryRun && !verb.writes)
    problems.push({ path: "--dry-run", message: "means nothing here: this verb writes nothing" });
  if (problems.length > 0) throw new InputFailure(problems, `See continuo ${verb.name} --help.`);
}

function refuseWhilePaused(name: string, env: Environment): void {
  if (!isOn(env["FUGUE_PAUSED"])) return;
  throw doorFailure("paused", `FUGUE_PAUSED is set: ${name} writes, and stands still until it is unset.`, {
    hint: "Unset FUGUE_PAUSED, or look without writing: --dry-run.",
  });
}

/** Not a verb: it is of the command line alone, as help is. */
async function printCompletion(words: readonly string[], { streams }: Io): Promise<number> {
  const { completion } = await import("./completion.ts");
  printWhole(await completion(words), streams);
  return 0;
}

function unknownVerb(name: string): InputFailure {
  const near = nearest(name, [...Object.keys(VERBS), "completion"]);
  const says = near ? `is not a verb; did you mean ${near}?` : "is not a verb";
  return new InputFailure([{ path: shown(name), message: says }], "See continuo --help.");
}

/** Work that is shorter than this needs no progress shown: ours. */
const SHOWN_AFTER_MS = 500;

function reportTo({ streams, warn, quiet }: Manner): Report {
  const started = Date.now();
  let last = "";
  return {
    warn,
    tell(text) {
      if (!quiet) streams.err(printable(text));
    },
    progress(doing, done, of) {
      const elapsed = Date.now() - started;
      const share = done === undefined || of === undefined || of < 2 ? "" : ` (${done + 1} of ${of})`;
      const line = printable(`${doing.replaceAll("\n", " ")}${share}`);
      if (quiet || line === last || elapsed < SHOWN_AFTER_MS) return;
      last = line;
      if (streams.isWatched) streams.draw(`${line}, ${(elapsed / 1000).toFixed(1)} s`);
      else streams.err(line);
    },
  };
}
