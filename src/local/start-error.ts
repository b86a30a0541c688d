import { HiloopError } from "../protocol/error.ts";

/** Whether a start failed because another server holds the data folder: the lock is SQLite's. */
export function isLocked(error: unknown): boolean {
  return error instanceof HiloopError && codes(error).includes("SQLITE_BUSY");
}

/** Whether a start failed because the address cannot be listened on, for whatever reason. */
export function isListenFailure(error: unknown): boolean {
  return error instanceof Error && "syscall" in error && error.syscall === "listen";
}

/** Whether a start failed because somebody else listens on the port, or because it is not this user's to take. */
export function isPortTaken(error: unknown): boolean {
  return codes(error).includes("EADDRINUSE") || (isListenFailure(error) && codes(error).includes("EACCES"));
}

/** The codes of an error and of what caused it. */
function codes(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const own = "code" in error ? [String(error.code)] : [];
  return [...own, ...codes(error.cause)];
}
