import { expect, test } from "bun:test";
import * as v from "valibot";
import { MeSchema } from "../../src/protocol/membership.ts";
import { SessionSchema } from "../../src/protocol/session.ts";
import { TimelineSchema } from "../../src/protocol/timeline.ts";
import { testSession } from "../helpers/test-session.ts";
import { testSpace } from "../helpers/test-space.ts";

test("an agent learns who it is", async () => {
  await using space = await testSpace();
  const me = await space.as(space.apiKey, "GET", "/me");
  expect(v.parse(MeSchema, me.json)).toMatchObject({
    type: "Agent",
    keyId: space.apiKey.own.id,
    spaceId: space.spaceId,
    agent: { name: "tester" },
  });
});

test("a held wait returns the answer that a person gives", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const question = await session.ask();
  const waiting = session.read(space.apiKey, `?after=${question.seq}&wait=20&question=${question.id}`);
  const answered = await session.answer(space.owner, question);
  expect(answered.status).toBe(201);
  const timeline = v.parse(TimelineSchema, (await waiting).json);
  expect(timeline.items).toHaveLength(1);
  expect(timeline.items[0]).toMatchObject({ kind: "Response", seq: 3, senderType: "Human" });
  expect(timeline.question).toMatchObject({ state: "Answered", endedBy: { seq: 3 } });
});

test("a session names its open question to the person and not after it was answered", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const question = await session.ask({ priority: "High" });
  const before = await space.as(space.owner, "GET", session.path);
  expect(v.parse(SessionSchema, before.json).openQuestions).toMatchObject([{ id: question.id, seq: 2 }]);
  await session.answer(space.owner, question);
  const after = await space.as(space.owner, "GET", session.path);
  expect(after.json.openQuestions).toEqual([]);
});
