import { mkdirSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { folderError } from "../local/folder-error.ts";
import { syncFolder } from "../local/sync.ts";
import { timestamp } from "../protocol/primitives.ts";
import { blobPath } from "../store/blobs.ts";
import { Snapshot } from "../store/sqlite/snapshot.ts";
import { takeSnapshot } from "../store/sqlite/take-snapshot.ts";
import { VERSION } from "../version.ts";
import { inTheWay, interrupted } from "./backup-error.ts";
import type { BackupSource, SourceFolder } from "./backup-source.ts";
import { type Contents, checkBackup } from "./check-backup.ts";
import { type Entry, fileEntry, textEntry } from "./entry.ts";
import { ATTACHMENTS, DATABASE } from "./entry-names.ts";
import { lookAt } from "./look-at.ts";
import { FORMAT, MANIFEST_NAME, type Manifest } from "./manifest.ts";
import { isTaken, placeFile } from "./place.ts";
import { lostAttachments, requireKnown, requireWhole } from "./source-trouble.ts";
import { type WorkFolder, workFolder } from "./work-folder.ts";
import { writeArchive } from "./write-archive.ts";

export type BackupOptions = {
  /** Saves what is there when the bytes of attachments are lost, instead of refusing. */
  skipMissing: boolean;
  signal: AbortSignal;
};

/**
 * Saves a space into a new file while its servers run: first the database as it is at one moment, then the attachments
 * it names, which never change again. The file gets its name only after all of it was read back and found whole.
 */
export async function writeBackup(
  source: BackupSource,
  file: string,
  options: BackupOptions,
): Promise<Contents> {
  requireFree(file);
  using work = workFolder(`${file}.part`);
  try {
    const archive = join(work.path, "backup.tar");
    await pack(source, archive, work, options);
    const contents = await checked(archive, work, options.signal);
    placeFile(archive, file);
    syncFolder(dirname(file));
    return contents;
  } catch (thrown) {
    if (isTaken(thrown)) requireFree(file);
    if (options.signal.aborted) throw interrupted("backup");
    throw folderError(thrown, file, "choose another place");
  }
}

function requireFree(file: string): void {
  if (!lookAt(file, { followLink: false })) return;
  throw inTheWay(`${file} is there already.`, "Give the backup another name, or move that one away.");
}

async function pack(
  source: BackupSource,
  archive: string,
  work: WorkFolder,
  { skipMissing, signal }: BackupOptions,
): Promise<void> {
  const at = timestamp();
  const files = source.readFiles();
  const missing: string[] = [];
  for (const [index, data] of source.data.entries()) {
    const snapshot = join(work.path, `${index}.db`);
    takeSnapshot(join(data.folder, DATABASE), snapshot);
    signal.throwIfAborted();
    const saved = filesOf(data, snapshot);
    files.push(...saved.files);
    missing.push(...saved.missing);
  }
  if (missing.length > 0 && !skipMissing) throw lostAttachments(missing);
  const manifest: Manifest = { format: FORMAT, kind: source.kind, version: VERSION, at, missing };
  const first = textEntry(MANIFEST_NAME, `${JSON.stringify(manifest)}\n`);
  await writeArchive(archive, [first, ...files], { mtime: new Date(at), signal });
  for (const index of source.data.keys()) rmSync(join(work.path, `${index}.db`));
}

/** The snapshot of a data folder and the attachments it names; of those, which have lost their bytes. */
function filesOf(data: SourceFolder, path: string): { files: Entry[]; missing: string[] } {
  const { prefix, folder, skipEmpty } = data;
  using snapshot = new Snapshot(path);
  requireKnown(snapshot, folder);
  if (!snapshot.hasSpace && skipEmpty) return { files: [], missing: [] };
  requireWhole(snapshot, folder);
  const files: Entry[] = [fileEntry(prefix + DATABASE, path, statSync(path).size)];
  const missing: string[] = [];
  for (const { name, bytes } of snapshot.attachments()) {
    const entry = prefix + ATTACHMENTS + blobPath(name);
    const content = join(folder, ATTACHMENTS, blobPath(name));
    if (statSync(content, { throwIfNoEntry: false })?.size !== bytes) missing.push(entry);
    else files.push(fileEntry(entry, content, bytes));
  }
  return { files, missing };
}

async function checked(archive: string, work: WorkFolder, signal: AbortSignal): Promise<Contents> {
  const into = join(work.path, "check");
  mkdirSync(into, { mode: 0o700 });
  const contents = await checkBackup(archive, { into, unpack: "databases", signal });
  rmSync(into, { recursive: true });
  return contents;
}
