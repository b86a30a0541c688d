import { expect, test } from "bun:test";
import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { dataSource } from "../../src/backup/backup-source.ts";
import { checkBackup } from "../../src/backup/check-backup.ts";
import { describeContents } from "../../src/backup/describe-contents.ts";
import { writeBackup } from "../../src/backup/write-backup.ts";
import { seededRandom } from "../helpers/seeded-random.ts";
import { type TempDir, tempDir } from "../helpers/temp-dir.ts";
import { dataFolder } from "./data-folder.ts";

const { signal } = new AbortController();
const SEAL_BYTES = 2048;
const SAMPLES = 500;
const REFUSED = /^(storage|invalid_input|configuration)$/;

async function backupIn(folder: TempDir): Promise<string> {
  const [data, file] = [join(folder.path, "data"), join(folder.path, "backup.tar")];
  dataFolder(data, [0, 1, 511, 512, 70_000]);
  await writeBackup(dataSource(data), file, { skipMissing: false, signal });
  return file;
}

function flipBit(path: string, at: number, bit: number): void {
  const file = openSync(path, "r+");
  const byte = new Uint8Array(1);
  readSync(file, byte, 0, 1, at);
  writeSync(
    file,
    byte.map((value) => value ^ (1 << bit)),
    0,
    1,
    at,
  );
  closeSync(file);
}

async function codeOf(file: string): Promise<string> {
  await using into = await tempDir();
  const checked = checkBackup(file, { into: into.path, unpack: "databases", signal });
  return await checked.then(
    () => "accepted",
    (error) => String(error.code),
  );
}

test("one flipped bit anywhere in a backup is found", async () => {
  await using folder = await tempDir();
  const file = await backupIn(folder);
  expect(await codeOf(file)).toBe("accepted");
  const { length } = readFileSync(file);
  const random = seededRandom(20_261_122);
  // The first header and the seal byte by byte; of the rest a sample.
  const positions = new Set(Array.from({ length: SAMPLES }, () => random.below(length)));
  for (let at = 0; at < 512; at++) positions.add(at);
  for (let at = length - SEAL_BYTES; at < length; at++) positions.add(at);
  const missed: number[] = [];
  for (const at of positions) {
    const bit = random.below(8);
    flipBit(file, at, bit);
    if (!REFUSED.test(await codeOf(file))) missed.push(at);
    flipBit(file, at, bit);
  }
  expect(missed).toEqual([]);
  expect(await codeOf(file)).toBe("accepted");
});

test("a backup that is cut short or goes on too long is found, wherever it ends", async () => {
  await using folder = await tempDir();
  const file = await backupIn(folder);
  const whole = readFileSync(file);
  const lengths = [0, 1, 511, 512, 1024, 5000, whole.length / 2, whole.length - 2048, whole.length - 1];
  for (const length of lengths) {
    writeFileSync(file, whole);
    truncateSync(file, Math.floor(length));
    expect([length, await codeOf(file)]).toEqual([length, expect.stringMatching(REFUSED)]);
  }
  writeFileSync(file, new Uint8Array([...whole, ...new Uint8Array(512)]));
  expect(await codeOf(file)).toBe("storage");
});

test("attachments whose bytes are lost stop a backup with their name, unless they are to be left out", async () => {
  await using folder = await tempDir();
  const [data, file] = [join(folder.path, "data"), join(folder.path, "backup.tar")];
  const [first = "", second = ""] = dataFolder(data, [100, 200, 300]);
  truncateSync(first, 99);
  await Bun.file(second).delete();
  const before = readdirSync(folder.path);

  const refused = writeBackup(dataSource(data), file, { skipMissing: false, signal });
  await expect(refused).rejects.toMatchObject({
    sentence: expect.stringMatching(
      /^The bytes of attachments\/\S+ and 1 more are lost or cut short; no backup was made\. .*--skip-missing\.$/,
    ),
  });
  expect(readdirSync(folder.path)).toEqual(before);

  const contents = await writeBackup(dataSource(data), file, { skipMissing: true, signal });
  const { manifest, attachments } = contents;
  expect(describeContents(contents)).toStartWith(
    "1 session, 1 attachment, without 2 attachments whose bytes were lost, ",
  );
  expect({ attachments, missing: manifest.missing }).toEqual({
    attachments: 1,
    missing: [first, second].map((path) => path.slice(data.length + 1)),
  });
  expect(await codeOf(file)).toBe("accepted");
});

test("a database that is damaged is not saved as if it were whole", async () => {
  await using folder = await tempDir();
  const [data, file] = [join(folder.path, "data"), join(folder.path, "backup.tar")];
  dataFolder(data);
  const database = join(data, "hiloop.db");
  truncateSync(database, readFileSync(database).length - 4096);
  const saved = writeBackup(dataSource(data), file, { skipMissing: false, signal });
  await expect(saved).rejects.toMatchObject({ code: "storage" });
  expect(readdirSync(folder.path)).toEqual(["data"]);
});
