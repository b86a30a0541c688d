import * as v from "valibot";
import { visibleName } from "../components/visible-text.ts";
import { authHash, deriveIdentity, makeVoucher } from "../crypto/identity.ts";
import { sealItem } from "../crypto/item.ts";
import { rosterRoot } from "../crypto/roster.ts";
import { formatSecret, newSecret, type Secret } from "../crypto/secret.ts";
import { wrapSessionKey } from "../crypto/session-key.ts";
import { HiloopError } from "../protocol/error.ts";
import { CreatedGuestTokenSchema, type GuestToken, GuestTokenListSchema } from "../protocol/guest-token.ts";
import { newId } from "../protocol/id.ts";
import type { GuestPermission } from "../protocol/membership.ts";
import { timestamp } from "../protocol/primitives.ts";
import type { Connection } from "./connection.ts";
import { itemFacts } from "./item-facts.ts";
import { Member } from "./member.ts";
import type { PinStore } from "./pins.ts";
import type { SessionLog } from "./session-log.ts";

const DEFAULT_SECONDS = 24 * 60 * 60;

export type NewGuest = {
  name?: string;
  permission?: GuestPermission;
  /** 60 seconds to 30 days; a day when left out. */
  expiresInSeconds?: number;
  /** Whether the guest sees everything, not only from the oldest open question on. */
  history?: boolean;
};

/** Makes a guest's link to one session. The secret stands only in the link's fragment; whoever has the link is the guest. */
export async function createGuestToken(
  log: SessionLog,
  guest: NewGuest = {},
): Promise<{ url: string; tokenId: string; expiresAt: string }> {
  const { member } = log;
  const { identity } = member;
  const secret = newSecret("Guest");
  const own = await deriveIdentity(secret);
  const tokenId = newId();
  const until = timestamp(Date.now() + (guest.expiresInSeconds ?? DEFAULT_SECONDS) * 1000);
  const permission = guest.permission ?? "Answer";
  const facts = itemFacts(member, "Guest", log.id, {
    ...log.seen(),
    about: { id: tokenId, digest: own.id },
    until,
  });
  const fields = {
    guest: { name: visibleName(guest.name ?? "Guest"), permission, sign: own.sign, hpke: own.hpke },
  };
  const [item, keyWrapping, hash, voucher] = await Promise.all([
    sealItem(facts, fields, log.key, identity),
    wrapSessionKey(log.id, log.key, { id: own.id, publicKey: own.hpke }, identity.id),
    authHash(own.authHex),
    makeVoucher(secret, rosterRoot(member.roster)),
  ]);
  const credential = { keyId: own.id, authHash: hash, voucher };
  const body = {
    ...item,
    sign: own.sign,
    hpke: own.hpke,
    permission,
    history: guest.history ?? false,
    credential,
    keyWrapping,
  };
  await member.http.write("POST", `${log.path}/guest-tokens`, CreatedGuestTokenSchema, body);
  await log.sync();
  return { url: `${member.inboxAddress}/g#${formatSecret(secret)}`, tokenId, expiresAt: until };
}

/** A session's guest links, revoked and expired ones included, with the names from their signed items. */
export async function listGuestTokens(log: SessionLog): Promise<(GuestToken & { name: string })[]> {
  const { items } = await log.member.http.send("GET", `${log.path}/guest-tokens`, GuestTokenListSchema);
  await log.sync();
  return items.map((token) => {
    const signed = log.items.find((item) => item.kind === "Guest" && item.tokenId === token.id);
    return { ...token, name: signed?.kind === "Guest" ? signed.name : "" };
  });
}

/** Ends a guest link at once; what the guest read stays read. Throws `tampered` when the server only says that it did. */
export async function revokeGuestToken(log: SessionLog, tokenId: string): Promise<void> {
  await log.member.http.send("DELETE", `${log.path}/guest-tokens/${tokenId}`, v.unknown());
  await log.sync();
  const shown = log.items.some(
    (item) => item.kind === "System" && item.event === "GuestRevoked" && item.about === tokenId,
  );
  if (shown) return;
  throw new HiloopError("tampered", `The server took the revoking of ${tokenId} but does not show it.`, {
    advice: "The link may still work: close the session, and look at the server.",
  });
}

/** Connects with a guest link's secret to its one session. Throws `gone` when the link expired or was revoked. */
export async function connectGuest(options: {
  connection: Connection;
  secret: Secret;
  pins: PinStore;
}): Promise<{ member: Member; log: SessionLog }> {
  const { connection, secret, pins } = options;
  const member = await Member.connect({
    connection,
    identity: await deriveIdentity(secret),
    trust: { secret },
    pins,
  });
  const { guest } = member.me;
  if (!guest) throw new HiloopError("forbidden", "This link is not a guest's.");
  return { member, log: await member.session(guest.sessionId) };
}
