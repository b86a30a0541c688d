import { identityId } from "../../crypto/identity.ts";
import { HiloopError } from "../../protocol/error.ts";
import { type GuestToken, type NewGuestToken, NewGuestTokenSchema } from "../../protocol/guest-token.ts";
import type { SignedItem } from "../../protocol/item.ts";
import type { GuestRecord } from "../../store/contract-members.ts";
import { findRepeat, requireUntil, toNewItem } from "../accept-item.ts";
import type { MemberHandler } from "../exchange.ts";
import { openSession } from "../open-session.ts";
import { readBody } from "../read-body.ts";
import { json } from "../responses.ts";
import { GUEST_DAYS } from "../server-limits.ts";
import { verifySignedItem } from "../verify-signed-item.ts";

export const createGuestToken: MemberHandler = async (exchange, caller) => {
  const { context } = exchange;
  const session = await openSession(exchange, caller, "manage");
  const maxBytes = context.limits.messageBytes * 2;
  const body = await readBody(exchange.request, NewGuestTokenSchema, { what: "guest link", maxBytes });
  const token = body.value;
  const item = itemOf(token);
  let digest = "";
  if (!(await findRepeat(context, caller, session.id, body))) {
    requireUntil(context, item.until, GUEST_DAYS);
    const place = { kind: "Guest", sessionId: session.id, session } as const;
    digest = await verifySignedItem(context, caller, item, place);
    await requireKeys(token, caller.keyId);
  }
  const added = toNewItem(context, caller, { item, digest, hash: body.hash });
  const created = await context.store.guests.create(added, token, context.limits.guestLinksPerSession);
  return json({ token: shown(created.token), seq: created.seq }, 201);
};

export const listGuestTokens: MemberHandler = async (exchange, caller) => {
  const session = await openSession(exchange, caller, "manage");
  return json({ items: await exchange.context.store.guests.list(session.id) });
};

export const revokeGuestToken: MemberHandler = async (exchange, caller) => {
  const { store, now } = exchange.context;
  const session = await openSession(exchange, caller, "manage");
  await store.guests.revoke(session.id, exchange.id("token"), { by: caller.keyId, at: now() });
  return json({});
};

/** The signed item inside a new guest token's body. */
function itemOf(token: NewGuestToken): SignedItem {
  const { sign, hpke, permission, history, credential, keyWrapping, ...item } = token;
  return item;
}

async function requireKeys(token: NewGuestToken, callerKeyId: string): Promise<void> {
  const guestKeyId = await identityId(token.sign, token.hpke);
  const named = [token.about?.digest, token.credential.keyId, token.keyWrapping.recipientKeyId];
  if (named.every((id) => id === guestKeyId) && token.keyWrapping.senderKeyId === callerKeyId) return;
  throw new HiloopError("invalid_input", "The parts of this guest link name different keys.", {
    issues: [
      {
        path: "about.digest",
        message:
          "expected the identity of sign and hpke here, in credential.keyId and keyWrapping.recipientKeyId",
      },
    ],
  });
}

function shown(record: GuestRecord): GuestToken {
  const { sign, hpke, authHash, voucher, ...token } = record;
  return token;
}
