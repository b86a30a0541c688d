import type { Attachment } from "../protocol/attachment.ts";
import type { GuestToken, NewGuestToken } from "../protocol/guest-token.ts";
import type { Agent } from "../protocol/membership.ts";
import type { StoredItem } from "../protocol/timeline.ts";
import type { Deed, NewItem, Page } from "./contract-sessions.ts";

/** A guest token with the public keys and the voucher that only the server's own checks need. */
export type GuestRecord = GuestToken & {
  sign: string;
  hpke: string;
  authHash: string;
  voucher: string | null;
};

export interface GuestStore {
  /** Stores the token and its `Guest` item. Throws `conflict`, also when the session has `most` that work, and `session_closed`. */
  create(item: NewItem, token: NewGuestToken, most: number): Promise<{ token: GuestRecord; seq: number }>;
  findByAuthHash(authHash: string): Promise<GuestRecord | undefined>;
  find(sessionId: string, id: string): Promise<GuestRecord | undefined>;
  list(sessionId: string): Promise<GuestToken[]>;
  revoke(sessionId: string, id: string, deed: Deed): Promise<void>;
  seen(id: string, at: string): Promise<void>;
}

export interface AgentStore {
  find(apiKeyId: string, name: string): Promise<Agent | undefined>;
  /** The agent that speaks under this name with this API key, made when it is new. Throws `forbidden` when the key has `most`. */
  upsert(agent: { id: string; apiKeyId: string; name: string; at: string }, most: number): Promise<Agent>;
  list(page: { limit: number; cursor?: string }): Promise<Page<Agent>>;
}

/** A completed attachment and the identity that uploaded it, under which its bytes are kept. */
export type AttachmentRecord = Attachment & { uploaderKeyId: string };

export interface AttachmentStore {
  find(sessionId: string, id: string): Promise<AttachmentRecord | undefined>;
  list(sessionId: string, from: number): Promise<Attachment[]>;
  /** Appends the `Attachment` item and its row. Throws `conflict`, `session_closed`. */
  complete(item: NewItem, bytes: number): Promise<StoredItem>;
}
