import { expect, test } from "bun:test";
import { testSession } from "../helpers/test-session.ts";
import { testSpace } from "../helpers/test-space.ts";
import { until } from "../helpers/until.ts";

type Seen = { seq: number };

test("pages follow each other without a gap or a repeat", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  for (let sent = 0; sent < 6; sent++) await session.say(space.apiKey);
  const seen: number[] = [];
  let cursor = 0;
  for (let page = 0; page < 4; page++) {
    const { json } = await session.read(space.owner, `?after=${cursor}&limit=3`);
    seen.push(...json.items.map((item: Seen) => item.seq));
    cursor = json.cursor;
    expect(json.lastSeq).toBe(7);
  }
  expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test("a cursor beyond the end is named as such", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  for (const query of ["?after=5", "?after=5&wait=5"]) {
    const refused = await session.read(space.apiKey, query);
    expect([refused.status, refused.json.code]).toEqual([409, "cursor_ahead"]);
  }
});

test("a wait does not end by what the waiting key itself sends", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  let ended = false;
  const waiting = session.read(space.apiKey, "?after=1&wait=20").then((answer) => {
    ended = true;
    return answer;
  });
  await until(() => space.server.running().activity().waits === 1);
  await session.say(space.apiKey);
  expect(ended).toBe(false);
  await session.say(space.owner);
  expect((await waiting).json.items.map((item: Seen) => item.seq)).toEqual([2, 3]);
});

test("a wait returns empty-handed when its time is over", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const { json } = await session.read(space.apiKey, "?after=1&wait=1");
  expect(json).toMatchObject({ items: [], cursor: 1, lastSeq: 1 });
});

test("a wait for a question that has ended returns at once, whatever the cursor", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const question = await session.ask();
  await session.answer(space.owner, question);
  const { json } = await session.read(space.apiKey, `?after=3&wait=30&question=${question.id}`);
  expect(json).toMatchObject({ items: [], cursor: 3, question: { state: "Answered", endedBy: { seq: 3 } } });
});

test("a wait on a closed session returns at once", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  await space.as(space.apiKey, "POST", `${session.path}/close`, {});
  expect((await session.read(space.apiKey, "?after=2&wait=30")).json.status).toBe("Closed");
});

test("a wait for an unknown question is refused at once", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const unknown = "?after=1&wait=30&question=01900000-0000-7000-8000-000000000000";
  expect((await session.read(space.apiKey, unknown)).status).toBe(404);
});

test("a client that goes away leaves no held wait behind", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const { activity } = space.server.running();
  const leaving = new AbortController();
  const waiting = session.read(space.apiKey, "?after=1&wait=30", leaving.signal).catch(() => "gone");
  await until(() => activity().waits === 1);
  leaving.abort();
  expect(await waiting).toBe("gone");
  await until(() => activity().waits === 0);
});

test("a stopping server answers its held waits with what is there", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const waiting = session.read(space.apiKey, "?after=1&wait=30");
  await until(() => space.server.running().activity().waits === 1);
  await space.server.restart();
  expect((await waiting).json).toMatchObject({ items: [], cursor: 1 });
  expect((await session.read(space.apiKey, "?after=0")).json.lastSeq).toBe(1);
});

test("more waits than a key may hold are refused with a time to come back, unless there is something already", async () => {
  await using space = await testSpace({ limits: { waitsPerKey: 1 } });
  const session = await testSession(space);
  const waiting = session.read(space.apiKey, "?after=1&wait=30");
  await until(() => space.server.running().activity().waits === 1);
  const another = () => session.read(space.apiKey, "?after=1&wait=30");
  const refused = await another();
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "5"]);
  expect((await session.read(space.apiKey, "?after=9&wait=30")).json.code).toBe("cursor_ahead");
  const late = await testSession(space);
  await late.say(space.owner);
  expect((await late.read(space.apiKey, "?after=1&wait=30")).json.items).toMatchObject([{ seq: 2 }]);
  expect(space.server.running().activity().waits).toBe(1);
  await session.say(space.owner);
  expect((await waiting).status).toBe(200);
  expect((await another()).json.items).toMatchObject([{ seq: 2 }]);
});

test("a wait that is not a whole number of seconds is named", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const refused = await session.read(space.apiKey, "?wait=ever");
  expect(refused.json).toMatchObject({
    status: 400,
    issues: [{ path: "wait", message: "expected a whole number from 0 to 55, got ever" }],
  });
});
