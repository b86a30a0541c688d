import { log } from "../log.ts";
import type { HiloopError } from "../protocol/error.ts";

/** Logs what went wrong inside. Errors of the client's making are its own to read. */
export function logFailure(thrown: unknown, requestId?: string): void {
  log.error(requestId ? `Request ${requestId} failed:` : "The server failed:", thrown);
}

export function logIfOurs(error: HiloopError, requestId: string): void {
  if (error.status >= 500) logFailure(error.cause ?? error, requestId);
}
