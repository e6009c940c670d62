import type { Clock } from "./clock.ts";
import { inertJson, printable } from "./text.ts";

export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export type LogFormat = "json" | "github";
export type LogFields = Readonly<Record<string, unknown>>;

/** Structured logging: one line an event. Words are for people to grep, fields for machines to read. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** The same logger with fields that every line carries. */
  child(context: LogFields): Logger;
}

export interface LogSettings {
  readonly level: LogLevel;
  readonly format: LogFormat;
  readonly clock: Clock;
  /** Receives whole lines without their newline. Never standard output: that is the answer's. */
  readonly write: (line: string) => void;
  readonly context?: LogFields;
}

/**
 * A logger over a line sink.
 *
 * Fields cannot overwrite `level`, `message` or `timestamp`; a line is always one line and cannot be taken for
 * a workflow command.
 */
export function logger(settings: LogSettings): Logger {
  const floor = LOG_LEVELS.indexOf(settings.level);
  const at =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}) => {
      if (LOG_LEVELS.indexOf(level) < floor) return;
      settings.write(
        FORMATS[settings.format](level, message, { ...settings.context, ...fields }, settings.clock),
      );
    };
  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    child: (context) => logger({ ...settings, context: { ...settings.context, ...context } }),
  };
}

export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLogger,
};

type Format = (level: LogLevel, message: string, fields: LogFields, clock: Clock) => string;

const FORMATS: Readonly<Record<LogFormat, Format>> = {
  json: (level, message, fields, clock) => inert({ ...fields, level, message, timestamp: clock.now() }),
  github: (level, message, fields) => {
    const rest = Object.keys(fields).length > 0 ? ` ${inert(fields)}` : "";
    return `::${COMMANDS[level]}::${escapeCommand(printable(message) + rest)}`;
  },
};

/** One line of JSON that no reader takes for anything else. */
function inert(fields: LogFields): string {
  const line = jsonOf(fields) ?? jsonOf(Object.fromEntries(Object.entries(fields).map(sayable))) ?? "{}";
  return inertJson(line);
}

/** Undefined for what JSON cannot say: a circle, or a value whose own `toJSON` throws. */
function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? String(part) : part));
  } catch {
    return undefined;
  }
}

const sayable = ([name, value]: [string, unknown]): [string, unknown] =>
  jsonOf(value) === undefined && value !== undefined ? [name, "(not JSON)"] : [name, value];

const COMMANDS = { debug: "debug", info: "notice", warn: "warning", error: "error" } as const;

/** Text as the message of a workflow command: the three characters that the runner un-escapes. */
export function escapeCommand(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
