import type { Answer, Ending, Report, Verb } from "../../commands/command.ts";
import { InputFailure } from "../../commands/command.ts";
import { isVerbName, VERBS, type World } from "../../commands/index.ts";
import { type CodeTable, exitCodeOf, Failure, failuresOf, KINDS } from "../../kernel/failure.ts";
import type { Logger } from "../../kernel/log.ts";
import { nearest, plain, shown } from "../../kernel/text.ts";
import { flagOf, readCommandLine } from "./arguments.ts";
import { addSummary, annotation, type JobFiles, jobFiles, setOutputs } from "./github.ts";
import { verbHelp } from "./help.ts";
import type { Streams } from "./streams.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export const DOOR_CODES = {
  paused: { kind: "refused", says: "FUGUE_PAUSED is set, and the verb would write." },
  "internal.bug": { kind: "internal", says: "Something happened that this program thought impossible." },
} as const satisfies CodeTable;

const doorFailure = failuresOf(DOOR_CODES);

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
  };
}

export interface ComposeOptions {
  readonly folder: string | undefined;
  readonly dryRun: boolean;
  readonly warn: (message: string) => void;
}

/** How an answer is shown: as words, or as one JSON document. */
interface Manner {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly job: JobFiles | undefined;
}

/**
 * Runs one command line and returns its exit code. Standard output carries the answer and nothing else; words for
 * the person go to the other stream.
 */
export async function runCli(words: readonly string[], io: Io): Promise<number> {
  const [name = "", ...rest] = words;
  const manner = mannerOf(rest, io.env);
  try {
    if (!isVerbName(name)) throw unknownVerb(name);
    const { verb } = await VERBS[name]();
    return await runVerb(verb, rest, manner, io);
  } catch (thrown) {
    return fail(thrown, manner, io);
  }
}

/** Decided from the words alone, so that a command line that does not parse is answered in the right form too. */
function mannerOf(words: readonly string[], env: Environment): Manner {
  const isCi = !["", "0", "false"].includes((env["CI"] ?? "").toLowerCase());
  const json = words.includes("--json") || (isCi && !words.includes("--text"));
  return { json, quiet: words.includes("--quiet"), job: jobFiles(env) };
}

async function runVerb(verb: Verb<World>, words: readonly string[], manner: Manner, io: Io): Promise<number> {
  const line = readCommandLine(verb.flags, words);
  if (line.globals.help) {
    io.streams.out(verbHelp(verb));
    return 0;
  }
  const problems = [...line.problems, ...verb.problems(line.raw)].map(({ path, message }) => ({
    path: inFlags(path),
    message,
  }));
  const dryRun = line.globals.dryRun === true;
  if (dryRun && !verb.writes)
    problems.push({ path: "--dry-run", message: "means nothing here: this verb writes nothing" });
  if (problems.length > 0) throw new InputFailure(problems, `See continuo ${verb.name} --help.`);
  if (verb.writes && !dryRun) refuseWhilePaused(verb.name, io.env);

  const warn = (message: string) =>
    io.streams.err(manner.job ? annotation("warning", verb.name, message) : `warning: ${plain(message)}`);
  const folder = typeof line.globals.cwd === "string" ? line.globals.cwd : undefined;
  const { world, shown: writes } = io.compose({ folder, dryRun, warn });
  const report = reportTo(io.streams, warn, manner);
  const answer = await verb.call(line.raw, world, {
    signal: io.signal,
    log: io.log,
    report,
    stdin: io.stdin,
  });
  const wouldWrite = dryRun ? writes().map(({ path, what }) => `${what} ${path}`) : undefined;
  return print(verb.name, answer, wouldWrite, manner, io.streams);
}

/** `workItem` and `steps[0]` of an input as the user typed them. */
const inFlags = (path: string): string =>
  /^[a-z]/i.test(path) && !path.startsWith("-") ? flagOf(path) : path;

function refuseWhilePaused(name: string, env: Environment): void {
  const paused = (env["FUGUE_PAUSED"] ?? "").toLowerCase();
  if (["", "0", "false"].includes(paused)) return;
  throw new Failure(
    "refused",
    "paused",
    `FUGUE_PAUSED is set: ${name} writes, and stands still until it is unset.`,
    {
      hint: "Unset FUGUE_PAUSED, or look without writing: --dry-run.",
    },
  );
}

async function print(
  name: string,
  answer: Answer,
  wouldWrite: readonly string[] | undefined,
  manner: Manner,
  streams: Streams,
): Promise<number> {
  if (answer.form === "lines") {
    for await (const line of answer.lines) streams.out(line);
    return 0;
  }
  const { output, text, ending } = answer;
  if (wouldWrite && !manner.json)
    streams.err(["dry run, nothing was written:", ...wouldWrite.map((each) => `  ${each}`)].join("\n"));
  if (manner.json)
    streams.out(JSON.stringify(wouldWrite ? Object.assign({ wouldWrite }, output) : output, null, 2));
  else if (ending === "refused") streams.err(printable(text));
  else if (!manner.quiet || ending !== "ok") streams.out(printable(text));
  if (manner.job) tellJob(name, manner.job, text, output, ending, streams);
  return exitOf(ending);
}

const printable = (text: string): string => text.split("\n").map(plain).join("\n");

const exitOf = (ending: Ending): number => (ending === "ok" ? 0 : KINDS[ending].exit);

function tellJob(
  name: string,
  job: JobFiles,
  text: string,
  output: unknown,
  ending: Ending,
  streams: Streams,
): void {
  addSummary(job, `continuo ${name}: ${ending}`, text);
  setOutputs(job, { ending, result: JSON.stringify(output) });
  if (ending !== "ok") streams.err(annotation("error", `continuo ${name}`, text));
}

function unknownVerb(name: string): InputFailure {
  const near = nearest(name, Object.keys(VERBS));
  const says = near ? `is not a verb; did you mean ${near}?` : "is not a verb";
  return new InputFailure([{ path: shown(name), message: says }], "See continuo --help.");
}

/** Prints why a command failed, in the form that was asked for, and returns its exit code. */
function fail(thrown: unknown, manner: Manner, { streams }: Io): number {
  const failure = thrown instanceof Failure ? thrown : internal(thrown);
  const { kind, code, message, hint, details } = failure;
  const lines = message.split("\n").map(plain);
  const words = [
    `error[${code}]: ${lines.join("\n  ")}`,
    ...(hint === undefined ? [] : [`hint: ${plain(hint)}`]),
  ].join("\n");
  streams.err(manner.job ? annotation("error", code, words) : words);
  if (manner.job) {
    addSummary(manner.job, `continuo: ${code}`, words);
    setOutputs(manner.job, {
      ending: kind,
      result: JSON.stringify({ error: { kind, code, message, hint, details } }),
    });
  }
  if (manner.json) streams.out(JSON.stringify({ error: { kind, code, message, hint, details } }, null, 2));
  return exitCodeOf(failure);
}

function internal(thrown: unknown): Failure {
  const stack = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return doorFailure("internal.bug", stack, {
    hint: "This is a bug in continuo; please report it with these lines.",
    cause: thrown,
  });
}

/** Work that is shorter than this needs no progress shown: ours. */
const SHOWN_AFTER_MS = 500;

function reportTo(streams: Streams, warn: (message: string) => void, { quiet }: Manner): Report {
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
      const line = `${plain(doing)}${share}`;
      if (quiet || line === last || elapsed < SHOWN_AFTER_MS) return;
      last = line;
      if (streams.isWatched) streams.draw(`${line}, ${(elapsed / 1000).toFixed(1)} s`);
      else streams.err(line);
    },
  };
}
