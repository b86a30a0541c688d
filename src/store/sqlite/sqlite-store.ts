import type { Database } from "bun:sqlite";
import { dirname, join } from "node:path";
import { log } from "../../log.ts";
import type { Change, Store } from "../contract.ts";
import type { DiskReserve } from "../disk-reserve.ts";
import { SqliteAgents } from "./agents.ts";
import { SqliteAttachments } from "./attachments.ts";
import { DataLock, dataInUse } from "./data-lock.ts";
import { SqliteGuests } from "./guests.ts";
import { SqliteItems } from "./items.ts";
import { carryLogOver, openDatabase } from "./open-database.ts";
import { SqliteQuestions } from "./questions.ts";
import { SqliteRoster } from "./roster.ts";
import { SqliteSessions } from "./sessions.ts";
import { keepStartRoom, openStartRoom, returnStartRoom } from "./start-room.ts";
import { WriteQueue } from "./write-queue.ts";

/** How soon a lock file that somebody deleted is there again. */
const KEEP_EVERY_MS = 1000;

/** The store in one SQLite file, whose folder it keeps to itself until it is closed. */
export class SqliteStore implements Store {
  readonly roster: SqliteRoster;
  readonly sessions: SqliteSessions;
  readonly items: SqliteItems;
  readonly questions: SqliteQuestions;
  readonly guests: SqliteGuests;
  readonly agents: SqliteAgents;
  readonly attachments: SqliteAttachments;
  readonly #db: Database;
  readonly #queue: WriteQueue;
  #isClosed = false;
  readonly #folder: string;
  readonly #lock: DataLock;
  readonly #keeping: ReturnType<typeof setInterval>;

  constructor(path: string, reserve?: DiskReserve) {
    this.#folder = dirname(path);
    openStartRoom(this.#folder);
    this.#lock = new DataLock(join(this.#folder, "server.lock"));
    this.#db = this.#open(path);
    keepStartRoom(this.#folder);
    this.#queue = new WriteQueue(this.#db, reserve);
    this.#keeping = setInterval(() => this.#keepLock(), KEEP_EVERY_MS).unref();
    this.roster = new SqliteRoster(this.#db, this.#queue);
    this.sessions = new SqliteSessions(this.#db, this.#queue);
    this.items = new SqliteItems(this.#db, this.#queue);
    this.questions = new SqliteQuestions(this.#db, this.#queue);
    this.guests = new SqliteGuests(this.#db, this.#queue);
    this.agents = new SqliteAgents(this.#db, this.#queue);
    this.attachments = new SqliteAttachments(this.#db, this.#queue);
  }

  onChange(listener: (change: Change) => void): void {
    this.#queue.onChange(listener);
  }

  /** Doing it twice changes nothing more. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#queue.flush();
    // A backup that reads right now would keep closing from doing this.
    carryLogOver(this.#db);
    this.#db.close();
    returnStartRoom(this.#folder);
    clearInterval(this.#keeping);
    this.#lock.release();
  }

  #keepLock(): void {
    if (this.#lock.keep()) return;
    clearInterval(this.#keeping);
    const refusal = dataInUse();
    log.error(`${refusal.sentence} Nothing is written here any more.`);
    this.#queue.refuse(refusal);
  }

  #open(path: string): Database {
    try {
      const db = openDatabase(path, { alone: !this.#lock.isProven });
      this.#lock.prove();
      return db;
    } catch (thrown) {
      this.#lock.release();
      throw thrown;
    }
  }
}
