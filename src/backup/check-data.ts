import { rmSync } from "node:fs";
import { join } from "node:path";
import { blobPath } from "../store/blobs.ts";
import { Snapshot } from "../store/sqlite/snapshot.ts";
import { damagedBackup, newerBackup } from "./backup-error.ts";
import { ATTACHMENTS, DATA_PREFIXES, DATABASE, SECRETS } from "./entry-names.ts";
import type { Manifest } from "./manifest.ts";
import type { Sizes } from "./unpack.ts";

/** What the databases of a backup hold. */
export type DataFacts = { sessions: number; attachments: number };

type Unpacked = { path: string; manifest: Manifest; sizes: Sizes; folder: string };

/** Looks into every database of an unpacked backup, and whether exactly the attachments it names are there. */
export function checkData(unpacked: Unpacked): DataFacts {
  const { path, manifest, sizes } = unpacked;
  const prefixes = DATA_PREFIXES[manifest.kind].filter((prefix) => sizes.has(prefix + DATABASE));
  if (prefixes.length === 0) throw damagedBackup(path, "holds no database");
  if (manifest.kind === "home" && sizes.has(SECRETS) !== prefixes.includes("data/"))
    throw damagedBackup(path, "holds only one of the keys and the data of a space");
  const facts = { sessions: 0, attachments: 0 };
  for (const prefix of prefixes) {
    const found = look(unpacked, prefix);
    facts.sessions += found.sessions;
    facts.attachments += found.attachments;
  }
  const held = [...sizes.keys()].filter((name) => name.includes(ATTACHMENTS)).length;
  if (held !== facts.attachments) throw damagedBackup(path, "holds attachments that no session knows");
  return facts;
}

function look(unpacked: Unpacked, prefix: string): DataFacts {
  const { path, manifest, folder } = unpacked;
  const database = join(folder, prefix, DATABASE);
  try {
    using snapshot = new Snapshot(database);
    if (snapshot.isNewer) throw newerBackup(path, manifest.version);
    if (!snapshot.isOurs)
      throw damagedBackup(path, `holds a ${prefix}${DATABASE} whose tables are not those that hiloop makes`);
    if (!snapshot.isSound || !snapshot.hasSpace)
      throw damagedBackup(path, `holds a damaged ${prefix}${DATABASE}`);
    return { sessions: snapshot.sessions, attachments: countAttachments(unpacked, prefix, snapshot) };
  } finally {
    // What SQLite leaves beside a database that only was read, should this one say that it has a log.
    for (const end of ["-wal", "-shm"]) rmSync(database + end, { force: true });
  }
}

function countAttachments({ path, manifest, sizes }: Unpacked, prefix: string, snapshot: Snapshot): number {
  const missing = new Set(manifest.missing);
  let count = 0;
  for (const { name, bytes } of snapshot.attachments()) {
    const entry = prefix + ATTACHMENTS + blobPath(name);
    if (sizes.get(entry) === bytes) count++;
    else if (sizes.has(entry) || !missing.has(entry))
      throw damagedBackup(path, `lacks the attachment ${entry}`);
  }
  return count;
}
