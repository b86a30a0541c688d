import type { Priority, SignedItem } from "../protocol/item.ts";
import type { KeyWrapping } from "../protocol/key-wrapping.ts";
import type { Session, SessionStatus } from "../protocol/session.ts";
import type { QuestionState, StoredItem, TimelineItem } from "../protocol/timeline.ts";

/** The membership that a write rests on, as it stood at a roster entry: removals after it are for the transaction to see. */
export type Standing = { memberId: string; sign: string; rosterNumber: number };

/** How many items, of how many sealed bytes, one account may have in a session: a guest link's, or a member's whatever key it uses. */
export type Allowance = { account: string; items: number; bytes: number };

/** A signed item that was verified, with what the server adds. `bodyHash` is SHA-256 of the request body. */
export type NewItem = {
  item: SignedItem;
  digest: string;
  bodyHash: string;
  senderType: "Human" | "Agent" | "Guest";
  senderAgentId: string | null;
  /** Of a guest, its link's maker's. */
  standing: Standing;
  allowance: Allowance;
  at: string;
};

/** Who did something to a session without signing an item, and when. */
export type Deed = { by: string; at: string };

export type SessionRecord = {
  id: string;
  status: SessionStatus;
  apiKeyId: string;
  agentId: string;
  agentName: string;
  keyId: string;
  createdAt: string;
  updatedAt: string;
  lastSeq: number;
};

/** Which sessions to list, newest update first, or as the feed orders them. */
export type SessionFilter = {
  apiKeyId?: string;
  status?: SessionStatus;
  needsAnswer?: boolean;
  limit: number;
  cursor?: string;
};
export type Page<Row> = { items: Row[]; nextCursor: string | null };

/** Through whose eyes a session is described: whose questions, and which recipients' wrappings. */
export type Viewer = { keyId: string; recipientKeyIds: string[] };

/**
 * Whatever takes an item throws `unauthorized` or `gone` when its sender has lost its access meanwhile, and `too_large`
 * when its allowance is used up. Responses count, and are never refused for it.
 */
export interface SessionStore {
  create(session: {
    first: NewItem;
    apiKeyId: string;
    keyWrappings: KeyWrapping[];
    participantIds: string[];
  }): Promise<void>;
  find(id: string): Promise<SessionRecord | undefined>;
  list(filter: SessionFilter): Promise<Page<SessionRecord>>;
  feed(filter: SessionFilter): Promise<Page<SessionRecord>>;
  describe(session: SessionRecord, viewer: Viewer): Promise<Session>;
  participants(id: string): Promise<string[]>;
  addParticipants(id: string, memberIds: string[], deed: Deed): Promise<string[]>;
  /** Cancels the open questions, then closes (and archives). Doing it twice changes nothing more. */
  close(id: string, deed: Deed): Promise<void>;
  archive(id: string, deed: Deed): Promise<void>;
}

/** Which part of a timeline; `from` hides from a guest what came before, except the first item. */
export type TimelineRange = { after: number; limit: number; maxBytes: number; from: number };

export interface ItemStore {
  find(sessionId: string, id: string): Promise<{ stored: StoredItem; bodyHash: string } | undefined>;
  at(sessionId: string, seq: number): Promise<TimelineItem | undefined>;
  page(sessionId: string, range: TimelineRange): Promise<TimelineItem[]>;
  /** Whether there is something after `after` that somebody other than `keyId` caused. */
  hasNews(sessionId: string, keyId: string, range: { after: number; from: number }): Promise<boolean>;
  /** Digest of the last signed item at or below `seq`. */
  digestAt(sessionId: string, seq: number): Promise<string | undefined>;
  /** Appends a message, opening a question when it is one. Throws `conflict`, `session_closed`. */
  addMessage(item: NewItem): Promise<StoredItem>;
  /** Answers an open question. Throws `conflict`, `already_answered`, `question_ended`, `session_closed`. */
  addResponse(item: NewItem, questionId: string): Promise<StoredItem>;
}

export type QuestionRecord = {
  id: string;
  sessionId: string;
  seq: number;
  state: QuestionState;
  priority: Priority;
  until: string | null;
  participants: "Anyone" | "People";
  senderKeyId: string;
  digest: string;
  endedSeq: number | null;
};

export interface QuestionStore {
  find(sessionId: string, id: string): Promise<QuestionRecord | undefined>;
  cancel(sessionId: string, id: string, deed: Deed): Promise<void>;
  /** Ends every open question whose `until` is not after `now`. */
  expireDue(now: string): Promise<void>;
  nextUntil(): Promise<string | undefined>;
  countOpen(): Promise<number>;
}
