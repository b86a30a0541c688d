import { wholePath } from "../config/paths.ts";
import { HiloopError } from "../protocol/error.ts";

/** The backup's path as it was given on the command line. It is read back, and read twice: no stream can do that. */
export function backupFile(given: string): string {
  if (given !== "-" && given !== "") return wholePath(given);
  throw new HiloopError("invalid_input", "A backup is a file, which is read back to check it; - is none.", {
    advice: "Give the name of a file.",
  });
}
