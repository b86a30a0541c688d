import type { Me } from "../../protocol/membership.ts";
import { allowanceOf } from "../accept-item.ts";
import type { Caller } from "../caller.ts";
import type { ServerContext } from "../context.ts";
import type { MemberHandler } from "../exchange.ts";
import { json } from "../responses.ts";
import { sessionBytesOf } from "../session-bytes.ts";

const PROTOCOL_VERSION = 1;

export const getMe: MemberHandler = async ({ context }, caller) => {
  const { space, limits } = context;
  const allowance = allowanceOf(limits, caller);
  const me: Me = {
    type: caller.type === "Invite" ? "Human" : caller.type,
    keyId: caller.keyId,
    memberId: caller.memberId,
    spaceId: space.roster.spaceId,
    root: space.root,
    rosterNumber: space.rosterNumber,
    voucher: caller.type === "Guest" ? caller.token.voucher : space.voucherOf(caller.keyId),
    serverVersion: context.version,
    protocolVersion: PROTOCOL_VERSION,
    publicUrl: context.publicUrl,
    limits: {
      messageBytes: limits.messageBytes,
      attachmentBytes: Math.min(limits.attachmentBytes, sessionBytesOf(caller, limits)),
      attachmentPartBytes: limits.attachmentPartBytes,
      waitsPerKey: limits.waitsPerKey,
      waitSeconds: limits.waitSeconds,
      sessionItems: allowance.items,
      sessionItemBytes: allowance.bytes,
    },
    inboxConnected: context.streams.hasInbox,
    sealings: await sealingsOf(context, caller),
    agent: caller.type === "Agent" ? { id: caller.agent.id, name: caller.agent.name } : null,
    guest: caller.type === "Guest" ? guestFacts(caller) : null,
  };
  return json(me);
};

async function sealingsOf({ store, space }: ServerContext, caller: Caller): Promise<Me["sealings"]> {
  if (caller.type === "Agent" || caller.type === "Guest") return [];
  return store.roster.sealingsTo([caller.keyId, ...space.spaceKeyIds]);
}

function guestFacts({ token }: Caller & { type: "Guest" }): Me["guest"] {
  return {
    tokenId: token.id,
    sessionId: token.sessionId,
    permission: token.permission,
    historyFrom: token.historyFrom,
    expiresAt: token.expiresAt,
  };
}
