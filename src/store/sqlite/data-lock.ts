import { Database, SQLiteError } from "bun:sqlite";
import { closeSync, openSync } from "node:fs";
import { HiloopError } from "../../protocol/error.ts";
import { toOpenError, toStorageError } from "./storage-error.ts";

/**
 * Keeps a second server off the same data folder: an exclusive transaction on a file of its own, which the
 * operating system releases however this process ends. Gives the release.
 */
export function lockDataFolder(path: string): () => void {
  closeSync(openSync(path, "a", 0o600));
  const db = new Database(path, { create: true });
  try {
    db.run("PRAGMA busy_timeout = 0");
    db.run("BEGIN EXCLUSIVE");
  } catch (cause) {
    db.close();
    if (!(cause instanceof SQLiteError && cause.code === "SQLITE_BUSY"))
      throw toStorageError(toOpenError(cause, path), path);
    throw new HiloopError("configuration", "Another hiloop server already works on this data folder.", {
      advice: "Use that one, stop it first, or start this one with another data folder.",
      cause,
    });
  }
  return () => db.close();
}
