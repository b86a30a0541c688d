import { HiloopError } from "./error.ts";

/** `not_found`, for a session that does not exist as for one that is not the caller's to see. */
export function noSuchSession(): HiloopError {
  return new HiloopError("not_found", "There is no such session.", {
    advice: "Only sessions of the caller's own are found: list_sessions and the inbox show them.",
  });
}
