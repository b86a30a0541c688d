import { log } from "../log.ts";
import type { HiloopError } from "../protocol/error.ts";

/** Logs what went wrong inside. Errors of the client's making are its own to read. */
export function logFailure(thrown: unknown, requestId?: string): void {
  log.error(requestId ? `Request ${requestId} failed:` : "The server failed:", thrown);
}

export function logIfOurs(error: HiloopError, requestId: string): void {
  if (error.status < 500) return;
  const log = () => logFailure(error.cause ?? error, requestId);
  // On a full disk every write of everybody ends like this, and the log lies there too.
  if (error.code === "storage") onceAMinute("storage", log);
  else log();
}

const MINUTE_MS = 60_000;
const lastLogged = new Map<string, number>();

/** For what others can cause as often as they like. */
export function onceAMinute(what: string, log: () => void): void {
  const now = performance.now();
  if (now - (lastLogged.get(what) ?? Number.NEGATIVE_INFINITY) < MINUTE_MS) return;
  lastLogged.set(what, now);
  log();
}
