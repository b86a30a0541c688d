import { HiloopError } from "../protocol/error.ts";
import type { Command } from "./service-manager.ts";

/** No service file can hold a line break or another control character in a word, however it is quoted. */
export function requireOneLine(command: Command): void {
  const broken = command.find((word) => /[\p{Cc}\u2028\u2029\ufffd]/u.test(word) || !word.isWellFormed());
  if (broken === undefined) return;
  throw new HiloopError(
    "invalid_input",
    `A service cannot be given ${JSON.stringify(broken)}: it holds a line break or a character that cannot be written.`,
    { advice: "Use another path or value." },
  );
}
