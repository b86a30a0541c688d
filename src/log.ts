import { type ConsolaInstance, createConsola, LogLevels } from "consola";

const LEVELS = {
  silent: LogLevels.silent,
  error: LogLevels.error,
  warn: LogLevels.warn,
  info: LogLevels.info,
  debug: LogLevels.debug,
} as const;
export type LogLevel = keyof typeof LEVELS;

/** The one log, always on stderr: stdout carries data or JSON-RPC only. */
export const log: ConsolaInstance = createConsola({
  level: LEVELS.warn,
  stdout: process.stderr,
  stderr: process.stderr,
});

export function setLogLevel(level: LogLevel): void {
  log.level = LEVELS[level];
}
