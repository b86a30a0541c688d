import { visibleText } from "../components/visible-text.ts";
import { systemError } from "../local/folder-error.ts";
import { log } from "../log.ts";
import { toHiloopError } from "../protocol/error.ts";
import { STDERR, write } from "./print.ts";

const DEBUG_LEVEL = 4;

/**
 * Prints an error as one line that ends in what to do, and gives the exit code. What was behind an unknown one comes before
 * it when the log is to tell everything, or when stderr is the log, as a server's is. Written at once: the process ends.
 * Some of the words are a server's or a file's, and cannot drive the terminal.
 */
export function report(thrown: unknown, stderrIsLog: boolean): number {
  const error = toHiloopError(systemError(thrown));
  if (error.code === "internal" && (stderrIsLog || log.level >= DEBUG_LEVEL)) {
    write(STDERR, `${visibleText(Bun.inspect(error.cause ?? error))}\n`);
  }
  write(STDERR, `hiloop: ${visibleText(error.sentence)}\n`);
  return error.exitCode;
}
