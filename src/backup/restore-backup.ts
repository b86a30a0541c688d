import { chmodSync, mkdirSync, readdirSync, renameSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { folderError } from "../local/folder-error.ts";
import { syncFolder } from "../local/sync.ts";
import { inTheWay, interrupted } from "./backup-error.ts";
import { type Contents, checkBackup } from "./check-backup.ts";
import { isTaken } from "./place.ts";
import { putInto, takeBack } from "./put-into.ts";
import { type RestoreTarget, UNPACKED } from "./restore-target.ts";
import { workFolder } from "./work-folder.ts";

/** Puts a backup in place of nothing: unpacked and checked to its last byte elsewhere, then moved there at once. */
export async function restoreBackup(
  file: string,
  target: RestoreTarget,
  signal: AbortSignal,
): Promise<Contents> {
  const unpacked = join(target.workPath, UNPACKED);
  try {
    using _work = workFolder(target.workPath, () => takeBack(unpacked, target.folder));
    mkdirSync(unpacked, { mode: 0o700 });
    const contents = await checkBackup(file, { into: unpacked, unpack: "everything", signal });
    syncFolders(unpacked);
    if (target.exists) moveInto(unpacked, target.folder);
    else moveTo(unpacked, target.folder);
    return contents;
  } catch (thrown) {
    if (signal.aborted) throw interrupted("restore");
    if (isTaken(thrown))
      throw inTheWay(
        `Something else was put into ${target.folder} meanwhile.`,
        "Look at it, then try again.",
      );
    throw folderError(thrown, target.folder, "choose another place");
  }
}

function moveTo(from: string, folder: string): void {
  renameSync(from, folder);
  syncFolder(dirname(folder));
}

function moveInto(from: string, folder: string): void {
  putInto(from, folder);
  makePrivate(folder);
  syncFolder(folder);
}

/** As hiloop would at its next start. Somebody else's folder, such as a volume's, and a disk without modes stay as they are. */
function makePrivate(folder: string): void {
  const { uid, mode } = statSync(folder);
  if (uid !== process.getuid?.() || (mode & 0o077) === 0) return;
  try {
    chmodSync(folder, 0o700);
  } catch {
    // What was put there is private by itself.
  }
}

function syncFolders(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) syncFolders(join(folder, entry.name));
  syncFolder(folder);
}
