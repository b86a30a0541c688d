import { expect, test } from "bun:test";
import * as v from "valibot";
import { newId } from "../../src/protocol/id.ts";
import { MeSchema } from "../../src/protocol/membership.ts";
import { timestamp } from "../../src/protocol/primitives.ts";
import { newGuest, testGuest } from "../helpers/test-guest.ts";
import { type TestSession, testSession } from "../helpers/test-session.ts";
import { testSpace } from "../helpers/test-space.ts";
import { until } from "../helpers/until.ts";

type Seen = { seq: number };
const DAY_MS = 86_400_000;

async function seqs(session: TestSession, ...[member, query]: Parameters<TestSession["read"]>) {
  return (await session.read(member, query)).json.items.map((item: Seen) => item.seq);
}

test("a guest sees the first item and everything from the oldest open question on", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  await session.say(space.apiKey);
  await session.ask();
  await session.say(space.apiKey);
  const guest = await testGuest(session);
  expect(await seqs(session, guest)).toEqual([1, 3, 4, 5]);
  expect(await seqs(session, guest, "?after=1")).toEqual([3, 4, 5]);
  const me = v.parse(MeSchema, (await space.as(guest, "GET", "/me")).json);
  expect(me.guest).toMatchObject({ tokenId: guest.memberId, historyFrom: 3, permission: "Answer" });
});

test("a guest with history sees everything, one without an open question only what follows", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  await session.say(space.apiKey);
  const informed = await testGuest(session, { history: true });
  const late = await testGuest(session);
  expect(await seqs(session, informed)).toEqual([1, 2, 3, 4]);
  expect(await seqs(session, late)).toEqual([1, 4]);
});

test("what is hidden from a guest does not end its wait", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  await session.say(space.apiKey);
  const guest = await testGuest(session);
  const waiting = session.read(guest, "?after=3&wait=20");
  await until(() => space.server.running().activity().waits === 1);
  await session.say(space.apiKey);
  expect((await waiting).json.items).toMatchObject([{ seq: 4 }]);
});

test("a guest cannot answer a question from before its time", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const before = await session.ask();
  await session.answer(space.owner, before);
  const guest = await testGuest(session);
  expect((await session.answer(guest, before)).status).toBe(404);
});

test("a guest answers, chats and learns its session's key from its own wrapping only", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const question = await session.ask();
  const guest = await testGuest(session);
  expect((await session.answer(guest, question)).json).toMatchObject({ senderType: "Guest", seq: 4 });
  expect((await session.say(guest)).status).toBe(201);
  const { keyWrappings } = (await space.as(guest, "GET", session.path)).json;
  expect(keyWrappings).toMatchObject([{ recipientKeyId: guest.own.id }]);
});

test("a read-only guest reads and can do nothing else", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const question = await session.ask();
  const guest = await testGuest(session, { permission: "Read" });
  expect((await session.read(guest)).status).toBe(200);
  expect((await session.answer(guest, question)).status).toBe(403);
  expect((await session.say(guest)).status).toBe(403);
  expect((await space.as(guest, "POST", `${session.path}/typing`, {})).status).toBe(403);
});

test("a revoked guest is told so at once, in a held wait too", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const guest = await testGuest(session);
  const waiting = session.read(guest, "?after=2&wait=20");
  await until(() => space.server.running().activity().waits === 1);
  const path = `${session.path}/guest-tokens/${guest.memberId}`;
  expect((await space.as(space.owner, "DELETE", path)).status).toBe(200);
  expect((await space.as(space.owner, "DELETE", path)).status).toBe(200);
  expect([(await waiting).status, (await session.read(guest)).status]).toEqual([410, 410]);
  const { items } = (await session.read(space.apiKey, "?after=2")).json;
  expect(items).toMatchObject([{ event: "GuestRevoked", about: guest.memberId, by: space.owner.own.id }]);
});

test("an expired guest link says when it expired", async () => {
  let now = Date.now();
  await using space = await testSpace({ clock: () => now });
  const session = await testSession(space);
  const end = timestamp(now + 1000);
  const guest = await testGuest(session, { until: end });
  now += 1000;
  const late = await session.read(guest);
  expect([late.status, late.json.detail]).toEqual([410, `This guest link expired at ${end}.`]);
});

test("a guest link for longer than 30 days is refused", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  await expect(testGuest(session, { until: timestamp(Date.now() + 31 * DAY_MS) })).rejects.toThrow("30 days");
});

test("a guest link whose parts name different keys is refused", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const { body } = await newGuest(session, space.apiKey);
  const { body: other } = await newGuest(session, space.apiKey);
  for (const part of [
    { sign: other.sign },
    { credential: other.credential },
    { keyWrapping: other.keyWrapping },
  ]) {
    const made = await space.as(space.apiKey, "POST", `${session.path}/guest-tokens`, { ...body, ...part });
    expect(made.status).toBe(400);
  }
  expect((await session.read(space.apiKey)).json.lastSeq).toBe(1);
});

test("a guest reaches no other session, not even one that exists", async () => {
  await using space = await testSpace();
  const [session, other] = [await testSession(space), await testSession(space)];
  const guest = await testGuest(session);
  const foreign = await space.as(guest, "GET", other.path);
  const unknown = await space.as(guest, "GET", `/sessions/${newId()}`);
  expect([foreign.status, foreign.json.detail]).toEqual([unknown.status, unknown.json.detail]);
});
