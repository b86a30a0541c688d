import type { Database } from "bun:sqlite";
import type { KeyWrapping } from "../../protocol/key-wrapping.ts";
import type { Session } from "../../protocol/session.ts";
import type { Change } from "../contract.ts";
import type {
  Deed,
  NewItem,
  Page,
  SessionFilter,
  SessionRecord,
  SessionStore,
  Viewer,
} from "../contract-sessions.ts";
import { insertSigned, insertSystem } from "./item-rows.ts";
import { findItemRow, idTaken } from "./items.ts";
import { endAs } from "./questions.ts";
import { describeSession, participantsOf } from "./session-description.ts";
import { listFeed, listSessions } from "./session-lists.ts";
import { nextSeq, requireActive, SELECT_SESSION, type SessionRow, toSessionRecord } from "./session-rows.ts";
import { requireStanding } from "./standing-rows.ts";
import type { WriteQueue } from "./write-queue.ts";

type NewSessionRecord = {
  first: NewItem;
  apiKeyId: string;
  keyWrappings: KeyWrapping[];
  participantIds: string[];
};

export class SqliteSessions implements SessionStore {
  readonly #db: Database;
  readonly #queue: WriteQueue;

  constructor(db: Database, queue: WriteQueue) {
    this.#db = db;
    this.#queue = queue;
  }

  create(session: NewSessionRecord): Promise<void> {
    return this.#queue.write((changes) => insertSession(this.#db, changes, session), session.first.item);
  }

  async find(id: string): Promise<SessionRecord | undefined> {
    const row = this.#db.query<SessionRow, [string]>(`${SELECT_SESSION} WHERE session.id = +?`).get(id);
    return row ? toSessionRecord(row) : undefined;
  }

  async list(filter: SessionFilter): Promise<Page<SessionRecord>> {
    return listSessions(this.#db, filter);
  }

  async feed(filter: SessionFilter): Promise<Page<SessionRecord>> {
    return listFeed(this.#db, filter);
  }

  async describe(session: SessionRecord, viewer: Viewer): Promise<Session> {
    return describeSession(this.#db, session, viewer);
  }

  async participants(id: string): Promise<string[]> {
    return participantsOf(this.#db, id);
  }

  addParticipants(id: string, memberIds: string[], deed: Deed): Promise<string[]> {
    return this.#queue.write((changes) => {
      requireActive(this.#db, id);
      insertParticipants(this.#db, id, memberIds);
      this.#announce(changes, id, deed.by);
      return participantsOf(this.#db, id);
    });
  }

  close(id: string, deed: Deed): Promise<void> {
    return this.#queue.writeVital((changes) => this.#close(changes, id, deed));
  }

  archive(id: string, deed: Deed): Promise<void> {
    return this.#queue.writeVital((changes) => {
      this.#close(changes, id, deed);
      this.#moveTo("Archived", "Closed", changes, id, deed);
    });
  }

  #close(changes: Change[], id: string, deed: Deed): void {
    const open = this.#db
      .query<{ id: string; until: string | null }, [string]>(
        "SELECT id, until FROM question WHERE session_id = ? AND state = 'Open' ORDER BY seq",
      )
      .all(id);
    for (const question of open) {
      const due = question.until !== null && question.until <= deed.at;
      const how = due
        ? ({ event: "Expired", by: null } as const)
        : ({ event: "Cancelled", by: deed.by } as const);
      endAs(this.#db, changes, { sessionId: id, id: question.id }, { ...how, at: deed.at });
    }
    this.#moveTo("Closed", "Active", changes, id, deed);
  }

  #moveTo(status: "Closed" | "Archived", from: string, changes: Change[], id: string, deed: Deed): void {
    const moved = this.#db
      .query("UPDATE session SET status = ? WHERE id = ? AND status = ?")
      .run(status, id, from);
    if (moved.changes === 0) return;
    const seq = nextSeq(this.#db, id, deed.at);
    insertSystem(this.#db, id, seq, { event: status, about: null, ...deed });
    this.#announce(changes, id, deed.by);
  }

  #announce(changes: Change[], id: string, by: string): void {
    const row = this.#db
      .query<{ last_seq: number }, [string]>("SELECT last_seq FROM session WHERE id = ?")
      .get(id);
    const lastSeq = row?.last_seq ?? 0;
    changes.push({ type: "session", sessionId: id, lastSeq, by, openedQuestions: 0, until: null });
  }
}

function insertSession(db: Database, changes: Change[], session: NewSessionRecord): void {
  const { first, apiKeyId } = session;
  const { sessionId, keyId, id, senderKeyId } = first.item;
  if (db.query("SELECT 1 FROM session WHERE id = ?").get(sessionId)) {
    const before = findItemRow(db, sessionId, id);
    if (before?.body_hash === first.bodyHash && before.sender_key_id === senderKeyId) return;
    throw idTaken();
  }
  requireStanding(db, first);
  db.query(
    `INSERT INTO session (id, status, api_key_id, agent_id, key_id, created_at, updated_at, last_seq)
     VALUES (?, 'Active', ?, ?, ?, ?, ?, 1)`,
  ).run(sessionId, apiKeyId, first.senderAgentId, keyId, first.at, first.at);
  insertSigned(db, 1, first);
  for (const wrapping of session.keyWrappings) insertWrapping(db, sessionId, wrapping);
  insertParticipants(db, sessionId, session.participantIds);
  changes.push({ type: "session", sessionId, lastSeq: 1, by: senderKeyId, openedQuestions: 0, until: null });
}

export function insertWrapping(db: Database, sessionId: string, wrapping: KeyWrapping): void {
  db.query(
    `INSERT INTO key_wrapping (session_id, recipient_key_id, sender_key_id, encapsulated_key, wrapped_key)
     VALUES (?, ?, ?, ?, ?)`,
  ).run(
    sessionId,
    wrapping.recipientKeyId,
    wrapping.senderKeyId,
    wrapping.encapsulatedKey,
    wrapping.wrappedKey,
  );
}

function insertParticipants(db: Database, sessionId: string, memberIds: string[]): void {
  const insert = db.query("INSERT OR IGNORE INTO participant (session_id, member_id) VALUES (?, ?)");
  for (const memberId of memberIds) insert.run(sessionId, memberId);
}
