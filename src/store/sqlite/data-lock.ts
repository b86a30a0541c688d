import { Database, SQLiteError } from "bun:sqlite";
import { closeSync, openSync, statSync, truncateSync } from "node:fs";
import { HiloopError } from "../../protocol/error.ts";
import { toOpenError, toStorageError } from "./storage-error.ts";

/**
 * Keeps a second server off the same data folder: an exclusive transaction on a file of its own, which the
 * operating system releases however this process ends. Gives the release.
 */
export function lockDataFolder(path: string): () => void {
  const db = lockFile(path);
  return () => db.close();
}

/** The lock of a data folder by a file that somebody may delete: `keep` notices that, and takes it again. */
export class DataLock {
  readonly #path: string;
  /** Also those of files that were deleted, until the end. */
  readonly #held: Database[] = [];
  #inode = "";

  constructor(path: string) {
    this.#path = path;
    this.#take();
  }

  /**
   * Whether this very file has kept others off before. One that was made just now may stand in the place of a deleted one, which
   * a server that is still at work holds.
   */
  get isProven(): boolean {
    return (statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0) > 0;
  }

  /** Says so to later starts. Whoever comes between the two transactions gets the lock, and this start fails. */
  prove(): void {
    if (this.isProven) return;
    const db = this.#held.at(-1);
    try {
      db?.run("PRAGMA user_version = 1");
      db?.run("COMMIT");
    } catch {
      // On a full disk it stays unproven, and the next start looks again.
      if (db?.inTransaction) return;
    }
    db?.run("BEGIN EXCLUSIVE");
  }

  /** False when another process holds the data now. One that holds an unproven file is still starting, and will find that it is not alone. */
  keep(): boolean {
    try {
      if (inodeOf(this.#path) !== this.#inode) {
        this.#take();
        this.prove();
      }
      return true;
    } catch (thrown) {
      // With the whole folder gone there is nothing left to keep anybody off.
      return !(isBusy(thrown) && this.isProven);
    }
  }

  release(): void {
    for (const db of this.#held) db.close();
  }

  #take(): void {
    this.#held.push(lockFile(this.#path));
    this.#inode = inodeOf(this.#path);
  }
}

/** The refusal to work on data that another server works on. */
export function dataInUse(cause?: unknown): HiloopError {
  return new HiloopError("configuration", "Another hiloop server already works on this data folder.", {
    advice: "Use that one, stop it first, or start this one with another data folder.",
    ...(cause === undefined ? {} : { cause }),
  });
}

function codeOf(thrown: unknown): string | undefined {
  const cause = thrown instanceof HiloopError ? thrown.cause : thrown;
  return cause instanceof SQLiteError ? cause.code : undefined;
}

function isBusy(thrown: unknown): boolean {
  return codeOf(thrown) === "SQLITE_BUSY";
}

function lockFile(path: string): Database {
  try {
    return openLocked(path);
  } catch (thrown) {
    if (codeOf(thrown) !== "SQLITE_NOTADB") throw thrown;
    // A power cut came while it was proven. Nobody can hold a file that is no database, and nothing is in it.
    truncateSync(path);
    return openLocked(path);
  }
}

function openLocked(path: string): Database {
  closeSync(openSync(path, "a", 0o600));
  const db = new Database(path, { create: true });
  try {
    db.run("PRAGMA busy_timeout = 0");
    // It holds nothing that could be lost, and a journal would need space on a full disk.
    db.run("PRAGMA journal_mode = OFF");
    db.run("BEGIN EXCLUSIVE");
    return db;
  } catch (thrown) {
    db.close();
    throw isBusy(thrown) ? dataInUse(thrown) : toStorageError(toOpenError(thrown, path), path);
  }
}

/** Empty when there is no such file. */
function inodeOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? `${found.dev} ${found.ino}` : "";
}
