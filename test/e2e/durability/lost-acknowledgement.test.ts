import { expect, test } from "bun:test";
import { blobSource } from "../../../src/client/attachment-source.ts";
import { downloadAttachment, uploadAttachment } from "../../../src/client/attachments.ts";
import { createGuestToken, listGuestTokens, revokeGuestToken } from "../../../src/client/guests.ts";
import { join } from "../../../src/client/join.ts";
import type { Member } from "../../../src/client/member.ts";
import { addApiKey, invitePerson, removeMember } from "../../../src/client/membership.ts";
import { memoryPins } from "../../../src/client/pins.ts";
import { cancelQuestion, respond, sendMessage } from "../../../src/client/send.ts";
import { closeSession, createSession, listSessions } from "../../../src/client/sessions.ts";
import { parseSecret } from "../../../src/crypto/secret.ts";
import { losingNetwork } from "../../helpers/cheating-network.ts";
import { clientSpace } from "../../helpers/client-space.ts";
import { someBytes } from "../../helpers/test-upload.ts";

/** A network that acts on every write and loses its answer the first time it is sent. */
function forgetful() {
  const seen = new Set<string>();
  return async (url: string, init: RequestInit): Promise<Response> => {
    const response = await fetch(url, init);
    const key = `${init.method} ${url} ${init.body instanceof Uint8Array ? Bun.hash(init.body) : init.body}`;
    if (init.method === "GET" || seen.has(key)) return response;
    seen.add(key);
    await response.arrayBuffer();
    throw new TypeError("The connection was lost.");
  };
}

const kindsOf = (items: readonly { kind: string }[]) => items.map(({ kind }) => kind);

test("an agent that hears of no write at the first time has each of them once", async () => {
  await using space = await clientSpace();
  const agent = await space.agent(forgetful());
  const log = await createSession(agent, { title: "A bad line" });
  const first = await sendMessage(log, { content: "One?", responseRequired: true });
  const second = await sendMessage(log, { content: "Two?", responseRequired: true });
  await cancelQuestion(log, first.id);
  const { tokenId } = await createGuestToken(log, { name: "Gitta" });
  await revokeGuestToken(log, tokenId);
  await closeSession(log);

  expect((await listSessions(agent)).items.map(({ id }) => id)).toEqual([log.id]);
  expect((await listGuestTokens(log)).map(({ id }) => id)).toEqual([tokenId]);
  expect(log.question(second.id)?.question?.state).toBe("Cancelled");
  const events = log.items.flatMap((item) => (item.kind === "System" ? [item.event] : []));
  expect(events).toEqual(["Cancelled", "GuestRevoked", "Cancelled", "Closed"]);
  expect(kindsOf(log.items)).toEqual([
    ...["Session", "Message", "Message", "System", "Guest", "System", "System", "System"],
  ]);
});

test("a person whose answer's acknowledgement is lost has answered once, and is not told of a conflict", async () => {
  await using space = await clientSpace();
  const log = await createSession(await space.agent(), { title: "A bad line" });
  const question = await sendMessage(log, { content: "Deploy?", responseRequired: true });
  const seen = await (await space.owner(forgetful())).session(log.id);
  const response = await respond(seen, { questionId: question.id, answer: { text: "yes" }, via: "inbox" });
  expect(response).toMatchObject({ questionId: question.id, answer: { text: "yes" } });
  expect(kindsOf(seen.items)).toEqual(["Session", "Message", "Response"]);
});

test("an upload whose every part is acknowledged in vain the first time is whole and there once", async () => {
  await using space = await clientSpace();
  const agent = await space.agent(forgetful());
  const log = await createSession(agent, { title: "A bad line" });
  const bytes = someBytes(3_000_000);
  const { id } = await uploadAttachment(log, blobSource(new Blob([bytes]), "a.bin"));
  const { stream } = await downloadAttachment(await (await space.owner()).session(log.id), id);
  expect(Buffer.compare(new Uint8Array(await new Response(stream).arrayBuffer()), bytes)).toBe(0);
  expect(kindsOf(log.items)).toEqual(["Session", "Attachment"]);
});

test("an API key, an invitation and a removal whose acknowledgements are lost are in the roster once", async () => {
  await using space = await clientSpace();
  const owner = await space.owner(forgetful());
  const { apiKey, memberId } = await addApiKey(owner, { name: "nightly" });
  const { code } = await invitePerson(owner, { name: "Paula" });
  expect(namesOf(owner)).toEqual(["Ada", "first key", "other key", "nightly", "Paula"]);

  const secret = parseSecret(apiKey);
  const invited = parseSecret(code);
  if (!secret || !invited) throw new Error("no secrets were given");
  expect((await space.connect(secret)).type).toBe("Agent");
  expect((await space.connect(invited)).type).toBe("Human");

  await removeMember(owner, memberId);
  await expect(space.connect(secret)).rejects.toMatchObject({ code: "unauthorized" });
});

test("a person who joins while the acknowledgement is lost is in, with one device", async () => {
  await using space = await clientSpace();
  const owner = await space.owner();
  const { code } = await invitePerson(owner, { name: "Paula" });
  const secret = parseSecret(code);
  if (!secret) throw new Error("no secret was given");
  const network = losingNetwork((path, method) => method === "POST" && path.endsWith("/roster"), 1);
  const joined = await join({
    connection: { ...space.connection, fetch: network },
    secret,
    label: "Phone",
    pins: memoryPins(),
  });
  expect(joined.member.type).toBe("Human");
  await owner.refreshRoster();
  expect(namesOf(owner)).toEqual(["Ada", "first key", "other key", "Paula"]);
});

/** Who stands in the roster, in the order in which they came. */
function namesOf(member: Member): string[] {
  return [...member.roster.members.values()].filter(({ active }) => active).map(({ name }) => name);
}
