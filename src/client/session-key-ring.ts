import { type SessionKey, unwrapSessionKey } from "../crypto/session-key.ts";
import { HiloopError } from "../protocol/error.ts";
import type { Session } from "../protocol/session.ts";
import type { Party } from "./party.ts";

/**
 * Opens a session's key with what this member holds: its own wrapping, or for people one to a space key.
 * Throws `tampered` when a wrapping yields another key than the session's signed item commits to, `forbidden` when there is none.
 */
export async function openSessionKey(
  member: Party,
  session: Pick<Session, "id" | "keyWrappings" | "item">,
): Promise<SessionKey> {
  let attempts = 0;
  for (const wrapping of session.keyWrappings) {
    const keys =
      wrapping.recipientKeyId === member.identity.id
        ? member.identity.hpkeKeys
        : member.spaceKeys.find((key) => key.id === wrapping.recipientKeyId)?.keys;
    if (!keys) continue;
    attempts++;
    const key = await unwrapSessionKey(session.id, session.item.keyId, wrapping, keys);
    if (key) return key;
  }
  if (attempts > 0) {
    throw new HiloopError(
      "tampered",
      `The key of session ${session.id} is not the one that its maker signed.`,
      {
        advice: "Nothing of the session was opened; look at the server.",
      },
    );
  }
  throw new HiloopError("forbidden", `Session ${session.id} holds no key for this member.`, {
    advice: "Ask its agent or an owner of the space for access.",
  });
}
