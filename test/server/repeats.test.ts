import { expect, test } from "bun:test";
import { newId } from "../../src/protocol/id.ts";
import { addApiKey } from "../helpers/join-space.ts";
import { newGuest } from "../helpers/test-guest.ts";
import { newSession, testSession } from "../helpers/test-session.ts";
import { testSpace } from "../helpers/test-space.ts";

test("the same session sent twice is made once", async () => {
  await using space = await testSpace();
  const { body } = await newSession(space, space.apiKey);
  const first = await space.as(space.apiKey, "POST", "/sessions", body);
  const second = await space.as(space.apiKey, "POST", "/sessions", body);
  expect([first.status, second.status]).toEqual([201, 201]);
  expect(second.json).toEqual(first.json);
  expect((await space.as(space.apiKey, "GET", "/sessions")).json.items).toHaveLength(1);
});

test("the same message sent twice at the same moment is stored once", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const item = await session.item(space.apiKey);
  const send = () => space.as(space.apiKey, "POST", `${session.path}/messages`, item);
  const answers = await Promise.all([send(), send(), send()]);
  expect(answers.map((answer) => [answer.status, answer.json.seq])).toEqual([
    [201, 2],
    [201, 2],
    [201, 2],
  ]);
  expect((await session.read(space.apiKey)).json.lastSeq).toBe(2);
});

test("the same answer sent twice gets the first result, although the question has ended", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const question = await session.ask();
  const about = { id: question.id, digest: await session.digest(question) };
  const item = await session.item(space.owner, { kind: "Response", about }, { response: { text: "yes" } });
  const send = () => space.as(space.owner, "POST", `${session.path}/messages/${question.id}/response`, item);
  const first = await send();
  await space.as(space.owner, "POST", `${session.path}/close`, {});
  const second = await send();
  expect([second.status, second.json]).toEqual([201, first.json]);
});

test("the same guest link sent twice is made once", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const { body } = await newGuest(session, space.apiKey);
  const send = () => space.as(space.apiKey, "POST", `${session.path}/guest-tokens`, body);
  const [first, second] = [await send(), await send()];
  expect([second.status, second.json]).toEqual([201, first.json]);
  expect((await space.as(space.apiKey, "GET", `${session.path}/guest-tokens`)).json.items).toHaveLength(1);
});

test("an id that was used for something else is a bare conflict", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const id = newId();
  await session.say(space.apiKey, { id });
  for (const again of [await session.say(space.apiKey, { id }), await session.say(space.owner, { id })])
    expect([again.status, again.json.code, again.json.detail]).toEqual([
      409,
      "conflict",
      "This id is already used.",
    ]);
});

test("a session id of another API key's session is a bare conflict", async () => {
  await using space = await testSpace();
  const other = await addApiKey(space);
  const session = await testSession(space);
  const { body } = await newSession(space, other, { sessionId: session.id });
  const taken = await space.as(other, "POST", "/sessions", body);
  expect([taken.status, taken.json.detail]).toEqual([409, "This id is already used."]);
});
