import { appendFileSync } from "node:fs";
import { composeWorld } from "../../compose/world.ts";
import { systemClock } from "../../kernel/clock.ts";
import { type CodeTable, failuresOf } from "../../kernel/failure.ts";
import { LOG_LEVELS, type Logger, type LogLevel, logger } from "../../kernel/log.ts";
import { printable } from "../../kernel/text.ts";
import type { Environment } from "./answer.ts";
import { runCli } from "./cli.ts";
import { processStreams, type Streams } from "./streams.ts";
import { errnoIn } from "./write.ts";

export const INPUT_STREAM_CODES = {
  "stdin.unreadable": { kind: "usage", says: "Standard input is given and cannot be read." },
} as const satisfies CodeTable;

const inputFailure = failuresOf(INPUT_STREAM_CODES);

/** Exit codes of a process that a signal ends, as a shell would have them: 128 and the signal's number. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

/** Runs one command line with this process's streams, environment, signals and folder. */
export function runInProcess(words: readonly string[]): Promise<number> {
  const streams = processStreams();
  const ending = new AbortController();
  for (const [name, code] of Object.entries(SIGNALS))
    process.once(name, () => {
      ending.abort();
      process.exit(code);
    });
  const log = loggerIn(process.env, streams);
  const compose: Parameters<typeof runCli>[1]["compose"] = ({ folder, dryRun, warn }) =>
    composeWorld({ cwd: process.cwd(), folder, env: process.env, log, warn, dryRun });
  return runCli(words, {
    env: process.env,
    streams,
    stdin: stdinPieces(),
    signal: ending.signal,
    log,
    compose,
  });
}

/** `LOG_LEVEL`, `LOG_FORMAT`, `LOG_FILE`; in a job the default is info, at a terminal only what is wrong is said. */
function loggerIn(env: Environment, streams: Streams): Logger {
  const inJob = env["GITHUB_ACTIONS"] === "true";
  const sha = env["GITHUB_SHA"];
  return logger({
    level: LOG_LEVELS.find((level) => level === env["LOG_LEVEL"]?.toLowerCase()) ?? defaultLevel(inJob),
    format: env["LOG_FORMAT"] === "github" ? "github" : "json",
    clock: systemClock,
    write: linesTo(env["LOG_FILE"], streams),
    ...(sha ? { context: { gitSha: sha } } : {}),
  });
}

const defaultLevel = (inJob: boolean): LogLevel => (inJob ? "info" : "warn");

/** To the person's stream, or to the file; where that cannot be written, it is said once and they go to the stream. */
function linesTo(file: string | undefined, streams: Streams): (line: string) => void {
  let isLost = !file;
  return (line) => {
    try {
      if (file && !isLost) return appendFileSync(file, `${line}\n`);
    } catch (cause) {
      isLost = true;
      streams.err(
        printable(`warning: LOG_FILE cannot be written (${errnoIn(cause)}), its lines follow: ${file}`),
      );
    }
    streams.err(line);
  };
}

/**
 * Standard input in pieces, read when it is asked for. It is waited for with the loop free: a signal ends a command
 * that nobody answers.
 */
async function* stdinPieces(): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: false });
  try {
    for await (const piece of process.stdin) yield decoder.decode(piece, { stream: true });
  } catch (cause) {
    throw inputFailure("stdin.unreadable", `Standard input cannot be read (${errnoIn(cause)}).`, {
      hint: "Give a file or a pipe.",
      cause,
    });
  }
  const rest = decoder.decode();
  if (rest !== "") yield rest;
}
