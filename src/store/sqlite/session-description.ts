import type { Database } from "bun:sqlite";
import { HiloopError } from "../../protocol/error.ts";
import type { KeyWrapping } from "../../protocol/key-wrapping.ts";
import type { Session } from "../../protocol/session.ts";
import type { SessionRecord, Viewer } from "../contract-sessions.ts";
import { type ItemRow, SELECT_ITEM, toStoredItem } from "./item-rows.ts";

/** A session with all that its members see of it. */
export function describeSession(db: Database, session: SessionRecord, viewer: Viewer): Session {
  const first = db
    .query<ItemRow, [string]>(`${SELECT_ITEM} WHERE item.session_id = +? AND item.seq = 1`)
    .get(session.id);
  if (!first) throw new HiloopError("internal", `Session ${session.id} has no first item.`);
  return {
    id: session.id,
    status: session.status,
    agentId: session.agentId,
    agentName: session.agentName,
    createdAt: session.createdAt,
    updatedAt: session.updatedAt,
    lastSeq: session.lastSeq,
    participantIds: participantsOf(db, session.id),
    item: toStoredItem(first),
    keyWrappings: wrappingsOf(db, session.id).filter(({ recipientKeyId }) =>
      viewer.recipientKeyIds.includes(recipientKeyId),
    ),
    openQuestions: openQuestionsOf(db, session.id),
    latestQuestion: latestQuestionOf(db, session.id, viewer.keyId),
  };
}

export function participantsOf(db: Database, sessionId: string): string[] {
  return db
    .query<{ member_id: string }, [string]>("SELECT member_id FROM participant WHERE session_id = ?")
    .all(sessionId)
    .map((row) => row.member_id);
}

function wrappingsOf(db: Database, sessionId: string): KeyWrapping[] {
  return db
    .query<KeyWrapping, [string]>(
      `SELECT recipient_key_id AS recipientKeyId, sender_key_id AS senderKeyId,
         encapsulated_key AS encapsulatedKey, wrapped_key AS wrappedKey
       FROM key_wrapping WHERE session_id = ?`,
    )
    .all(sessionId);
}

function openQuestionsOf(db: Database, sessionId: string): Session["openQuestions"] {
  return db
    .query<Session["openQuestions"][number], [string]>(
      `SELECT id, seq, priority, until, received_at AS receivedAt FROM question
       WHERE session_id = ? AND state = 'Open' ORDER BY priority_rank, received_at, seq`,
    )
    .all(sessionId);
}

function latestQuestionOf(db: Database, sessionId: string, keyId: string): Session["latestQuestion"] {
  return db
    .query<{ id: string; seq: number; seenSeq: number }, [string, string]>(
      `SELECT id, seq, seen_seq AS seenSeq FROM question
       WHERE session_id = ? AND sender_key_id = ? ORDER BY seq DESC LIMIT 1`,
    )
    .get(sessionId, keyId);
}
