import { expect, test } from "bun:test";
import { awaitResponse } from "../../src/client/await-response.ts";
import { Deliveries } from "../../src/client/deliveries.ts";
import { connectGuest, createGuestToken, revokeGuestToken } from "../../src/client/guests.ts";
import { memoryPins } from "../../src/client/pins.ts";
import { respond, sendMessage } from "../../src/client/send.ts";
import type { SessionLog } from "../../src/client/session-log.ts";
import { createSession } from "../../src/client/sessions.ts";
import { parseSecret } from "../../src/crypto/secret.ts";
import { timestamp } from "../../src/protocol/primitives.ts";
import { type ClientSpace, clientSpace } from "../helpers/client-space.ts";
import { newerItem, plant } from "../helpers/newer-hiloop.ts";

const MINUTE_MS = 60_000;
const YES = { action: "approve", via: "inbox" };
const BUTTONS = [{ type: "button_group", data: { buttons: [{ label: "Yes", action: "approve" }] } }];

/** A server that hides the end of a question: its clock stands still long before it. */
function hidingSpace(): Promise<ClientSpace> {
  return clientSpace({ clock: () => Date.now() - 24 * 60 * MINUTE_MS });
}

async function asked(space: ClientSpace, expiresInSeconds: number) {
  const log = await createSession(await space.agent(), { title: "Deploy" });
  const question = await sendMessage(log, { content: "Deploy?", components: BUTTONS, expiresInSeconds });
  return { log, question, ada: await (await space.owner()).session(log.id) };
}

/** Answers so much after the question's end, by the answer's own time. */
async function answerAfterEnd(space: ClientSpace, log: SessionLog, lateMs: number): Promise<void> {
  const [question] = log.openQuestions();
  if (!question?.question?.until) throw new Error("There is no question that ends.");
  const at = timestamp(Date.parse(question.question.until) + lateMs);
  const about = { id: question.id, digest: question.digest };
  plant(space, log.id, await newerItem(log.member, log, { kind: "Response", at, about }, { response: YES }));
}

const readers: [string, (space: ClientSpace) => Promise<{ session(id: string): Promise<SessionLog> }>][] = [
  ["its agent", (space) => space.agent()],
  ["a person", (space) => space.owner()],
];

test.each(readers)(
  "an answer signed hours after the question's end counts for nothing to %s",
  async (_who, by) => {
    await using space = await hidingSpace();
    const { log, question, ada } = await asked(space, 60);
    await answerAfterEnd(space, ada, 3 * 60 * MINUTE_MS);
    const reader = await (await by(space)).session(log.id);
    expect(reader.items[2]).toMatchObject({
      kind: "Tampered",
      problem: expect.stringContaining("after the question's end"),
    });
    expect(reader.responseTo(question.id)).toBeUndefined();
    const waiting = awaitResponse(reader, { deliveries: new Deliveries(), after: 2, waitSeconds: 0 });
    await expect(waiting).rejects.toMatchObject({ code: "tampered" });
  },
);

test.each([
  [9, "answered"],
  [11, "tampered"],
])("an answer signed %d minutes after the end is %s: clocks differ by ten", async (minutes, outcome) => {
  await using space = await hidingSpace();
  const { log, ada } = await asked(space, 60);
  await answerAfterEnd(space, ada, minutes * MINUTE_MS);
  const reader = await (await space.agent()).session(log.id);
  const options = { deliveries: new Deliveries(), waitSeconds: 0 };
  const got = await awaitResponse(reader, options).then(
    ({ status }) => status,
    ({ code }) => code,
  );
  expect(got).toBe(outcome);
});

test("whoever answers sends nothing once the time is over by the own clock, whatever the server would take", async () => {
  await using space = await hidingSpace();
  const { question, ada } = await asked(space, -1);
  const answer = { questionId: question.id, answer: { action: "approve" }, via: "cli" } as const;
  await expect(respond(ada, answer)).rejects.toMatchObject({ code: "question_ended" });
  await ada.sync();
  expect(ada.items).toHaveLength(2);
});

async function graceIn(space: ClientSpace, log: SessionLog, expiresInSeconds: number) {
  const { url, tokenId } = await createGuestToken(log, { name: "Grace", expiresInSeconds });
  const secret = parseSecret(url.split("#").at(-1) ?? "");
  if (!secret) throw new Error("The link holds no secret.");
  const { connection } = space;
  return { tokenId, ...(await connectGuest({ connection, secret, pins: memoryPins() })) };
}

test("chat of a guest whose link had ended is not heard, also when the server lets it through", async () => {
  await using space = await hidingSpace();
  const { log } = await asked(space, 60);
  const grace = await graceIn(space, log, -60 * 60);
  await expect(sendMessage(grace.log, { content: "Go ahead" })).rejects.toMatchObject({ code: "tampered" });
  await log.sync();
  expect(log.items.at(-1)).toMatchObject({ kind: "Tampered" });
});

test("chat of a guest whose link had been revoked is not heard, also when the server lets it through", async () => {
  await using space = await clientSpace();
  const { log } = await asked(space, 60);
  const grace = await graceIn(space, log, 60 * 60);
  const said = await newerItem(grace.member, grace.log, { priority: "Normal" }, { content: "Go ahead" });
  await revokeGuestToken(log, grace.tokenId);
  plant(space, log.id, said);
  const reader = await (await space.agent()).session(log.id);
  expect(reader.items.at(-1)).toMatchObject({
    kind: "Tampered",
    problem: expect.stringContaining("revoked"),
  });
});
