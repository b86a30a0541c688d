import { Database, SQLiteError } from "bun:sqlite";
import { HiloopError } from "../../protocol/error.ts";
import { toStorageError } from "./storage-error.ts";

/**
 * Writes everything that is committed right now into a new database file, through a connection of its own that only
 * reads: a server that works on it goes on reading and writing. It blocks this process until it is done.
 */
export function takeSnapshot(path: string, target: string): void {
  let db: Database | undefined;
  try {
    db = new Database(path, { readonly: true, strict: true });
    db.run("PRAGMA busy_timeout = 5000");
    db.query("VACUUM INTO ?").run(target);
  } catch (thrown) {
    throw snapshotError(thrown, path, target);
  } finally {
    db?.close();
  }
}

function snapshotError(thrown: unknown, path: string, target: string): unknown {
  const code = thrown instanceof SQLiteError ? (thrown.code ?? "") : "";
  if (code === "SQLITE_FULL") {
    return new HiloopError("storage", `The disk that holds ${target} is full; nothing was changed.`, {
      advice: "Free some space, or write to another disk, then try again.",
      cause: thrown,
    });
  }
  if (/^SQLITE_(CANTOPEN|READONLY|IOERR|PERM|BUSY)/.test(code)) {
    return new HiloopError(
      "storage",
      `${path} cannot be read, or ${target} cannot be written (${code.slice("SQLITE_".length)}).`,
      { advice: "Run this as the user that runs the server, and look at the disk.", cause: thrown },
    );
  }
  return toStorageError(thrown, path);
}
