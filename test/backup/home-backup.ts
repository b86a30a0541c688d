import { Database } from "bun:sqlite";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { tempDir } from "../helpers/temp-dir.ts";
import { dataFolder } from "./data-folder.ts";
import { type Made, manifestOf, sealedTar, sumsOf } from "./sealed-tar.ts";
import { secretsText } from "./secrets-text.ts";

/** A backup of hiloop's own folder with these files besides the database: instead of the right secrets, or more. */
export async function homeBackup(files: Record<string, string> = {}): Promise<Uint8Array<ArrayBuffer>> {
  await using folder = await tempDir();
  dataFolder(folder.path);
  const path = join(folder.path, "hiloop.db");
  const db = new Database(path);
  db.run("PRAGMA journal_mode = DELETE");
  db.close();
  const texts = Object.entries({ "secrets.json": secretsText(), ...files });
  const made: Made[] = [
    manifestOf({ kind: "home" }),
    ...texts.map(([name, text]) => ({ name, text })),
    { name: "data/hiloop.db", bytes: readFileSync(path) },
  ];
  return await sealedTar([...made, sumsOf(made)]);
}
