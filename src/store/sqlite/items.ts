import type { Database } from "bun:sqlite";
import { HiloopError } from "../../protocol/error.ts";
import type { StoredItem, TimelineItem } from "../../protocol/timeline.ts";
import type { Change } from "../contract.ts";
import type { ItemStore, NewItem, TimelineRange } from "../contract-sessions.ts";
import { type ItemRow, insertSigned, SELECT_ITEM, toStoredItem, toTimelineItem } from "./item-rows.ts";
import { answerQuestion, openQuestion } from "./question-rows.ts";
import { nextSeqIfActive } from "./session-rows.ts";
import { requireStanding } from "./standing-rows.ts";
import type { WriteQueue } from "./write-queue.ts";

export class SqliteItems implements ItemStore {
  readonly #db: Database;
  readonly #queue: WriteQueue;

  constructor(db: Database, queue: WriteQueue) {
    this.#db = db;
    this.#queue = queue;
  }

  async find(sessionId: string, id: string): Promise<{ stored: StoredItem; bodyHash: string } | undefined> {
    const row = findItemRow(this.#db, sessionId, id);
    return row ? { stored: toStoredItem(row), bodyHash: row.body_hash ?? "" } : undefined;
  }

  async at(sessionId: string, seq: number): Promise<TimelineItem | undefined> {
    const row = this.#db
      .query<ItemRow, [string, number]>(`${SELECT_ITEM} WHERE item.session_id = +? AND item.seq = +?`)
      .get(sessionId, seq);
    return row ? toTimelineItem(row) : undefined;
  }

  async page(sessionId: string, range: TimelineRange): Promise<TimelineItem[]> {
    const rows = this.#db
      .query<ItemRow, [string, number, number, number]>(
        `${SELECT_ITEM} WHERE item.session_id = +? AND item.seq > +? AND (item.seq = 1 OR item.seq >= +?)
         ORDER BY item.seq LIMIT ?`,
      )
      .iterate(sessionId, range.after, range.from, range.limit);
    const items: TimelineItem[] = [];
    let bytes = 0;
    for (const row of rows) {
      bytes += row.json.length;
      if (items.length > 0 && bytes > range.maxBytes) break;
      items.push(toTimelineItem(row));
    }
    return items;
  }

  async hasNews(sessionId: string, keyId: string, range: { after: number; from: number }): Promise<boolean> {
    const row = this.#db
      .query<{ seq: number }, [string, number, number, string]>(
        `SELECT seq FROM item WHERE session_id = ? AND seq > ? AND (seq = 1 OR seq >= ?)
         AND sender_key_id IS NOT ? LIMIT 1`,
      )
      .get(sessionId, range.after, range.from, keyId);
    return row !== null;
  }

  async digestAt(sessionId: string, seq: number): Promise<string | undefined> {
    const row = this.#db
      .query<{ digest: string }, [string, number]>(
        `SELECT digest FROM item WHERE session_id = ? AND seq <= ? AND digest IS NOT NULL
         ORDER BY seq DESC LIMIT 1`,
      )
      .get(sessionId, seq);
    return row?.digest;
  }

  addMessage(added: NewItem): Promise<StoredItem> {
    return this.#queue.write(
      (changes) =>
        appendOnce(this.#db, changes, added, (seq) => {
          if (!added.item.responseRequired) return { openedQuestions: 0, until: null };
          openQuestion(this.#db, seq, added);
          return { openedQuestions: 1, until: added.item.until };
        }),
      added.item,
    );
  }

  addResponse(added: NewItem, questionId: string): Promise<StoredItem> {
    return this.#queue.writeVital((changes) =>
      appendOnce(this.#db, changes, added, (seq) => {
        answerQuestion(this.#db, seq, added, questionId);
        return { openedQuestions: -1, until: null };
      }),
    );
  }
}

export function findItemRow(db: Database, sessionId: string, id: string): ItemRow | null {
  // Almost always there is none yet, and that is cheaper to find out without the join.
  const known = db.query("SELECT 1 FROM item WHERE session_id = ? AND id = ?").get(sessionId, id);
  if (!known) return null;
  return db
    .query<ItemRow, [string, string]>(`${SELECT_ITEM} WHERE item.session_id = +? AND item.id = +?`)
    .get(sessionId, id);
}

/** The bare refusal of an id that is taken by anything but this very request. */
export function idTaken(): HiloopError {
  return new HiloopError("conflict", "This id is already used.");
}

/** Appends a signed item, or finds that this very request has appended it before. */
export function appendOnce(
  db: Database,
  changes: Change[],
  added: NewItem,
  effect: (seq: number) => { openedQuestions: number; until: string | null },
): StoredItem {
  const { item } = added;
  const before = findItemRow(db, item.sessionId, item.id);
  if (before) {
    if (before.sender_key_id === item.senderKeyId && before.body_hash === added.bodyHash)
      return toStoredItem(before);
    throw idTaken();
  }
  requireStanding(db, added);
  const seq = nextSeqIfActive(db, item.sessionId, added.at);
  const { openedQuestions, until } = effect(seq);
  insertSigned(db, seq, added);
  changes.push({
    type: "session",
    sessionId: item.sessionId,
    lastSeq: seq,
    by: item.senderKeyId,
    openedQuestions,
    until,
  });
  return {
    ...item,
    seq,
    receivedAt: added.at,
    senderType: added.senderType,
    senderAgentId: added.senderAgentId,
    ...(item.kind === "Message" && item.responseRequired ? { state: "Open" } : {}),
  };
}
