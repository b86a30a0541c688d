import { expect, test } from "bun:test";
import { addApiKey, removeEntry } from "../helpers/join-space.ts";
import { readEvents } from "../helpers/read-events.ts";
import { testGuest } from "../helpers/test-guest.ts";
import { testSession } from "../helpers/test-session.ts";
import { testSpace } from "../helpers/test-space.ts";
import { until } from "../helpers/until.ts";

test("a person hears of every session's news, of typing and of the roster", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  await using reader = await readEvents(space.url, space.owner);
  await session.say(space.apiKey);
  await reader.find({ type: "session", sessionId: session.id, lastSeq: 2 });
  await space.as(space.apiKey, "POST", `${session.path}/typing`, {});
  await reader.find({ type: "typing", sessionId: session.id, keyId: space.apiKey.own.id });
  await addApiKey(space);
  await reader.find({ type: "roster", n: 3 });
});

test("a person sees an agent waiting, also one that waited before", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  await using early = await readEvents(space.url, space.owner);
  const leaving = new AbortController();
  const waiting = session.read(space.apiKey, "?after=1&wait=30", leaving.signal).catch(() => "gone");
  await early.find({ type: "waiting", sessionId: session.id, waiting: true });
  await using late = await readEvents(space.url, space.owner);
  await late.find({ type: "waiting", sessionId: session.id, waiting: true });
  leaving.abort();
  await waiting;
  await early.find({ type: "waiting", sessionId: session.id, waiting: false });
});

test("a guest hears of its own session only, and its stream ends when it is revoked", async () => {
  await using space = await testSpace();
  const [session, other] = [await testSession(space), await testSession(space)];
  const guest = await testGuest(session);
  await using reader = await readEvents(space.url, guest);
  await other.say(space.apiKey);
  await session.say(space.apiKey);
  await reader.find({ type: "session", lastSeq: 3 });
  expect(reader.events).toEqual([{ type: "session", sessionId: session.id, lastSeq: 3 }]);
  await space.as(space.owner, "DELETE", `${session.path}/guest-tokens/${guest.memberId}`);
  await until(reader.ended);
});

test("the inbox counts as connected while a person's stream is open", async () => {
  await using space = await testSpace();
  const connected = async () => (await space.as(space.apiKey, "GET", "/me")).json.inboxConnected;
  expect(await connected()).toBe(false);
  {
    await using _reader = await readEvents(space.url, space.owner);
    expect(await connected()).toBe(true);
  }
  await until(async () => !(await connected()));
});

test("a removed key does not touch the streams of others", async () => {
  await using space = await testSpace();
  await using reader = await readEvents(space.url, space.owner);
  await space.change(space.owner, [removeEntry(space.apiKey)]);
  await reader.find({ type: "roster", n: 3 });
  expect(reader.ended()).toBe(false);
});
