import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { folderError } from "../local/folder-error.ts";
import { syncFolder } from "../local/sync.ts";
import { inTheWay, interrupted } from "./backup-error.ts";
import { type Contents, checkBackup } from "./check-backup.ts";
import { DATABASE, SECRETS } from "./entry-names.ts";
import { isTaken, placeFile } from "./place.ts";
import type { RestoreTarget } from "./restore-target.ts";
import { workFolder } from "./work-folder.ts";

/** Puts a backup in place of nothing: unpacked and checked to its last byte elsewhere, then moved there at once. */
export async function restoreBackup(
  file: string,
  target: RestoreTarget,
  signal: AbortSignal,
): Promise<Contents> {
  using work = workFolder(target.workPath);
  const unpacked = join(work.path, "new");
  try {
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

/** What makes it a space comes last: a restore that is killed on the way leaves none. */
function moveInto(from: string, folder: string): void {
  const last = [SECRETS, DATABASE];
  const entries = readdirSync(from, { withFileTypes: true });
  const order = [
    ...entries.filter((entry) => entry.isDirectory()),
    ...entries.filter((entry) => entry.isFile() && !last.includes(entry.name)),
    ...entries.filter((entry) => last.includes(entry.name)),
  ];
  const placed: string[] = [];
  try {
    for (const entry of order) {
      const [source, place] = [join(from, entry.name), join(folder, entry.name)];
      if (entry.isDirectory()) renameSync(source, place);
      else placeFile(source, place);
      placed.push(place);
    }
    makePrivate(folder);
    syncFolder(folder);
  } catch (thrown) {
    for (const place of placed) rmSync(place, { recursive: true, force: true });
    throw thrown;
  }
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
