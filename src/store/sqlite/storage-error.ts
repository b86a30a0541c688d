import { SQLiteError } from "bun:sqlite";
import { HiloopError } from "../../protocol/error.ts";
import { fullDisk } from "../disk-reserve.ts";

const DISK_TROUBLE = /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN)/;
const DAMAGE = /^SQLITE_(CORRUPT|NOTADB)/;

const NOT_OPENED = /^(SQLITE_(READONLY|CANTOPEN|PERM)|EACCES$|EPERM$|EROFS$)/;

/** What keeps a database file from being opened for writing, as a `storage` error; everything else unchanged. */
export function toOpenError(thrown: unknown, path: string): unknown {
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
  if (!NOT_OPENED.test(code)) return thrown;
  return new HiloopError(
    "storage",
    `${path} cannot be opened for writing (${code.replace("SQLITE_", "")}); nothing was changed.`,
    { advice: "Make it and its folder yours to read and write, then try again.", cause: thrown },
  );
}

/** A driver's error about the disk as a `storage` error; everything else unchanged. */
export function toStorageError(thrown: unknown, path = "The database"): unknown {
  const code = thrown instanceof SQLiteError ? (thrown.code ?? "") : "";
  if (DAMAGE.test(code)) {
    return new HiloopError("storage", `${path} is damaged or cut short; nothing was changed.`, {
      advice: "Restore it from a backup, or move the whole folder away to begin anew.",
      cause: thrown,
    });
  }
  if (!DISK_TROUBLE.test(code)) return thrown;
  return fullDisk(thrown);
}
