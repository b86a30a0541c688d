import { expect, test } from "bun:test";
import { connect } from "node:net";
import { testGuest } from "../helpers/test-guest.ts";
import { headersOf } from "../helpers/test-member.ts";
import { testSession } from "../helpers/test-session.ts";
import { testSpace } from "../helpers/test-space.ts";
import { someBytes, testUpload } from "../helpers/test-upload.ts";
import { until } from "../helpers/until.ts";

const KIB = 1024;
const LIMITS = { guestSessionBytes: 200 * KIB, memberSessionBytes: 300 * KIB };

test("what one guest sends in a session is limited over all its files, complete or not", async () => {
  await using space = await testSpace({ limits: LIMITS });
  const session = await testSession(space);
  const guest = await testGuest(session);
  const [done, begun, over] = [1, 2, 3].map(() => testUpload(session, guest));
  await done?.put(someBytes(100 * KIB), 0);
  expect((await done?.complete())?.status).toBe(201);
  expect((await begun?.put(someBytes(100 * KIB), 0))?.status).toBe(200);
  const refused = await over?.put(someBytes(1), 0);
  expect([refused?.status, refused?.json.code]).toEqual([413, "too_large"]);
  expect(refused?.json.detail).toBe(
    "Your files in this session would be larger than 204800 bytes together, which is all that you may store in it.",
  );
  await space.server.restart();
  expect((await begun?.put(someBytes(1), 100 * KIB))?.status).toBe(413);
  expect((await over?.progress())?.json).toEqual({ receivedBytes: 0 });
});

test("the limit is one of each sender in each session, and higher for members of the space", async () => {
  await using space = await testSpace({ limits: LIMITS });
  const [session, other] = [await testSession(space), await testSession(space)];
  const guest = await testGuest(session);
  await testUpload(session, guest).put(someBytes(200 * KIB), 0);
  expect((await testUpload(session, space.apiKey).put(someBytes(300 * KIB), 0)).status).toBe(200);
  expect((await testUpload(session, space.apiKey).put(someBytes(1), 0)).status).toBe(413);
  expect((await testUpload(session, space.owner).put(someBytes(300 * KIB), 0)).status).toBe(200);
  expect((await testUpload(other, space.apiKey).put(someBytes(300 * KIB), 0)).status).toBe(200);
});

test("parts that arrive at the same time share the limit", async () => {
  await using space = await testSpace({ limits: LIMITS });
  const session = await testSession(space);
  const guest = await testGuest(session);
  const puts = Array.from({ length: 5 }, () => testUpload(session, guest).put(someBytes(100 * KIB), 0));
  const sizes = (await Promise.all(puts)).flatMap(({ json }) => json.receivedBytes ?? []);
  expect(sizes.length).toBeGreaterThanOrEqual(1);
  expect(sizes.length).toBeLessThanOrEqual(2);
});

test("the last part sent again counts once, at the very limit too", async () => {
  await using space = await testSpace({ limits: LIMITS });
  const session = await testSession(space);
  const upload = testUpload(session, await testGuest(session));
  const bytes = someBytes(200 * KIB);
  await upload.put(bytes.subarray(0, 100 * KIB), 0);
  for (const _ of [1, 2, 3])
    expect((await upload.put(bytes.subarray(100 * KIB), 100 * KIB)).json).toEqual({
      receivedBytes: 200 * KIB,
    });
});

test("tiny files count for 64 KiB each, so that they cannot fill the disk by their number", async () => {
  await using space = await testSpace({ limits: LIMITS });
  const session = await testSession(space);
  const guest = await testGuest(session);
  const statuses: number[] = [];
  for (const _ of [1, 2, 3, 4]) statuses.push((await testUpload(session, guest).put(someBytes(1), 0)).status);
  expect(statuses).toEqual([200, 200, 200, 413]);
});

test("a part that broke off takes no room", async () => {
  await using space = await testSpace({ limits: LIMITS });
  const session = await testSession(space);
  const guest = await testGuest(session);
  const upload = testUpload(session, guest);
  const { port } = new URL(space.url);
  const socket = connect(Number(port), "127.0.0.1");
  const head = { host: `127.0.0.1:${port}`, "content-length": String(200 * KIB), ...headersOf(guest) };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`PUT /v1/guest${upload.path}?offset=0 HTTP/1.1\r\n${lines.join("")}\r\n`);
  socket.write(someBytes(150 * KIB));
  const received = async () => (await upload.progress()).json.receivedBytes;
  await until(async () => (await received()) > 0);
  socket.destroy();
  await until(async () => (await received()) === 0);
  expect((await testUpload(session, guest).put(someBytes(200 * KIB), 0)).status).toBe(200);
});

test("a guest is told the limit that holds for it", async () => {
  await using space = await testSpace({ limits: LIMITS });
  const session = await testSession(space);
  const allowed = async (member: typeof space.owner) =>
    (await space.as(member, "GET", "/me")).json.limits.attachmentBytes;
  expect([await allowed(await testGuest(session)), await allowed(space.owner)]).toEqual([
    200 * KIB,
    300 * KIB,
  ]);
});

test("an upload that was left for a day is swept while the server runs, and its room is free again", async () => {
  let now = Date.now();
  await using space = await testSpace({ limits: LIMITS, sweepEveryMs: 10, clock: () => now });
  const session = await testSession(space);
  const upload = testUpload(session, space.apiKey);
  await upload.put(someBytes(300 * KIB), 0);
  now += 25 * 3_600_000;
  await until(async () => (await upload.progress()).json.receivedBytes === 0);
  const again = async () => (await testUpload(session, space.apiKey).put(someBytes(300 * KIB), 0)).status;
  await until(async () => (await again()) === 200);
});
