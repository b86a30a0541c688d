import { expect, test } from "bun:test";
import { mkdir, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { newId } from "../../src/protocol/id.ts";
import { testGuest } from "../helpers/test-guest.ts";
import { headersOf } from "../helpers/test-member.ts";
import { testSession } from "../helpers/test-session.ts";
import { testSpace } from "../helpers/test-space.ts";
import { someBytes, testUpload } from "../helpers/test-upload.ts";

const MIB = 1024 * 1024;

test("an attachment goes up in parts and comes down the same, whole and in ranges", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const upload = testUpload(session, space.apiKey);
  const bytes = someBytes(3 * MIB);
  expect((await upload.put(bytes.subarray(0, 2 * MIB), 0)).json).toEqual({ receivedBytes: 2 * MIB });
  expect((await upload.put(bytes.subarray(2 * MIB), 2 * MIB)).json).toEqual({ receivedBytes: 3 * MIB });
  expect((await upload.complete()).json).toMatchObject({ kind: "Attachment", id: upload.id, seq: 2 });
  const address = `${space.url}/v1/human${upload.path}`;
  const whole = await fetch(address, { headers: headersOf(space.owner) });
  expect(Buffer.compare(new Uint8Array(await whole.arrayBuffer()), bytes)).toBe(0);
  expect(whole.headers.get("content-type")).toBe("application/octet-stream");
  const range = await fetch(address, { headers: { ...headersOf(space.owner), range: "bytes=100-199" } });
  expect(range.status).toBe(206);
  expect(Buffer.compare(new Uint8Array(await range.arrayBuffer()), bytes.subarray(100, 200))).toBe(0);
  const { items } = (await space.as(space.owner, "GET", `${session.path}/attachments`)).json;
  expect(items).toMatchObject([{ id: upload.id, bytes: 3 * MIB, seq: 2 }]);
});

test("an upload resumes from where the server says", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const upload = testUpload(session, space.apiKey);
  const bytes = someBytes(1000);
  expect((await upload.progress()).json).toEqual({ receivedBytes: 0 });
  await upload.put(bytes.subarray(0, 600), 0);
  const ahead = await upload.put(bytes.subarray(700), 700);
  expect([ahead.status, ahead.json.detail]).toEqual([
    409,
    "This part starts at 700, but 600 bytes have arrived.",
  ]);
  await space.server.restart();
  expect((await upload.progress()).json).toEqual({ receivedBytes: 600 });
  expect((await upload.put(bytes.subarray(600), 600)).json).toEqual({ receivedBytes: 1000 });
});

test("the last part sent again is fine when it is the same and refused when it is not", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const upload = testUpload(session, space.apiKey);
  const bytes = someBytes(1000);
  await upload.put(bytes.subarray(0, 600), 0);
  await upload.put(bytes.subarray(600), 600);
  expect((await upload.put(bytes.subarray(600), 600)).json).toEqual({ receivedBytes: 1000 });
  expect((await upload.put(someBytes(400), 600)).status).toBe(409);
  expect((await upload.put(bytes.subarray(0, 600), 0)).status).toBe(409);
  expect((await upload.progress()).json).toEqual({ receivedBytes: 1000 });
});

test("a part over the limit is refused and leaves the upload as it was", async () => {
  await using space = await testSpace({ limits: { attachmentPartBytes: 1000, attachmentBytes: 1500 } });
  const session = await testSession(space);
  const upload = testUpload(session, space.apiKey);
  expect((await upload.put(someBytes(1001), 0)).status).toBe(413);
  await upload.put(someBytes(1000), 0);
  expect((await upload.put(someBytes(501), 1000)).status).toBe(413);
  expect((await upload.progress()).json).toEqual({ receivedBytes: 1000 });
});

test("a part of unknown length over the limit is cut off and leaves the upload as it was", async () => {
  await using space = await testSpace({ limits: { attachmentPartBytes: 1000 } });
  const session = await testSession(space);
  const upload = testUpload(session, space.apiKey);
  await upload.put(someBytes(10), 0);
  const stream = new Blob([someBytes(5000)]).stream();
  const response = await fetch(`${space.url}/v1/agent${upload.path}?offset=10`, {
    method: "PUT",
    headers: headersOf(space.apiKey),
    body: stream,
  });
  expect(response.status).toBe(413);
  expect((await upload.progress()).json).toEqual({ receivedBytes: 10 });
});

test("completing twice is the same, and nothing can be added afterwards", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const upload = testUpload(session, space.apiKey);
  await upload.put(someBytes(100), 0);
  const item = await session.item(space.apiKey, { kind: "Attachment", id: upload.id }, { metadata: {} });
  const complete = () => space.as(space.apiKey, "POST", upload.path, item);
  const [first, second] = [await complete(), await complete()];
  expect([second.status, second.json]).toEqual([201, first.json]);
  expect((await upload.put(someBytes(10), 100)).status).toBe(409);
});

test("an attachment without bytes cannot be completed", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  expect((await testUpload(session, space.apiKey).complete()).status).toBe(400);
  expect((await session.read(space.apiKey)).json.lastSeq).toBe(1);
});

test("nobody can add to, or complete, another's upload", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const upload = testUpload(session, space.apiKey);
  await upload.put(someBytes(100), 0);
  const meddler = testUpload(session, space.owner, upload.id);
  expect((await meddler.progress()).json).toEqual({ receivedBytes: 0 });
  expect((await meddler.complete()).status).toBe(400);
  expect((await upload.complete()).status).toBe(201);
});

test("a guest gets the file that was sent right before its question, and none from earlier", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const [early, late] = [testUpload(session, space.apiKey), testUpload(session, space.apiKey)];
  await early.put(someBytes(10), 0);
  await early.complete();
  await session.say(space.apiKey);
  await late.put(someBytes(20), 0);
  await late.complete();
  await session.ask();
  const guest = await testGuest(session);
  expect((await space.as(guest, "GET", early.path)).status).toBe(404);
  expect((await space.as(guest, "GET", late.path)).status).toBe(200);
  const { items } = (await space.as(guest, "GET", `${session.path}/attachments`)).json;
  expect(items).toMatchObject([{ id: late.id, bytes: 20 }]);
});

test("uploads that were left for a day are swept at the next start, fresh ones stay", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const upload = testUpload(session, space.apiKey);
  await upload.put(someBytes(10), 0);
  const folder = join(space.server.dataDir, "attachments", session.id);
  await mkdir(folder, { recursive: true });
  const left = join(folder, `${newId()}.00.part`);
  await writeFile(left, "x");
  await utimes(left, new Date(0), new Date(Date.now() - 25 * 3_600_000));
  await space.server.restart();
  await expect(stat(left)).rejects.toThrow("ENOENT");
  expect((await upload.progress()).json).toEqual({ receivedBytes: 10 });
});
