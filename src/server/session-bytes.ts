import type { Caller } from "./caller.ts";
import type { ServerLimits } from "./server-limits.ts";

/** How many bytes of attachments a caller may have in one session: a guest is a stranger to the space. */
export function sessionBytesOf(caller: Caller, limits: ServerLimits): number {
  return caller.type === "Guest" ? limits.guestSessionBytes : limits.memberSessionBytes;
}
