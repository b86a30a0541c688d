import { Database, SQLiteError } from "bun:sqlite";
import { closeSync, openSync, statSync } from "node:fs";
import { HiloopError } from "../../protocol/error.ts";
import { dataInUse } from "./data-lock.ts";
import { MIGRATIONS } from "./migrations.ts";
import { toOpenError, toStorageError } from "./storage-error.ts";

// A query text beyond the cache is prepared again on every call; Bun keeps 20 unless told otherwise, and there are more.
Database.MAX_QUERY_CACHE_SIZE = 500;

/** A backup reads the file for a while, too. */
const BACKUP_PATIENCE_MS = 2000;
const BUSY_TIMEOUT = "PRAGMA busy_timeout = 5000";

/**
 * Opens the database file with the settings that durability needs, and brings its schema up to date; with `alone`, only if
 * nobody else has it open.
 */
export function openDatabase(path: string, { alone }: { alone: boolean } = { alone: false }): Database {
  let db: Database | undefined;
  try {
    if (hasLog(path)) look(path);
    // Whoever may read this file may read its companions: SQLite gives them the same mode.
    closeSync(openSync(path, "a", 0o600));
    db = new Database(path, { create: true, strict: true });
    // In this order: switching to WAL must already wait for a lock that a dying process still holds.
    db.run(BUSY_TIMEOUT);
    db.run("PRAGMA journal_mode = WAL");
    db.run("PRAGMA synchronous = FULL");
    db.run("PRAGMA foreign_keys = ON");
    const version = schemaOf(db);
    if (alone) requireAlone(db);
    migrate(db, version);
    return db;
  } catch (thrown) {
    db?.close();
    throw toStorageError(toOpenError(thrown, path), path);
  }
}

/**
 * Whoever has the database open holds a shared lock on the file itself for as long as that, which no deleting of another file
 * takes away; this asks for the exclusive one, and lets go of it again.
 */
function requireAlone(db: Database): void {
  db.run(`PRAGMA busy_timeout = ${BACKUP_PATIENCE_MS}`);
  db.run("PRAGMA locking_mode = EXCLUSIVE");
  try {
    db.transaction(() => undefined).immediate();
  } catch (thrown) {
    throw thrown instanceof SQLiteError && thrown.code === "SQLITE_BUSY" ? dataInUse(thrown) : thrown;
  }
  db.run("PRAGMA locking_mode = NORMAL");
  // The lock is let go at the end of a transaction.
  db.transaction(() => undefined).immediate();
  db.run(BUSY_TIMEOUT);
}

/** Moves what is in the log into the file, as far as no reader is in the way; on a full disk it stays in the log. */
export function carryLogOver(db: Database): void {
  try {
    db.run("PRAGMA busy_timeout = 0");
    db.run("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch (thrown) {
    if (!(thrown instanceof SQLiteError)) throw thrown;
  } finally {
    db.run(BUSY_TIMEOUT);
  }
}

/** Whether a server that was killed left commits beside the file. */
function hasLog(path: string): boolean {
  return (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** Reads a little first: closing what was opened for writing would carry the log into a file that is damaged or newer. */
function look(path: string): void {
  const db = new Database(path, { readonly: true, strict: true });
  try {
    db.run(BUSY_TIMEOUT);
    schemaOf(db);
    db.query("SELECT count(*) FROM sqlite_master").get();
  } finally {
    db.close();
  }
}

function schemaOf(db: Database): number {
  const row = db.query<{ user_version: number }, []>("PRAGMA user_version").get();
  const version = row?.user_version ?? 0;
  if (version <= MIGRATIONS.length) return version;
  throw new HiloopError(
    "configuration",
    `The data was written by a newer hiloop (schema ${version}; this one knows ${MIGRATIONS.length}).`,
    { advice: "Install the newer hiloop again, or start this one with another data folder." },
  );
}

function migrate(db: Database, version: number): void {
  MIGRATIONS.slice(version).forEach((sql, index) => {
    db.transaction(() => {
      db.run(sql);
      db.run(`PRAGMA user_version = ${version + index + 1}`);
    }).immediate();
  });
}
