import { HiloopError } from "../protocol/error.ts";

/** Wrong usage: exit code 2, one sentence, then where the help is. */
export function usageError(commandName: string, problem: string, advice?: string): HiloopError {
  return new HiloopError("invalid_input", problem, { advice: advice ?? `See ${commandName} --help.` });
}
