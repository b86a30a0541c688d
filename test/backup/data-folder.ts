import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { newId } from "../../src/protocol/id.ts";
import { blobPath } from "../../src/store/blobs.ts";
import { openDatabase } from "../../src/store/sqlite/open-database.ts";
import { someBytes } from "../helpers/test-upload.ts";

const UPLOADER = "A".repeat(43);

/** A data folder as a server leaves it when it is stopped, with attachments of these sizes. Gives their paths. */
export function dataFolder(folder: string, sizes: number[] = []): string[] {
  mkdirSync(folder, { recursive: true });
  const db = openDatabase(join(folder, "hiloop.db"));
  const [sessionId, at] = [newId(), new Date().toISOString()];
  db.run("INSERT INTO space VALUES (?, 'hash', ?)", [newId(), at]);
  db.run("INSERT INTO agent VALUES ('agent', 'key', 'tester', ?, ?)", [at, at]);
  db.run("INSERT INTO session VALUES (?, 'Active', 'key', 'agent', 'key', ?, ?, 1)", [sessionId, at, at]);
  const paths = sizes.map((bytes, index) => {
    const name = { sessionId, attachmentId: newId(), uploaderKeyId: UPLOADER };
    const row = [sessionId, name.attachmentId, bytes, index + 2, UPLOADER, at];
    db.run("INSERT INTO attachment VALUES (?, ?, ?, ?, ?, ?)", row);
    const path = join(folder, "attachments", blobPath(name));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, someBytes(bytes));
    return path;
  });
  db.close();
  return paths;
}
