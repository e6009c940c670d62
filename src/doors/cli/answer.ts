import type { Answer, Ending } from "../../commands/command.ts";
import { InputFailure } from "../../commands/command.ts";
import { type CodeTable, exitCodeOf, Failure, failuresOf, KINDS } from "../../kernel/failure.ts";
import { inertJson, plain, printable } from "../../kernel/text.ts";
import { inFlags, isSet } from "./arguments.ts";
import { annotation, type Job, jobIn } from "./github.ts";
import type { Streams } from "./streams.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export const DOOR_CODES = {
  paused: { kind: "refused", says: "FUGUE_PAUSED is set, and the verb would write." },
  "internal.bug": { kind: "internal", says: "Something happened that this program thought impossible." },
} as const satisfies CodeTable;

export const doorFailure = failuresOf(DOOR_CODES);

/** How an answer is shown: as words or as one JSON document, to whom, and where. */
export interface Manner {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly job: Job | undefined;
  readonly streams: Streams;
  /** A word of warning to the person, whatever the answer. */
  readonly warn: (message: string) => void;
}

/** Decided from the words alone, so that a command line that does not parse is answered in the right form too. */
export function mannerOf(name: string, words: readonly string[], env: Environment, streams: Streams): Manner {
  const isCi = isOn(env["CI"]);
  const inJob = env["GITHUB_ACTIONS"] === "true";
  const warn = (message: string) =>
    streams.err(inJob ? annotation("warning", titleOf(name), message) : printable(`warning: ${message}`));
  return {
    json: isSet("json", words) || (isCi && !isSet("text", words)),
    quiet: isSet("quiet", words),
    job: jobIn(env, warn),
    streams,
    warn,
  };
}

/** A variable that is a switch: set, and neither 0 nor false. */
export const isOn = (value: string | undefined): boolean =>
  !["", "0", "false"].includes((value ?? "").toLowerCase());

/**
 * Prints what a verb answered and returns its exit code. The job is told first: what was done stays said where the
 * streams cannot be printed to.
 */
export async function printAnswer(
  name: string,
  answer: Answer,
  wouldWrite: readonly string[] | undefined,
  manner: Manner,
): Promise<number> {
  const { streams } = manner;
  if (answer.form === "lines") {
    for await (const line of answer.lines) streams.out(line);
    return 0;
  }
  const { output, text, ending } = answer;
  const document = wouldWrite ? Object.assign({ wouldWrite }, output) : output;
  if (manner.job) tellJob(name, manner.job, text, document, ending, streams);
  if (wouldWrite && !manner.json) streams.err(printable(dryRun(wouldWrite)));
  try {
    if (manner.json) printWhole(asDocument(document), streams);
    else if (ending === "refused") streams.err(printable(text));
    else if (!manner.quiet || ending !== "ok") printWhole(printable(text), streams);
  } catch (cause) {
    // A no stays a no, printed or not.
    if (ending === "ok") throw cause;
  }
  return exitOf(ending);
}

/** Prints what is there as a whole: that a reader goes away before its end is the reader's business. */
export function printWhole(text: string, streams: Streams): void {
  try {
    streams.out(text);
  } catch (cause) {
    if (!(cause instanceof Failure && cause.code === "answer.unheard")) throw cause;
  }
}

const titleOf = (name: string): string => `continuo ${name}`.trimEnd();

const dryRun = (wouldWrite: readonly string[]): string =>
  ["dry run, nothing was written:", ...wouldWrite.map((each) => `  ${each}`)].join("\n");

const asDocument = (value: unknown): string => inertJson(JSON.stringify(value, null, 2));

const exitOf = (ending: Ending): number => (ending === "ok" ? 0 : KINDS[ending].exit);

function tellJob(
  name: string,
  job: Job,
  text: string,
  output: unknown,
  ending: Ending,
  streams: Streams,
): void {
  job.addSummary(`${titleOf(name)}: ${ending}`, text);
  job.setOutputs(ending, output);
  if (ending !== "ok") streams.err(annotation("error", titleOf(name), text));
}

/** Says why a command failed, in the form that was asked for, and returns its exit code. */
export function printFailure(thrown: unknown, { json, job, streams }: Manner): number {
  const failure = thrown instanceof Failure ? inWords(thrown) : internal(thrown);
  const { kind, code, message, hint, details } = failure;
  const words = [
    `error[${code}]: ${message.split("\n").join("\n  ")}`,
    ...(hint === undefined ? [] : [`hint: ${plain(hint)}`]),
  ].join("\n");
  streams.err(job ? annotation("error", code, words) : printable(words));
  // The job was told, and standard output cannot say it.
  if (code === "answer.lost" || code === "answer.unheard") return exitCodeOf(failure);
  const error = { kind, code, message, hint, details };
  job?.addSummary(`continuo: ${code}`, words);
  job?.setOutputs(kind, { error });
  try {
    if (json) streams.out(asDocument({ error }));
  } catch {
    // The exit code and the words say the failure that counts: the first one.
  }
  return exitCodeOf(failure);
}

/** Wherever an input was found wrong, the user reads about the flags that they typed. */
const inWords = (failure: Failure): Failure =>
  failure instanceof InputFailure ? new InputFailure(failure.problems.map(inFlags), failure.hint) : failure;

function internal(thrown: unknown): Failure {
  const stack = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return doorFailure("internal.bug", stack, {
    hint: "This is a bug in continuo; please report it with these lines.",
    cause: thrown,
  });
}
