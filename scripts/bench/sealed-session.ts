import { itemFacts } from "../../src/client/item-facts.ts";
import type { Party } from "../../src/client/party.ts";
import { type ItemFacts, type ItemFields, itemDigest, sealItem } from "../../src/crypto/item.ts";
import { makeSessionKey, type SessionKey, wrapSessionKey } from "../../src/crypto/session-key.ts";
import { spaceKeyId } from "../../src/crypto/space-key.ts";
import { newId } from "../../src/protocol/id.ts";
import type { SignedItem } from "../../src/protocol/item.ts";

/** A session that was sealed here and is to be posted: what a load needs to write into it. */
export type SealedSession = { id: string; key: SessionKey; digest: string; body: string };

/** Seals a new session of `agent`, as the client does, without sending it. */
export async function sealSession(agent: Party, title: string): Promise<SealedSession> {
  const epoch = agent.roster.epochs.at(-1);
  if (!epoch) throw new Error("The space has no key.");
  const id = newId();
  const key = await makeSessionKey();
  const { identity } = agent;
  const item = await sealItem(itemFacts(agent, "Session", id, { id }), { title }, key, identity);
  const keyWrappings = await Promise.all([
    wrapSessionKey(
      id,
      key,
      { id: await spaceKeyId(epoch.publicKey), publicKey: epoch.publicKey },
      identity.id,
    ),
    wrapSessionKey(id, key, { id: identity.id, publicKey: identity.hpke }, identity.id),
  ]);
  const body = JSON.stringify({ ...item, keyWrappings, participantIds: [] });
  return { id, key, digest: await itemDigest(item), body };
}

/** Seals a message whose sender has seen only the session's first item, so that any number can be sealed beforehand. */
export function sealMessage(
  sender: Party,
  session: SealedSession,
  fields: ItemFields,
  facts: Partial<ItemFacts> = {},
): Promise<SignedItem> {
  const seen = { seenSeq: 1, seenDigest: session.digest };
  return sealItem(
    itemFacts(sender, "Message", session.id, { ...seen, ...facts }),
    fields,
    session.key,
    sender.identity,
  );
}
