import type { Standing } from "../store/contract-sessions.ts";
import { lostLink, removedKey } from "../store/lost-access.ts";
import type { Caller } from "./caller.ts";
import type { ServerContext } from "./context.ts";

/** Refuses a caller that lost its access while its request was held. */
export async function requireStanding(context: ServerContext, caller: Caller): Promise<void> {
  if (caller.type === "Guest") {
    const token = await context.store.guests.find(caller.token.sessionId, caller.token.id);
    const maker = context.space.findMember(caller.token.createdBy);
    const lost = lostLink(token, context.now(), maker?.active === true);
    if (lost) throw lost;
  } else if (!context.space.findMember(caller.keyId)?.active) throw removedKey();
}

/** The membership that a write of the caller's rests on, its own or that of its link's maker, as it stands now. */
export function standingOf({ space, now }: ServerContext, caller: Caller): Standing {
  const link = caller.type === "Guest" ? caller.token : undefined;
  const member = space.findMember(link?.createdBy ?? caller.keyId);
  if (!member?.active) throw (link && lostLink(link, now(), false)) ?? removedKey();
  return { memberId: member.memberId, sign: member.sign, rosterNumber: space.rosterNumber };
}
