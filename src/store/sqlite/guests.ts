import type { Database } from "bun:sqlite";
import { HiloopError } from "../../protocol/error.ts";
import type { GuestToken, NewGuestToken } from "../../protocol/guest-token.ts";
import type { GuestRecord, GuestStore } from "../contract-members.ts";
import type { Deed, NewItem } from "../contract-sessions.ts";
import { insertSystem } from "./item-rows.ts";
import { appendOnce, idTaken } from "./items.ts";
import { nextSeq } from "./session-rows.ts";
import { insertWrapping } from "./sessions.ts";
import type { WriteQueue } from "./write-queue.ts";

const COLUMNS = `id, session_id AS sessionId, key_id AS keyId, permission, history_from AS historyFrom,
  created_by AS createdBy, created_at AS createdAt, expires_at AS expiresAt, revoked_at AS revokedAt,
  last_seen_at AS lastSeenAt`;
const SELECT_GUEST = `SELECT ${COLUMNS}, sign, hpke, auth_hash AS authHash, voucher FROM guest_token`;

export class SqliteGuests implements GuestStore {
  readonly #db: Database;
  readonly #queue: WriteQueue;

  constructor(db: Database, queue: WriteQueue) {
    this.#db = db;
    this.#queue = queue;
  }

  create(added: NewItem, token: NewGuestToken, most: number): Promise<{ token: GuestRecord; seq: number }> {
    return this.#queue.write((changes) => {
      const stored = appendOnce(this.#db, changes, added, (seq) => {
        this.#requireRoom(added, most);
        this.#insert(added, token, seq);
        return { openedQuestions: 0, until: null };
      });
      const guest = this.#find(token.sessionId, token.about?.id ?? "");
      if (!guest) throw idTaken();
      return { token: guest, seq: stored.seq };
    }, added.item);
  }

  async findByAuthHash(authHash: string): Promise<GuestRecord | undefined> {
    const row = this.#db.query<GuestRecord, [string]>(`${SELECT_GUEST} WHERE auth_hash = ?`).get(authHash);
    return row ?? undefined;
  }

  async find(sessionId: string, id: string): Promise<GuestRecord | undefined> {
    return this.#find(sessionId, id);
  }

  async list(sessionId: string): Promise<GuestToken[]> {
    return this.#db
      .query<GuestToken, [string]>(
        `SELECT ${COLUMNS} FROM guest_token WHERE session_id = ? ORDER BY created_at`,
      )
      .all(sessionId);
  }

  revoke(sessionId: string, id: string, deed: Deed): Promise<void> {
    return this.#queue.writeVital((changes) => {
      const guest = this.#find(sessionId, id);
      if (!guest) throw new HiloopError("not_found", "There is no such guest link.");
      if (guest.revokedAt !== null) return;
      this.#db.query("UPDATE guest_token SET revoked_at = ? WHERE id = ?").run(deed.at, id);
      const seq = nextSeq(this.#db, sessionId, deed.at);
      insertSystem(this.#db, sessionId, seq, { event: "GuestRevoked", about: id, ...deed });
      changes.push({ type: "guest", keyId: guest.keyId });
      changes.push({
        type: "session",
        sessionId,
        lastSeq: seq,
        by: deed.by,
        openedQuestions: 0,
        until: null,
      });
    });
  }

  seen(id: string, at: string): Promise<void> {
    return this.#queue.write(() => {
      this.#db.query("UPDATE guest_token SET last_seen_at = ? WHERE id = ?").run(at, id);
    });
  }

  #find(sessionId: string, id: string): GuestRecord | undefined {
    const row = this.#db
      .query<GuestRecord, [string, string]>(`${SELECT_GUEST} WHERE session_id = ? AND id = ?`)
      .get(sessionId, id);
    return row ?? undefined;
  }

  #requireRoom({ item, at }: NewItem, most: number): void {
    const row = this.#db
      .query<{ working: number }, [string, string]>(
        `SELECT count(*) AS working FROM guest_token
         WHERE session_id = ? AND revoked_at IS NULL AND expires_at > ?`,
      )
      .get(item.sessionId, at);
    if ((row?.working ?? 0) < most) return;
    throw new HiloopError("conflict", `This session already has ${most} guest links that work.`, {
      advice: "Withdraw one that nobody needs any more.",
    });
  }

  #insert(added: NewItem, token: NewGuestToken, seq: number): void {
    const { sessionId, about, until, credential, sign, hpke, permission, history } = token;
    if (!about || !until) throw idTaken();
    const used = this.#db
      .query("SELECT 1 FROM guest_token WHERE id = ? OR key_id = ? OR auth_hash = ?")
      .get(about.id, about.digest, credential.authHash);
    if (used) throw idTaken();
    const from = history ? 1 : historyFrom(this.#db, sessionId, seq);
    this.#db
      .query(
        `INSERT INTO guest_token (id, session_id, key_id, sign, hpke, auth_hash, voucher, permission,
           history_from, created_by, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        about.id,
        sessionId,
        about.digest,
        sign,
        hpke,
        credential.authHash,
        credential.voucher,
        permission,
        from,
        token.senderKeyId,
        added.at,
        until,
      );
    insertWrapping(this.#db, sessionId, token.keyWrapping);
  }
}

/**
 * Where a guest's view begins: at the oldest open question, or at the link itself when none is open.
 * Files that its sender put directly before the question belong to it, so they are included.
 */
function historyFrom(db: Database, sessionId: string, guestSeq: number): number {
  const oldest = db
    .query<{ seq: number; sender_key_id: string }, [string]>(
      `SELECT seq, sender_key_id FROM question WHERE session_id = ? AND state = 'Open' ORDER BY seq LIMIT 1`,
    )
    .get(sessionId);
  if (!oldest) return guestSeq;
  const before = db
    .query<{ seq: number }, [string, number, string]>(
      `SELECT max(seq) AS seq FROM item WHERE session_id = ? AND seq < ?
       AND (kind <> 'Attachment' OR sender_key_id <> ?)`,
    )
    .get(sessionId, oldest.seq, oldest.sender_key_id);
  return (before?.seq ?? 0) + 1;
}
