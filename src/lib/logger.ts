// Seed 002 names the logger by this path; it lives in the kernel.
export {
  escapeCommand,
  LOG_LEVELS,
  type LogFields,
  type LogFormat,
  type Logger,
  type LogLevel,
  type LogSettings,
  logger,
  silentLogger,
} from "../kernel/log.ts";
