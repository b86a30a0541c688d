import { newId } from "../../../src/protocol/id.ts";
import { timestamp } from "../../../src/protocol/primitives.ts";
import type { NewItem } from "../../../src/store/contract-sessions.ts";
import type { SqliteStore } from "../../../src/store/sqlite/sqlite-store.ts";

const HASH = "A".repeat(43);

/** An item as the server hands it to the store; the store believes what the server has verified. */
export function storeItem(
  sessionId: string,
  agentId: string,
  changes: Partial<NewItem["item"]> = {},
): NewItem {
  const id = changes.id ?? newId();
  const item: NewItem["item"] = {
    kind: "Message",
    spaceId: newId(),
    sessionId,
    senderKeyId: HASH,
    senderAgentName: "writer",
    keyId: HASH,
    rosterNumber: 0,
    rosterHash: HASH,
    seenSeq: 0,
    seenDigest: "",
    at: timestamp(),
    about: null,
    responseRequired: true,
    participants: "Anyone",
    until: null,
    priority: "Normal",
    encryptedContent: { ciphertext: "A".repeat(400) },
    signature: "A".repeat(86),
    ...changes,
    id,
  };
  const standing = { memberId: newId(), sign: HASH, rosterNumber: -1 };
  const allowance = { account: newId(), items: 1_000_000, bytes: 1e12 };
  const sender = { senderType: "Agent", senderAgentId: agentId, standing, allowance } as const;
  return { item, digest: id, bodyHash: id, ...sender, at: timestamp() };
}

/** A session to write into. */
export async function storeSession(store: SqliteStore): Promise<{ sessionId: string; agentId: string }> {
  const apiKeyId = newId();
  const agent = { id: newId(), apiKeyId, name: "writer", at: timestamp() };
  const { id: agentId } = await store.agents.upsert(agent, 1);
  const sessionId = newId();
  const first = storeItem(sessionId, agentId, { kind: "Session", id: sessionId, responseRequired: false });
  await store.sessions.create({ first, apiKeyId, keyWrappings: [], participantIds: [] });
  return { sessionId, agentId };
}
