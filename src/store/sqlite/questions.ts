import type { Database } from "bun:sqlite";
import type { Change } from "../contract.ts";
import type { Deed, QuestionRecord, QuestionStore } from "../contract-sessions.ts";
import { insertSystem } from "./item-rows.ts";
import { endQuestion, findQuestion, questionEnded } from "./question-rows.ts";
import { nextSeq, requireActive } from "./session-rows.ts";
import type { WriteQueue } from "./write-queue.ts";

export class SqliteQuestions implements QuestionStore {
  readonly #db: Database;
  readonly #queue: WriteQueue;

  constructor(db: Database, queue: WriteQueue) {
    this.#db = db;
    this.#queue = queue;
  }

  async find(sessionId: string, id: string): Promise<QuestionRecord | undefined> {
    return findQuestion(this.#db, sessionId, id);
  }

  async cancel(sessionId: string, id: string, deed: Deed): Promise<void> {
    const expired = await this.#queue.writeVital((changes) => {
      const question = findQuestion(this.#db, sessionId, id);
      if (!question || question.state === "Cancelled") return undefined;
      if (question.state !== "Open") throw questionEnded(this.#db, question);
      requireActive(this.#db, sessionId);
      const due = question.until !== null && question.until <= deed.at;
      endAs(this.#db, changes, question, {
        event: due ? "Expired" : "Cancelled",
        by: due ? null : deed.by,
        at: deed.at,
      });
      return due ? question : undefined;
    });
    if (expired) throw questionEnded(this.#db, { ...expired, state: "Expired" });
  }

  expireDue(now: string): Promise<void> {
    return this.#queue.writeVital((changes) => {
      const due = this.#db
        .query<{ session_id: string; id: string }, [string]>(
          "SELECT session_id, id FROM question WHERE state = 'Open' AND until IS NOT NULL AND until <= ? ORDER BY until",
        )
        .all(now);
      for (const { session_id, id } of due) {
        endAs(this.#db, changes, { sessionId: session_id, id }, { event: "Expired", by: null, at: now });
      }
    });
  }

  async nextUntil(): Promise<string | undefined> {
    const row = this.#db
      .query<{ until: string | null }, []>(
        "SELECT min(until) AS until FROM question WHERE state = 'Open' AND until IS NOT NULL",
      )
      .get();
    return row?.until ?? undefined;
  }

  async countOpen(): Promise<number> {
    const row = this.#db
      .query<{ open: number }, []>("SELECT count(*) AS open FROM question WHERE state = 'Open'")
      .get();
    return row?.open ?? 0;
  }
}

/** Ends an open question without an answer, with the entry that says so. */
export function endAs(
  db: Database,
  changes: Change[],
  question: { sessionId: string; id: string },
  how: { event: "Expired" | "Cancelled"; by: string | null; at: string },
): void {
  const { sessionId, id } = question;
  const seq = nextSeq(db, sessionId, how.at);
  endQuestion(db, { sessionId, id, seq, at: how.at }, how.event);
  insertSystem(db, sessionId, seq, { ...how, about: id });
  changes.push({ type: "session", sessionId, lastSeq: seq, by: how.by, openedQuestions: -1, until: null });
}
