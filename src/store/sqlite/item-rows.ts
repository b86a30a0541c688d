import type { Database } from "bun:sqlite";
import type {
  QuestionState,
  StoredItem,
  SystemEvent,
  SystemItem,
  TimelineItem,
} from "../../protocol/timeline.ts";
import type { NewItem } from "../contract-sessions.ts";
import { countItem } from "./usage-rows.ts";

export type ItemRow = {
  session_id: string;
  seq: number;
  sender_type: "Human" | "Agent" | "Guest" | "System";
  sender_key_id: string | null;
  sender_agent_id: string | null;
  received_at: string;
  body_hash: string | null;
  json: string;
  state: QuestionState | null;
};

/**
 * Every item with the state of the question it is, if it is one. Look-ups in a join say `+?`: with a bare `?` Bun's
 * SQLite prepares the join anew for each value, at five times the cost.
 */
export const SELECT_ITEM = `SELECT item.session_id, item.seq, item.sender_type, item.sender_key_id, item.sender_agent_id,
  item.received_at, item.body_hash, item.json, question.state
  FROM item LEFT JOIN question ON question.session_id = item.session_id AND question.id = item.id`;

export function toTimelineItem(row: ItemRow): TimelineItem {
  return row.sender_type === "System" ? toSystemItem(row) : toStoredItem(row);
}

export function toStoredItem(row: ItemRow): StoredItem {
  return {
    ...JSON.parse(row.json),
    seq: row.seq,
    receivedAt: row.received_at,
    senderType: row.sender_type,
    senderAgentId: row.sender_agent_id,
    ...(row.state ? { state: row.state } : {}),
  };
}

function toSystemItem(row: ItemRow): SystemItem {
  return {
    ...JSON.parse(row.json),
    kind: "System",
    seq: row.seq,
    sessionId: row.session_id,
    by: row.sender_key_id,
    receivedAt: row.received_at,
    senderType: "System",
  };
}

/** Writes a signed item at `seq` and counts it; the caller has checked that its id is free. */
export function insertSigned(db: Database, seq: number, added: NewItem): void {
  const { item } = added;
  countItem(db, added);
  db.query(
    `INSERT INTO item (session_id, seq, id, kind, sender_type, sender_key_id, sender_agent_id, received_at, digest, body_hash, json)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    item.sessionId,
    seq,
    item.id,
    item.kind,
    added.senderType,
    item.senderKeyId,
    added.senderAgentId,
    added.at,
    added.digest,
    added.bodyHash,
    JSON.stringify(item),
  );
}

export type SystemFacts = { event: SystemEvent; about: string | null; by: string | null; at: string };

/** Writes an entry of the server's own at `seq`. */
export function insertSystem(db: Database, sessionId: string, seq: number, facts: SystemFacts): void {
  const json = JSON.stringify({ event: facts.event, about: facts.about });
  db.query(
    `INSERT INTO item (session_id, seq, kind, sender_type, sender_key_id, received_at, json)
     VALUES (?, ?, 'System', 'System', ?, ?, ?)`,
  ).run(sessionId, seq, facts.by, facts.at, json);
}
