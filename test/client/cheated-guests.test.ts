import { expect, test } from "bun:test";
import { awaitResponse } from "../../src/client/await-response.ts";
import { Deliveries } from "../../src/client/deliveries.ts";
import { connectGuest, createGuestToken, revokeGuestToken } from "../../src/client/guests.ts";
import { join } from "../../src/client/join.ts";
import { invitePerson, removeMember } from "../../src/client/membership.ts";
import { memoryPins } from "../../src/client/pins.ts";
import { cancelQuestion, respond, sendMessage } from "../../src/client/send.ts";
import { createSession } from "../../src/client/sessions.ts";
import { parseSecret, type Secret } from "../../src/crypto/secret.ts";
import { type ClientSpace, clientSpace } from "../helpers/client-space.ts";

const BUTTONS = [{ type: "button_group", data: { buttons: [{ label: "Yes", action: "approve" }] } }];

function secretOf(link: string): Secret {
  const secret = parseSecret(link.split("#").at(-1) ?? "");
  if (!secret) throw new Error("The link holds no secret.");
  return secret;
}

function enter(space: ClientSpace, url: string) {
  return connectGuest({ connection: space.connection, secret: secretOf(url), pins: memoryPins() });
}

async function bobIn(space: ClientSpace) {
  const invite = await invitePerson(await space.owner(), { name: "Bob" });
  const { connection } = space;
  const joined = await join({
    connection,
    secret: secretOf(invite.code),
    label: "Phone",
    pins: memoryPins(),
  });
  return { bob: joined.member, memberId: invite.memberId };
}

test("who is removed takes the guest links along that they made", async () => {
  await using space = await clientSpace();
  const log = await createSession(await space.agent(), { title: "Deploy" });
  const { bob, memberId } = await bobIn(space);
  const { url } = await createGuestToken(await bob.session(log.id));
  const guest = await enter(space, url);
  const question = await sendMessage(log, { content: "Deploy?", components: BUTTONS });
  await guest.log.sync();
  await removeMember(await space.owner(), memberId);
  const answer = { questionId: question.id, answer: { action: "approve" }, via: "inbox" } as const;
  await expect(respond(guest.log, answer)).rejects.toMatchObject({ code: "gone" });
  await expect(enter(space, url)).rejects.toMatchObject({ code: "gone" });
});

test("the answer of a guest counts for nothing once whoever let the guest in was removed", async () => {
  await using space = await clientSpace();
  const log = await createSession(await space.agent(), { title: "Deploy" });
  const { bob, memberId } = await bobIn(space);
  const { url } = await createGuestToken(await bob.session(log.id));
  const question = await sendMessage(log, { content: "Deploy?", components: BUTTONS });
  const guest = await enter(space, url);
  await respond(guest.log, { questionId: question.id, answer: { action: "approve" }, via: "inbox" });
  await removeMember(await space.owner(), memberId);
  const waiting = awaitResponse(await (await space.agent()).session(log.id), {
    deliveries: new Deliveries(),
    questionId: question.id,
    waitSeconds: 0,
  });
  await expect(waiting).rejects.toMatchObject({ code: "forbidden", message: expect.stringContaining("Bob") });
});

test("a guest who may only read is not heard, even when the server lets the guest speak", async () => {
  await using space = await clientSpace();
  const careless = await space.agent((url, init) => {
    if (!url.endsWith("/guest-tokens") || typeof init.body !== "string") return fetch(url, init);
    return fetch(url, { ...init, body: JSON.stringify({ ...JSON.parse(init.body), permission: "Answer" }) });
  });
  const log = await createSession(careless, { title: "Deploy" });
  const { url } = await createGuestToken(log, { permission: "Read" });
  const guest = await enter(space, url);
  await expect(sendMessage(guest.log, { content: "Go ahead" })).rejects.toMatchObject({ code: "tampered" });
  const waiting = awaitResponse(log, { deliveries: new Deliveries(), waitSeconds: 0 });
  await expect(waiting).rejects.toMatchObject({ code: "tampered" });
});

test("a link that had ended before the question was asked cannot answer it, whatever the server's clock says", async () => {
  await using space = await clientSpace({ clock: () => Date.now() - 2 * 60 * 60 * 1000 });
  const log = await createSession(await space.agent(), { title: "Deploy" });
  const { url } = await createGuestToken(log, { expiresInSeconds: -60 * 60 });
  const question = await sendMessage(log, { content: "Deploy?", components: BUTTONS });
  const guest = await enter(space, url);
  const answer = { questionId: question.id, answer: { action: "approve" }, via: "inbox" } as const;
  await expect(respond(guest.log, answer)).rejects.toMatchObject({ code: "tampered" });
  const waiting = awaitResponse(log, { deliveries: new Deliveries(), waitSeconds: 0 });
  await expect(waiting).rejects.toMatchObject({ code: "tampered" });
});

test("a server that only says that it revoked a link or cancelled a question is found out", async () => {
  await using space = await clientSpace();
  const swallowing = await space.agent(async (url, init) =>
    init.method === "DELETE" || url.endsWith("/cancel") ? Response.json({}) : await fetch(url, init),
  );
  const log = await createSession(swallowing, { title: "Deploy" });
  const question = await sendMessage(log, { content: "Deploy?", components: BUTTONS });
  const { tokenId } = await createGuestToken(log);
  await expect(cancelQuestion(log, question.id)).rejects.toMatchObject({ code: "tampered" });
  await expect(revokeGuestToken(log, tokenId)).rejects.toMatchObject({ code: "tampered" });
});
