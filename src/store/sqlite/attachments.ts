import type { Database } from "bun:sqlite";
import type { Attachment } from "../../protocol/attachment.ts";
import type { StoredItem } from "../../protocol/timeline.ts";
import type { AttachmentRecord, AttachmentStore } from "../contract-members.ts";
import type { NewItem } from "../contract-sessions.ts";
import { appendOnce } from "./items.ts";
import type { WriteQueue } from "./write-queue.ts";

const COLUMNS = "id, session_id AS sessionId, bytes, seq, created_at AS createdAt";

export class SqliteAttachments implements AttachmentStore {
  readonly #db: Database;
  readonly #queue: WriteQueue;

  constructor(db: Database, queue: WriteQueue) {
    this.#db = db;
    this.#queue = queue;
  }

  async find(sessionId: string, id: string): Promise<AttachmentRecord | undefined> {
    const row = this.#db
      .query<AttachmentRecord, [string, string]>(
        `SELECT ${COLUMNS}, uploader_key_id AS uploaderKeyId FROM attachment WHERE session_id = ? AND id = ?`,
      )
      .get(sessionId, id);
    return row ?? undefined;
  }

  async list(sessionId: string, from: number): Promise<Attachment[]> {
    return this.#db
      .query<Attachment, [string, number]>(
        `SELECT ${COLUMNS} FROM attachment WHERE session_id = ? AND seq >= ? ORDER BY seq`,
      )
      .all(sessionId, from);
  }

  complete(added: NewItem, bytes: number): Promise<StoredItem> {
    const { item } = added;
    return this.#queue.write(
      (changes) =>
        appendOnce(this.#db, changes, added, (seq) => {
          this.#db
            .query(
              `INSERT INTO attachment (session_id, id, bytes, seq, uploader_key_id, created_at)
             VALUES (?, ?, ?, ?, ?, ?)`,
            )
            .run(item.sessionId, item.id, bytes, seq, item.senderKeyId, added.at);
          return { openedQuestions: 0, until: null };
        }),
      item,
    );
  }
}
