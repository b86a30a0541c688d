import { expect, test } from "bun:test";
import { makeSpaceKey, sealSpaceKey } from "../../src/crypto/space-key.ts";
import { timestamp } from "../../src/protocol/primitives.ts";
import { join, removeEntry } from "../helpers/join-space.ts";
import { readEvents } from "../helpers/read-events.ts";
import { newGuest, testGuest } from "../helpers/test-guest.ts";
import type { TestMember } from "../helpers/test-member.ts";
import { testSession } from "../helpers/test-session.ts";
import { type TestSpace, testSpace } from "../helpers/test-space.ts";
import { until } from "../helpers/until.ts";

const HOUR_MS = 3_600_000;

/** Takes a person out of the space, with the epoch that this calls for. */
async function removePerson(space: TestSpace, person: TestMember) {
  const next = await makeSpaceKey(2);
  const { own } = space.owner;
  const sealings = await Promise.all([
    sealSpaceKey(space.spaceId, next, { id: own.id, publicKey: own.hpke }, own.id),
    sealSpaceKey(space.spaceId, space.spaceKey, { id: next.id, publicKey: next.publicKey }, own.id),
  ]);
  const epoch = { op: "epoch", epoch: 2, hpke: next.publicKey } as const;
  return space.change(space.owner, [removeEntry(person), epoch], { sealings });
}

test("the stream of a guest ends with its link, and nothing comes through it after that", async () => {
  let now = Date.now();
  await using space = await testSpace({ clock: () => now });
  const session = await testSession(space);
  const guest = await testGuest(session, { until: timestamp(now + HOUR_MS) });
  const lasting = await testGuest(session, { until: timestamp(now + 2 * HOUR_MS) });
  await using reader = await readEvents(space.url, guest);
  await using other = await readEvents(space.url, lasting);
  now += HOUR_MS;
  await session.say(space.apiKey);
  await until(reader.ended);
  await other.find({ type: "session", lastSeq: 4 });
  expect([reader.events, other.ended()]).toEqual([[], false]);
  now += HOUR_MS;
  await until(other.ended);
});

test("the wait of a guest ends with its link", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const guest = await testGuest(session, { until: timestamp(Date.now() + 1_500) });
  expect((await session.read(guest, "?after=2&wait=50")).status).toBe(410);
});

test("streams and waits of guests end when whoever made their links is removed", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const person = await join(space);
  const { guest, body } = await newGuest(session, person);
  expect((await space.as(person, "POST", `${session.path}/guest-tokens`, body)).status).toBe(201);
  const staying = await testGuest(session);
  await using reader = await readEvents(space.url, guest);
  await using stayingReader = await readEvents(space.url, staying);
  await using own = await readEvents(space.url, person);
  const waits = [guest, person].map((member) => session.read(member, "?after=3&wait=50"));
  const stayingWait = session.read(staying, "?after=3&wait=50");
  await until(() => space.server.running().activity().waits === 3);
  expect((await removePerson(space, person)).status).toBe(201);
  expect((await Promise.all(waits)).map(({ status }) => status)).toEqual([410, 401]);
  await until(() => reader.ended() && own.ended());
  expect([stayingReader.ended(), space.server.running().activity().waits]).toEqual([false, 1]);
  await session.say(space.apiKey);
  expect((await stayingWait).status).toBe(200);
});

test("the waits of a revoked API key end, and those of the guests that it let in", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const guest = await testGuest(session);
  await using reader = await readEvents(space.url, guest);
  const waits = [space.apiKey, guest].map((member) => session.read(member, "?after=2&wait=50"));
  await until(() => space.server.running().activity().waits === 2);
  await space.change(space.owner, [removeEntry(space.apiKey)]);
  expect((await Promise.all(waits)).map(({ status }) => status)).toEqual([401, 410]);
  await until(reader.ended);
});
