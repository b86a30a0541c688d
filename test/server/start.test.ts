import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { equalBytes, hmacSha256 } from "../../src/crypto/hash.ts";
import { fromBase64Url, toBase64Url } from "../../src/protocol/bytes.ts";
import { challengeText } from "../../src/protocol/health.ts";
import { startServer } from "../../src/server/start-server.ts";
import { send } from "../helpers/send.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { testServer } from "../helpers/test-server.ts";
import { testSession } from "../helpers/test-session.ts";
import { testSpace } from "../helpers/test-space.ts";
import { someBytes, testUpload } from "../helpers/test-upload.ts";
import { until } from "../helpers/until.ts";

const FIXED = { port: 0, version: "0.0.0-test", serveInbox: false };

test("a second server on the same data folder is refused, and the first goes on", async () => {
  await using server = await testServer();
  const second = startServer({ ...FIXED, dataDir: server.dataDir });
  await expect(second).rejects.toThrow("Another hiloop server already works on this data folder.");
  expect((await send(server.url, "GET", "/healthz")).status).toBe(200);
});

test("data of a newer version is left alone, with a sentence that says so", async () => {
  await using folder = await tempDir();
  const path = join(folder.path, "hiloop.db");
  const db = new Database(path, { create: true });
  db.run("PRAGMA user_version = 999");
  db.close();
  const started = startServer({ ...FIXED, dataDir: folder.path });
  await expect(started).rejects.toMatchObject({
    code: "configuration",
    message: expect.stringContaining("newer hiloop"),
  });
  const after = new Database(path);
  expect(after.query("SELECT name FROM sqlite_master").all()).toEqual([]);
  after.close();
});

test("the server proves that it holds the challenge key", async () => {
  const challengeKey = crypto.getRandomValues(new Uint8Array(32));
  await using server = await testServer({ challengeKey });
  const nonce = toBase64Url(crypto.getRandomValues(new Uint8Array(32)));
  const { json } = await send(server.url, "GET", "/healthz", { headers: { "x-hiloop-challenge": nonce } });
  const expected = await hmacSha256(challengeKey, challengeText(nonce));
  expect(equalBytes(fromBase64Url(json.proof) ?? new Uint8Array(), expected)).toBe(true);
  expect((await send(server.url, "GET", "/healthz")).json).not.toHaveProperty("proof");
});

test("a port that is taken is an error, and leaves the data folder free", async () => {
  await using server = await testServer();
  await using folder = await tempDir();
  const { port } = new URL(server.url);
  const taken = startServer({ ...FIXED, dataDir: folder.path, port: Number(port) });
  await expect(taken).rejects.toThrow();
  const running = await startServer({ ...FIXED, dataDir: folder.path });
  await running.stop();
});

test("everything is there again after a restart", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const question = await session.ask();
  const before = (await session.read(space.owner)).json;
  await space.server.restart();
  expect((await session.read(space.owner)).json).toEqual(before);
  expect((await session.answer(space.owner, question)).status).toBe(201);
});

test("files of the data folder are for their owner only, whatever the umask", async () => {
  const before = process.umask(0);
  try {
    await using space = await testSpace();
    const session = await testSession(space);
    const upload = testUpload(session, space.apiKey);
    await upload.put(someBytes(10), 0);
    await upload.complete();
    const files = await readdir(space.server.dataDir, { recursive: true });
    expect(files).toContain("hiloop.db-wal");
    for (const name of files) {
      const { mode } = await stat(join(space.server.dataDir, name));
      expect({ name, others: mode & 0o077 }).toEqual({ name, others: 0 });
    }
  } finally {
    process.umask(before);
  }
});

test("a server says once that it is idle, and not while a question is open", async () => {
  let now = Date.now();
  const idle: string[] = [];
  const options = (name: string) => ({ clock: () => now, idleMs: 1000, onIdle: () => idle.push(name) });
  await using busy = await testSpace(options("busy"));
  const session = await testSession(busy);
  const question = await session.ask();
  await using _unused = await testSpace(options("unused"));
  now += 1000;
  await until(() => idle.length > 0);
  await using _later = await testSpace(options("later"));
  now += 1000;
  await until(() => idle.length > 1);
  expect(idle).toEqual(["unused", "later"]);
  await session.answer(busy.owner, question);
  now += 1000;
  await until(() => idle.length > 2);
  expect(idle).toEqual(["unused", "later", "busy"]);
});
