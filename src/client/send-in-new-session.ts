import { HiloopError } from "../protocol/error.ts";
import type { Member } from "./member.ts";
import type { ReadMessage } from "./read-item.ts";
import { type NewMessage, requireSendable, sendMessage } from "./send.ts";
import type { SessionLog } from "./session-log.ts";
import { archiveSession, createSession, type NewSession } from "./sessions.ts";

/** Whether the same may still arrive: then the session stays for it. */
const MAY_HAVE_ARRIVED = ["unavailable", "cancelled"];

/**
 * Creates a session for a message and sends it there. What can be refused is refused before anything is sent; a session
 * whose message the server refuses all the same is put away again, so that none is left behind empty.
 */
export async function sendInNewSession(
  member: Member,
  session: NewSession,
  message: NewMessage,
): Promise<{ log: SessionLog; message: ReadMessage }> {
  requireSendable(member, message);
  const log = await createSession(member, session);
  try {
    return { log, message: await sendMessage(log, message) };
  } catch (error) {
    const refused = error instanceof HiloopError && !MAY_HAVE_ARRIVED.includes(error.code);
    // The refusal is what the caller must hear, not that tidying up failed too.
    if (refused) await archiveSession(log).catch(() => undefined);
    throw error;
  }
}
