import { expect, test } from "bun:test";
import { invite, join, joinBy } from "../helpers/join-space.ts";
import { testGuest } from "../helpers/test-guest.ts";
import { testMember } from "../helpers/test-member.ts";
import { type TestSession, testSession } from "../helpers/test-session.ts";
import { testSpace } from "../helpers/test-space.ts";
import { someBytes, testUpload } from "../helpers/test-upload.ts";

type Sender = Parameters<TestSession["say"]>[0];

async function sayTimes(session: TestSession, sender: Sender, times: number): Promise<number[]> {
  const statuses: number[] = [];
  for (let said = 0; said < times; said++) statuses.push((await session.say(sender)).status);
  return statuses;
}

test("a guest link sends so many items and no more, files among them, and another guest still does", async () => {
  await using space = await testSpace({ limits: { guestItems: 3 } });
  const session = await testSession(space);
  const [guest, other] = [await testGuest(session), await testGuest(session)];
  const upload = testUpload(session, guest);
  await upload.put(someBytes(10), 0);
  expect((await upload.complete()).status).toBe(201);
  expect(await sayTimes(session, guest, 3)).toEqual([201, 201, 413]);
  await space.server.restart();
  const refused = await session.say(guest);
  expect(refused.json).toMatchObject({
    code: "too_large",
    detail: "This session takes at most 3 items from you, and this would be more.",
    advice: "Ask whoever sent the link for a new one.",
  });
  const late = testUpload(session, guest);
  await late.put(someBytes(10), 0);
  expect([(await late.complete()).status, (await late.progress()).json.receivedBytes]).toEqual([413, 0]);
  expect(await sayTimes(session, other, 3)).toEqual([201, 201, 201]);
  expect((await session.read(space.apiKey)).json.lastSeq).toBe(9);
});

test("what a guest link sends is limited in sealed bytes too", async () => {
  await using space = await testSpace({ limits: { guestItemBytes: 10_000 } });
  const session = await testSession(space);
  const guest = await testGuest(session);
  const say = async (length: number) => {
    const item = await session.item(guest, {}, { content: "x".repeat(length) });
    return (await space.as(guest, "POST", `${session.path}/messages`, item)).status;
  };
  expect([await say(7_000), await say(7_000), await say(10), await say(10), await say(7_000)]).toEqual([
    201, 413, 201, 201, 413,
  ]);
});

test("whoever has used its items up still answers, and the answer counts", async () => {
  await using space = await testSpace({ limits: { guestItems: 1 } });
  const session = await testSession(space);
  const question = await session.ask();
  const guest = await testGuest(session);
  expect(await sayTimes(session, guest, 2)).toEqual([201, 413]);
  expect((await session.answer(guest, question)).status).toBe(201);
});

test("a member's items in a session are limited over all its keys, and each session counts for itself", async () => {
  await using space = await testSpace({ limits: { memberItems: 2 } });
  const [session, other] = [await testSession(space), await testSession(space)];
  const person = await join(space);
  const invited = await invite(space, { memberId: space.owner.memberId });
  const second = await testMember("Device", space.owner.name, space.owner.memberId);
  await joinBy(space, invited, second);
  expect(await sayTimes(session, space.owner, 1)).toEqual([201]);
  expect(await sayTimes(session, second, 2)).toEqual([201, 413]);
  expect(await sayTimes(session, space.owner, 1)).toEqual([413]);
  expect(await sayTimes(other, second, 1)).toEqual([201]);
  expect(await sayTimes(session, person, 2)).toEqual([201, 201]);
  // The session's own item is its agent's first.
  expect(await sayTimes(session, space.apiKey, 2)).toEqual([201, 413]);
  expect((await session.say(space.apiKey)).json.advice).toBe("Go on in a new session.");
});

test("many at the same moment are counted one by one", async () => {
  await using space = await testSpace({ limits: { guestItems: 5 } });
  const session = await testSession(space);
  const guest = await testGuest(session);
  const said = await Promise.all(Array.from({ length: 20 }, () => session.say(guest)));
  expect(said.filter(({ status }) => status === 201)).toHaveLength(5);
  expect((await session.read(space.apiKey)).json.lastSeq).toBe(7);
});

test("everybody is told what holds for them", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const allowed = async (member: Sender) => {
    const { sessionItems, sessionItemBytes } = (await space.as(member, "GET", "/me")).json.limits;
    return [sessionItems, sessionItemBytes];
  };
  expect(await allowed(await testGuest(session))).toEqual([500, 16 * 1024 ** 2]);
  expect(await allowed(space.apiKey)).toEqual([50_000, 1024 ** 3]);
});
