import type { Database } from "bun:sqlite";
import { HiloopError } from "../../protocol/error.ts";
import { noSuchSession } from "../../protocol/no-such-session.ts";
import type { SessionStatus } from "../../protocol/session.ts";
import type { SessionRecord } from "../contract-sessions.ts";

export type SessionRow = {
  id: string;
  status: SessionStatus;
  api_key_id: string;
  agent_id: string;
  agent_name: string;
  key_id: string;
  created_at: string;
  updated_at: string;
  last_seq: number;
};

export const SESSION_COLUMNS = `session.id, session.status, session.api_key_id, session.agent_id,
  agent.name AS agent_name, session.key_id, session.created_at, session.updated_at, session.last_seq`;
export const SESSION_TABLES = "session JOIN agent ON agent.id = session.agent_id";
export const SELECT_SESSION = `SELECT ${SESSION_COLUMNS} FROM ${SESSION_TABLES}`;

export function toSessionRecord(row: SessionRow): SessionRecord {
  return {
    id: row.id,
    status: row.status,
    apiKeyId: row.api_key_id,
    agentId: row.agent_id,
    agentName: row.agent_name,
    keyId: row.key_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    lastSeq: row.last_seq,
  };
}

/** Takes the next place in a session's timeline. */
export function nextSeq(db: Database, sessionId: string, at: string): number {
  const row = db
    .query<{ last_seq: number }, [string, string]>(
      "UPDATE session SET last_seq = last_seq + 1, updated_at = max(updated_at, ?) WHERE id = ? RETURNING last_seq",
    )
    .get(at, sessionId);
  if (!row) throw noSuchSession();
  return row.last_seq;
}

/** The same, but only in a session that takes new items; throws `session_closed` in any other. */
export function nextSeqIfActive(db: Database, sessionId: string, at: string): number {
  const row = db
    .query<{ last_seq: number }, [string, string]>(
      `UPDATE session SET last_seq = last_seq + 1, updated_at = max(updated_at, ?)
       WHERE id = ? AND status = 'Active' RETURNING last_seq`,
    )
    .get(at, sessionId);
  if (row) return row.last_seq;
  requireActive(db, sessionId);
  throw new HiloopError("internal", `Session ${sessionId} took no item.`);
}

/** Throws `session_closed` unless the session takes new items. */
export function requireActive(db: Database, sessionId: string): void {
  const row = db
    .query<{ status: SessionStatus }, [string]>("SELECT status FROM session WHERE id = ?")
    .get(sessionId);
  if (!row) throw noSuchSession();
  if (row.status === "Active") return;
  throw new HiloopError("session_closed", "This session is closed.", {
    advice: "Nothing more can be sent in it; create a new session.",
  });
}
