import { expect, test } from "bun:test";
import { timestamp } from "../../src/protocol/primitives.ts";
import { join } from "../helpers/join-space.ts";
import { testGuest } from "../helpers/test-guest.ts";
import { testSession } from "../helpers/test-session.ts";
import { testSpace } from "../helpers/test-space.ts";

test("a second answer is refused and told who answered first and when", async () => {
  await using space = await testSpace();
  const person = await join(space);
  const session = await testSession(space);
  const question = await session.ask();
  const first = await session.answer(space.owner, question);
  const second = await session.answer(person, question);
  expect([second.status, second.json.code]).toEqual([409, "already_answered"]);
  expect(second.json.detail).toBe(
    `This question was already answered by a person at ${first.json.receivedAt}.`,
  );
});

test("an answer that names another digest than the question's is refused", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const [one, two] = [await session.ask(), await session.ask()];
  const about = { id: one.id, digest: await session.digest(two) };
  const item = await session.item(space.owner, { kind: "Response", about }, { response: { text: "yes" } });
  const wrong = await space.as(space.owner, "POST", `${session.path}/messages/${one.id}/response`, item);
  const moved = await space.as(space.owner, "POST", `${session.path}/messages/${two.id}/response`, item);
  expect([wrong.status, moved.status]).toEqual([422, 422]);
});

test("a cancelled question takes no answer, and cancelling twice makes one entry", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const question = await session.ask();
  const cancel = () => space.as(space.apiKey, "POST", `${session.path}/messages/${question.id}/cancel`, {});
  expect([(await cancel()).status, (await cancel()).status]).toEqual([200, 200]);
  const late = await session.answer(space.owner, question);
  expect([late.status, late.json.code]).toEqual([409, "question_ended"]);
  const { items } = (await session.read(space.apiKey, "?after=2")).json;
  expect(items).toMatchObject([{ kind: "System", event: "Cancelled", about: question.id, seq: 3 }]);
});

test("closing cancels the open questions first, and closing twice adds nothing", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const [one, two] = [await session.ask(), await session.ask()];
  await space.as(space.apiKey, "POST", `${session.path}/close`, {});
  await space.as(space.owner, "POST", `${session.path}/close`, {});
  const timeline = (await session.read(space.apiKey, "?after=3")).json;
  expect(timeline.status).toBe("Closed");
  expect(timeline.items).toMatchObject([
    { event: "Cancelled", about: one.id },
    { event: "Cancelled", about: two.id },
    { event: "Closed", about: null, by: space.apiKey.own.id },
  ]);
  const late = await session.say(space.apiKey);
  expect([late.status, late.json.code]).toEqual([409, "session_closed"]);
});

test("archiving an active session closes it first", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  await space.as(space.owner, "POST", `${session.path}/archive`, {});
  const { items, status } = (await session.read(space.owner, "?after=1")).json;
  expect(items.map((item: { event: string }) => item.event)).toEqual(["Closed", "Archived"]);
  expect(status).toBe("Archived");
});

test("a question expires by its timer, and its waiter is told at once", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const question = await session.ask({ until: timestamp(Date.now() + 1500) });
  const { json } = await session.read(space.apiKey, `?after=2&wait=20&question=${question.id}`);
  expect(json.question).toMatchObject({ state: "Expired", endedBy: { event: "Expired", by: null } });
});

test("an answer at the very moment of the end is refused, and a read shows the question expired", async () => {
  let now = Date.now();
  await using space = await testSpace({ clock: () => now });
  const session = await testSession(space);
  const question = await session.ask({ until: timestamp(now + 60_000) });
  now += 60_000;
  const late = await session.answer(space.owner, question);
  expect([late.status, late.json.code]).toEqual([409, "question_ended"]);
  const { openQuestions, lastSeq } = (await space.as(space.owner, "GET", session.path)).json;
  expect([openQuestions, lastSeq]).toEqual([[], 3]);
});

test("answer, cancel, close and expiry at the same time have exactly one outcome", async () => {
  for (let round = 0; round < 20; round++) {
    const start = Date.now();
    // In each round the time is over at another of the server's looks at its clock.
    let looksBefore = Number.POSITIVE_INFINITY;
    const clock = () => (looksBefore-- > 0 ? start : start + 60_000);
    await using space = await testSpace({ clock });
    const session = await testSession(space);
    const question = await session.ask({ until: timestamp(start + 60_000) });
    looksBefore = round;
    const answers = await Promise.all([
      session.answer(space.owner, question),
      session.answer(space.owner, question),
      space.as(space.apiKey, "POST", `${session.path}/messages/${question.id}/cancel`, {}),
      space.as(space.owner, "POST", `${session.path}/close`, {}),
      session.read(space.apiKey, `?after=2&wait=5&question=${question.id}`),
    ]);
    expect(answers.filter((answer) => answer.status >= 500)).toEqual([]);
    const { items, question: end } = (await session.read(space.apiKey, `?question=${question.id}`)).json;
    const endings = items.filter(
      (item: { kind: string; event?: string; about: { id: string } | string | null }) =>
        item.kind === "Response" || item.event === "Cancelled" || item.event === "Expired",
    );
    expect(endings).toHaveLength(1);
    expect(end.endedBy).toEqual(endings[0]);
    expect(items.map((item: { seq: number }) => item.seq)).toEqual(
      items.map((_: unknown, i: number) => i + 1),
    );
  }
});

test("a question for people refuses a guest and takes a person's answer", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const question = await session.ask({ participants: "People" });
  const guest = await testGuest(session);
  expect((await session.answer(guest, question)).status).toBe(403);
  expect((await session.answer(space.owner, question)).status).toBe(201);
});
