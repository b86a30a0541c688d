import { deriveIdentity, type OwnIdentity } from "../../src/crypto/identity.ts";
import { type ItemFacts, type ItemFields, sealItem } from "../../src/crypto/item.ts";
import { newSecret } from "../../src/crypto/secret.ts";
import { makeSessionKey, type SessionKey } from "../../src/crypto/session-key.ts";
import { toBase64Url } from "../../src/protocol/bytes.ts";
import { newId } from "../../src/protocol/id.ts";
import type { SignedItem } from "../../src/protocol/item.ts";
import { timestamp } from "../../src/protocol/primitives.ts";

export const HASH = (byte: number) => toBase64Url(new Uint8Array(32).fill(byte));

/** The plain facts of a question to people. */
export function questionFacts(): ItemFacts {
  return {
    kind: "Message",
    id: newId(),
    spaceId: newId(),
    sessionId: newId(),
    senderAgentName: "deployer",
    rosterNumber: 2,
    rosterHash: HASH(1),
    seenSeq: 4,
    seenDigest: HASH(2),
    at: timestamp(),
    about: null,
    responseRequired: true,
    participants: "People",
    until: timestamp(Date.now() + 60_000),
    priority: "High",
  };
}

export const QUESTION_FIELDS: ItemFields = {
  content: "Deploy to **production**?",
  components: [{ type: "button_group", data: { buttons: [{ label: "Yes", action: "approve" }] } }],
};

export type Sealed = { item: SignedItem; key: SessionKey; sender: OwnIdentity };

/** An item that a new agent sealed under a new session key. */
export async function sealedItem(
  facts: Partial<ItemFacts> = {},
  fields: ItemFields = QUESTION_FIELDS,
): Promise<Sealed> {
  const [sender, key] = await Promise.all([deriveIdentity(newSecret("ApiKey")), makeSessionKey()]);
  return { item: await sealItem({ ...questionFacts(), ...facts }, fields, key, sender), key, sender };
}
