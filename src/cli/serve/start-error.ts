import { folderError } from "../../local/folder-error.ts";
import { isListenFailure, isPortTaken } from "../../local/start-error.ts";
import { HiloopError } from "../../protocol/error.ts";
import type { ServePlan } from "./serve-plan.ts";

/** Why a server did not start, as a sentence that names the flag to change. */
export function startError(error: unknown, { hostname, port, dataDir }: ServePlan): unknown {
  if (isPortTaken(error)) {
    return new HiloopError("configuration", `Port ${port} on ${hostname} cannot be listened on.`, {
      advice: "Another program may have it: choose another one with --port.",
      cause: error,
    });
  }
  if (!isListenFailure(error)) return folderError(error, dataDir, "choose another one with --data");
  return new HiloopError("configuration", `"${hostname}" is not an address that can be listened on.`, {
    advice: "Give an address of this computer with --host, such as 127.0.0.1 or 0.0.0.0.",
    cause: error,
  });
}
