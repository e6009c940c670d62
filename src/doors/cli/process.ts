import { appendFileSync, readSync } from "node:fs";
import { composeWorld } from "../../compose/world.ts";
import { systemClock } from "../../kernel/clock.ts";
import { LOG_LEVELS, type Logger, type LogLevel, logger } from "../../kernel/log.ts";
import { type Environment, runCli } from "./cli.ts";
import { processStreams, type Streams } from "./streams.ts";

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
  const file = env["LOG_FILE"];
  const sha = env["GITHUB_SHA"];
  return logger({
    level: LOG_LEVELS.find((level) => level === env["LOG_LEVEL"]?.toLowerCase()) ?? defaultLevel(inJob),
    format: env["LOG_FORMAT"] === "github" ? "github" : "json",
    clock: systemClock,
    write: file ? (line) => appendFileSync(file, `${line}\n`) : (line) => streams.err(line),
    ...(sha ? { context: { gitSha: sha } } : {}),
  });
}

const defaultLevel = (inJob: boolean): LogLevel => (inJob ? "info" : "warn");

/** Standard input in pieces, read when it is asked for. */
async function* stdinPieces(): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: false });
  const buffer = new Uint8Array(1 << 16);
  for (;;) {
    const length = readPiece(buffer);
    if (length === 0) break;
    yield decoder.decode(buffer.subarray(0, length), { stream: true });
  }
  const rest = decoder.decode();
  if (rest !== "") yield rest;
}

const pause = new Int32Array(new SharedArrayBuffer(4));

function readPiece(buffer: Uint8Array): number {
  for (;;) {
    try {
      return readSync(0, buffer);
    } catch (cause) {
      const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
      if (code === "EOF") return 0;
      if (code !== "EAGAIN") throw cause;
      Atomics.wait(pause, 0, 0, 10);
    }
  }
}
