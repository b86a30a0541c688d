import { HiloopError } from "../protocol/error.ts";
import type { Snapshot } from "../store/sqlite/snapshot.ts";

/** Throws one sentence unless the database of a data folder is one that this hiloop may look into. */
export function requireKnown(snapshot: Snapshot, folder: string): void {
  if (snapshot.isNewer) {
    throw new HiloopError(
      "configuration",
      `The data in ${folder} were written by a newer hiloop than this one.`,
      {
        advice: "Make the backup with that one.",
      },
    );
  }
  if (snapshot.isOurs) return;
  throw new HiloopError(
    "storage",
    `The database in ${folder} has other tables than those that hiloop makes; no backup was made.`,
    { advice: "Undo what was changed in it, or restore the newest backup that there is." },
  );
}

/** Throws one sentence unless a database that is known can be saved. */
export function requireWhole(snapshot: Snapshot, folder: string): void {
  if (!snapshot.hasSpace) {
    throw new HiloopError("invalid_input", `${folder} holds no space yet: there is nothing to save.`, {
      advice: "Set it up first.",
    });
  }
  if (snapshot.isSound) return;
  throw new HiloopError("storage", `The database in ${folder} is damaged; no backup was made.`, {
    advice: "Keep the backups that there are, and restore the newest of them.",
  });
}

/** A folder of somebody else's. */
export function unreadable(folder: string, cause: unknown): HiloopError {
  return new HiloopError("storage", `${folder} cannot be read; no backup was made.`, {
    advice: "Run hiloop backup as the user that it belongs to.",
    cause,
  });
}

/** A file of hiloop's own folder that it could not go on with after a restore. */
export function unusableFile(path: string): HiloopError {
  return new HiloopError("storage", `${path} is damaged; no backup was made.`, {
    advice: "Restore it from an older backup, or move it away if hiloop runs without it.",
  });
}

/** Attachments that the database names, but whose bytes are gone or cut short. */
export function lostAttachments(names: string[]): HiloopError {
  const more = names.length > 1 ? ` and ${names.length - 1} more` : "";
  return new HiloopError(
    "storage",
    `The bytes of ${names[0]}${more} are lost or cut short; no backup was made.`,
    { advice: "Bring them back from an older backup, or save everything else with --skip-missing." },
  );
}
