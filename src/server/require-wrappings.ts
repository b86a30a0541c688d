import { HiloopError } from "../protocol/error.ts";
import type { KeyWrapping } from "../protocol/key-wrapping.ts";
import type { Caller } from "./caller.ts";
import type { ServerContext } from "./context.ts";

/** A new session's key must be wrapped to the newest space key and to its maker, and to nobody else. */
export function requireWrappings(context: ServerContext, caller: Caller, wrappings: KeyWrapping[]): void {
  const newest = context.space.spaceKeyIds.at(-1) ?? "";
  const recipients = wrappings.map((wrapping) => wrapping.recipientKeyId);
  const older = recipients.some((id) => id !== newest && context.space.spaceKeyIds.includes(id));
  if (older && !recipients.includes(newest)) {
    throw new HiloopError("roster_moved", "The space key has changed since this session was sealed.", {
      advice: "Fetch the roster and wrap the session key to the newest space key.",
    });
  }
  const complete =
    recipients.length === 2 && recipients.includes(newest) && recipients.includes(caller.keyId);
  const own = wrappings.every((wrapping) => wrapping.senderKeyId === caller.keyId);
  if (complete && own) return;
  throw new HiloopError("invalid_input", "The key wrappings of this session are not complete.", {
    issues: [
      {
        path: "keyWrappings",
        message: "expected one to the newest space key and one to the maker, made by it",
      },
    ],
  });
}
