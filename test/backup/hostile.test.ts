import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkBackup } from "../../src/backup/check-backup.ts";
import { readManifest } from "../../src/backup/read-manifest.ts";
import { type TempDir, tempDir } from "../helpers/temp-dir.ts";
import { dataFolder } from "./data-folder.ts";
import { type Made, manifestOf, sealedTar, setSize, sumsOf } from "./sealed-tar.ts";
import { secretsText } from "./secrets-text.ts";

const ID = "01900000-0000-7000-8000-000000000000";
const BLOB = `attachments/${ID}/${ID}.${"0".repeat(64)}`;

/** Unpacks what is said to be a backup; gives the sentence it is refused with, and what was put where. */
async function refusal(folder: TempDir, tar: Uint8Array): Promise<{ sentence: string; outside: string[] }> {
  const [file, into] = [join(folder.path, "backup.tar"), join(folder.path, "inner", "into")];
  writeFileSync(file, tar);
  mkdirSync(into, { recursive: true });
  const options = { into, unpack: "everything", signal: new AbortController().signal } as const;
  const sentence = await checkBackup(file, options).then(
    () => "accepted",
    (error) => `${error.code}: ${error.message}`.replaceAll(file, "FILE"),
  );
  return {
    sentence,
    outside: [...readdirSync(folder.path), ...readdirSync(join(folder.path, "inner"))].sort(),
  };
}

const plain = (made: Made[]) => sealedTar([...made, sumsOf(made)]);
const holding = (entry: Made) => plain([manifestOf(), entry]);

/** The size stands far behind the manifest, so that this is taken for a backup at first. */
const withSize = (size: bigint) =>
  sealedTar(
    [manifestOf(), { name: BLOB, text: "a".repeat(3_000_000) }, { name: "hiloop.db", text: "a" }],
    (tar) => setSize(tar, tar.length - 1024, size),
  );

const HOSTILE: Record<string, { tar: (folder: string) => Promise<Uint8Array>; sentence: RegExp }> = {
  "a path that leads out": {
    tar: () => holding({ name: "../../evil", text: "x" }),
    sentence: /"\.\.\/\.\.\/evil", which does not belong there/,
  },
  "a path that leads out from inside": {
    tar: () => holding({ name: "attachments/../../../evil", text: "x" }),
    sentence: /which does not belong there/,
  },
  "an absolute path": {
    tar: (folder) => holding({ name: join(folder, "evil"), text: "x" }),
    sentence: /"\/\S+\/evil", which does not belong there/,
  },
  "a symbolic link": {
    tar: () => holding({ name: "hiloop.db", type: "symlink", linkname: "/etc/passwd" }),
    sentence: /"hiloop\.db", which is not a file/,
  },
  "a hard link": {
    tar: () => holding({ name: "hiloop.db", type: "link", linkname: "/etc/passwd" }),
    sentence: /"hiloop\.db", which is not a file/,
  },
  "a folder": {
    tar: () => holding({ name: "attachments/", type: "directory" }),
    sentence: /"attachments\/", which is not a file/,
  },
  "a file that hiloop never saves": {
    tar: () => holding({ name: "server.json", text: "{}" }),
    sentence: /"server\.json", which does not belong there/,
  },
  "a file of another kind of backup": {
    tar: () => holding({ name: "secrets.json", text: "{}" }),
    sentence: /"secrets\.json", which does not belong there/,
  },
  "an entry twice": {
    tar: () => plain([manifestOf(), { name: BLOB, text: "a" }, { name: BLOB, text: "b" }]),
    sentence: /FILE holds "attachments\/\S+" twice/,
  },
  "a second manifest": {
    tar: () => plain([manifestOf(), manifestOf()]),
    sentence: /"hiloop-backup\.json", which does not belong there/,
  },
  "the sums before a file": {
    tar: () => sealedTar([manifestOf(), sumsOf([manifestOf()]), { name: BLOB, text: "a" }]),
    sentence: /which does not belong there/,
  },
  "no sums": { tar: () => sealedTar([manifestOf()]), sentence: /"SHA256", which does not belong there/ },
  "wrong sums": {
    tar: () => sealedTar([manifestOf(), sumsOf([{ ...manifestOf(), text: "other" }])]),
    sentence: /differ from its SHA256SUMS/,
  },
  "sums of another length": {
    tar: () => sealedTar([manifestOf(), { name: "SHA256SUMS", text: "x".repeat(10_000) }]),
    sentence: /SHA256SUMS that is too long/,
  },
  "a size of many exabytes": {
    tar: () => withSize(2n ** 62n),
    sentence: /cannot be read as a backup of hiloop/,
  },
  "a size beyond the file": {
    tar: () => withSize(2n ** 40n),
    sentence: /cannot be read as a backup of hiloop/,
  },
  "no database": { tar: () => plain([manifestOf()]), sentence: /holds no database/ },
  "a database that is none": {
    tar: () => holding({ name: "hiloop.db", text: "not a database ".repeat(300) }),
    sentence: /cannot be read as a backup of hiloop/,
  },
  "an empty database": { tar: () => holding({ name: "hiloop.db" }), sentence: /holds a damaged hiloop\.db/ },
  "a space of keys without data": {
    tar: () =>
      plain([
        manifestOf({ kind: "home" }),
        { name: "secrets.json", text: secretsText() },
        { name: "server/hiloop.db", text: "" },
      ]),
    sentence: /only one of the keys and the data of a space/,
  },
};

for (const [name, { tar, sentence }] of Object.entries(HOSTILE)) {
  test(`a backup with ${name} is refused, and nothing is written outside its folder`, async () => {
    await using folder = await tempDir();
    const refused = await refusal(folder, await tar(folder.path));
    expect(refused.sentence).toMatch(/^storage: .*; nothing was changed\.$/);
    expect(refused.sentence).toMatch(sentence);
    expect(refused.outside).toEqual(["backup.tar", "inner", "into"]);
  });
}

/** A tar with the database of a real data folder, after `change`. */
async function withDatabase(folder: TempDir, change: (db: Database) => void, more: Made[] = []) {
  const data = join(folder.path, "data");
  dataFolder(data);
  const path = join(data, "hiloop.db");
  const db = new Database(path);
  db.run("PRAGMA journal_mode = DELETE");
  change(db);
  db.close();
  return await plain([manifestOf(), { name: "hiloop.db", bytes: readFileSync(path) }, ...more]);
}

const FOREIGN =
  /^storage: FILE holds a hiloop\.db whose tables are not those that hiloop makes; nothing was changed\.$/;

const DATABASES: Record<string, { change: (db: Database) => void; more?: Made[]; sentence: RegExp }> = {
  "of a newer schema": {
    change: (db) => db.run("PRAGMA user_version = 999"),
    sentence:
      /^configuration: FILE was made by hiloop 9\.9\.9, and this hiloop \S+ does not know how to read it\.$/,
  },
  "that names an attachment which is not there": {
    change: (db) => db.run(`INSERT INTO attachment SELECT id, '${ID}', 1, 2, 'key', 'now' FROM session`),
    sentence: /^storage: FILE lacks the attachment attachments\//,
  },
  "that does not name an attachment which is there": {
    change: () => {},
    more: [{ name: BLOB, text: "a" }],
    sentence: /^storage: FILE holds attachments that no session knows/,
  },
  "with a reference to nothing": {
    change: (db) => {
      db.run("PRAGMA foreign_keys = OFF");
      db.run("DELETE FROM agent");
    },
    sentence: /^storage: FILE holds a damaged hiloop\.db/,
  },
  "whose space is a view that never ends": {
    change: (db) => {
      db.run("DROP TABLE space");
      db.run(
        "CREATE VIEW space AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n FROM c WHERE n < 0",
      );
    },
    sentence: FOREIGN,
  },
  "with a trigger": {
    change: (db) => db.run("CREATE TRIGGER t AFTER INSERT ON item BEGIN DELETE FROM item; END"),
    sentence: FOREIGN,
  },
  "with a virtual table": {
    change: (db) => db.run("CREATE VIRTUAL TABLE t USING fts5(x)"),
    sentence: FOREIGN,
  },
  "with a column that is computed": {
    change: (db) => db.run("ALTER TABLE space ADD COLUMN x TEXT AS (upper(id)) VIRTUAL"),
    sentence: FOREIGN,
  },
  "without one of its indexes": {
    change: (db) => db.run("DROP INDEX question_open"),
    sentence: FOREIGN,
  },
  "without a space": {
    change: (db) => db.run("DELETE FROM space"),
    sentence: /^storage: FILE holds a damaged hiloop\.db/,
  },
};

for (const [name, { change, more, sentence }] of Object.entries(DATABASES)) {
  test(`a backup with a database ${name} is refused`, async () => {
    await using folder = await tempDir();
    const refused = await refusal(folder, await withDatabase(folder, change, more));
    expect(refused.sentence).toMatch(sentence);
  });
}

test("a database that runs as it is restores, so the refusals above are for what was changed", async () => {
  await using folder = await tempDir();
  const taken = await refusal(folder, await withDatabase(folder, () => {}));
  expect(taken.sentence).toBe("accepted");
});

const NO_BACKUPS: Record<string, { content: () => Promise<Uint8Array> | Uint8Array; sentence: RegExp }> = {
  "an empty file": { content: () => new Uint8Array(0), sentence: /is not a backup that hiloop wrote/ },
  "a text": {
    content: () => new TextEncoder().encode("hello ".repeat(1000)),
    sentence: /is not a backup that hiloop wrote/,
  },
  "another tar": {
    content: () => sealedTar([{ name: "a", text: "b" }]),
    sentence: /is not a backup that hiloop wrote/,
  },
  "a manifest that is none": {
    content: () => sealedTar([{ name: "hiloop-backup.json", text: "[]" }]),
    sentence: /is not a backup that hiloop wrote/,
  },
  "a manifest whose version would drive a terminal": {
    content: () => sealedTar([manifestOf({ version: "\u001b[2J" })]),
    sentence: /is not a backup that hiloop wrote/,
  },
  "a manifest of a newer format": {
    content: () => sealedTar([manifestOf({ format: 2, kind: "planet" })]),
    sentence: /was made by hiloop 9\.9\.9, .* Upgrade first, then try again\.$/,
  },
};

for (const [name, { content, sentence }] of Object.entries(NO_BACKUPS)) {
  test(`${name} is one sentence that says what it is not`, async () => {
    await using folder = await tempDir();
    const file = join(folder.path, "file");
    writeFileSync(file, await content());
    await expect(readManifest(file)).rejects.toMatchObject({ sentence: expect.stringMatching(sentence) });
  });
}
