import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { newId } from "../../src/protocol/id.ts";
import { Snapshot } from "../../src/store/sqlite/snapshot.ts";
import { takeSnapshot } from "../../src/store/sqlite/take-snapshot.ts";
import { slowPut } from "../helpers/slow-put.ts";
import { testGuest } from "../helpers/test-guest.ts";
import { testSession } from "../helpers/test-session.ts";
import { type TestSpace, testSpace } from "../helpers/test-space.ts";
import { someBytes, testUpload } from "../helpers/test-upload.ts";
import { until } from "../helpers/until.ts";

function blobsOf(space: TestSpace, sessionId: string): string[] {
  return readdirSync(join(space.server.dataDir, "attachments", sessionId));
}

/** The sizes that a backup would look for, and those of the files. */
function recorded(space: TestSpace): number[] {
  const copy = join(space.server.dataDir, `${newId()}.db`);
  takeSnapshot(join(space.server.dataDir, "hiloop.db"), copy);
  using snapshot = new Snapshot(copy);
  return [...snapshot.attachments()].map(({ bytes }) => bytes);
}

test("an upload that a part arrives for cannot be completed, and is complete and whole afterwards", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const guest = await testGuest(session);
  const upload = testUpload(session, guest);
  await upload.put(someBytes(100), 0);
  const part = slowPut(space.url, guest, { path: upload.path, offset: 100, length: 200 });
  part.write(someBytes(150));
  await until(async () => (await upload.progress()).json.receivedBytes === 250);
  const busy = await upload.complete();
  expect([busy.status, busy.json.detail]).toEqual([409, "A part of this upload is arriving right now."]);
  expect((await upload.put(someBytes(10), 250)).status).toBe(409);
  part.write(someBytes(50));
  expect(await part.status()).toBe(200);
  expect((await upload.complete()).status).toBe(201);
  expect(recorded(space)).toEqual([300]);
});

test("a part that broke off while its upload was to be completed leaves what was there before it", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const upload = testUpload(session, space.apiKey);
  await upload.put(someBytes(100), 0);
  const part = slowPut(space.url, space.apiKey, { path: upload.path, offset: 100, length: 200 });
  part.write(someBytes(150));
  await until(async () => (await upload.progress()).json.receivedBytes === 250);
  expect((await upload.complete()).status).toBe(409);
  part.breakOff();
  await until(async () => (await upload.progress()).json.receivedBytes === 100);
  await until(async () => (await upload.complete()).status === 201);
  expect(recorded(space)).toEqual([100]);
});

test("a refused completion leaves no file behind", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const late = testUpload(session, space.apiKey);
  expect((await late.put(someBytes(100_000), 0)).status).toBe(200);
  await space.as(space.owner, "POST", `${session.path}/close`);
  expect((await late.complete()).json.code).toBe("session_closed");
  expect(blobsOf(space, session.id)).toEqual([]);
  expect((await late.progress()).json).toEqual({ receivedBytes: 0 });
});

test("an attachment that is there stays whole, whoever tries to complete its id again", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const upload = testUpload(session, space.apiKey);
  const bytes = someBytes(100);
  await upload.put(bytes, 0);
  const item = await session.item(space.apiKey, { kind: "Attachment", id: upload.id }, { metadata: {} });
  const complete = () => space.as(space.apiKey, "POST", upload.path, item);
  const answers = await Promise.all([complete(), complete(), complete(), upload.complete()]);
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 409]);
  const meddler = testUpload(session, space.owner, upload.id);
  expect((await meddler.put(someBytes(50), 0)).status).toBe(409);
  expect((await upload.put(someBytes(10), 100)).status).toBe(409);
  expect((await upload.complete()).status).toBe(409);
  await space.server.restart();
  expect((await upload.complete()).status).toBe(409);
  expect(blobsOf(space, session.id)).toHaveLength(1);
  expect(recorded(space)).toEqual([100]);

  expect((await space.as(space.owner, "GET", upload.path)).status).toBe(200);
});
