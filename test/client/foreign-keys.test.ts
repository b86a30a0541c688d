import { expect, test } from "bun:test";
import * as v from "valibot";
import { join } from "../../src/client/join.ts";
import { invitePerson, removeMember } from "../../src/client/membership.ts";
import { memoryPins } from "../../src/client/pins.ts";
import { RosterChangeBuilder } from "../../src/client/roster-change.ts";
import { sendMessage } from "../../src/client/send.ts";
import { createSession } from "../../src/client/sessions.ts";
import { parseSecret } from "../../src/crypto/secret.ts";
import { makeSessionKey, wrapSessionKey } from "../../src/crypto/session-key.ts";
import { makeSpaceKey } from "../../src/crypto/space-key.ts";
import { timestamp } from "../../src/protocol/primitives.ts";
import { type ClientSpace, clientSpace } from "../helpers/client-space.ts";

/** A server that makes a session key of its own, wraps it to the reader as anyone can, and names it in the unsigned answer. */
async function swappingNetwork(space: ClientSpace, face: "agent" | "human") {
  const key = await makeSessionKey();
  const honest = face === "agent" ? await space.agent() : await space.owner();
  const [own] = face === "agent" ? [] : honest.spaceKeys;
  const recipient = own ?? { id: honest.identity.id, publicKey: honest.identity.hpke };
  const written: string[] = [];
  const network = async (url: string, init: RequestInit): Promise<Response> => {
    const { pathname } = new URL(url);
    if (init.method === "POST" && pathname.endsWith("/messages")) written.push(pathname);
    const response = await fetch(url, init);
    const sessionId = new RegExp(`^/v1/${face}/sessions/([^/]+)$`).exec(pathname)?.[1];
    if (!sessionId || !response.ok) return response;
    const body = v.parse(v.looseObject({ item: v.looseObject({}) }), await response.json());
    const keyWrappings = [await wrapSessionKey(sessionId, key, recipient, honest.identity.id)];
    return Response.json({ ...body, item: { ...body.item, keyId: key.id }, keyWrappings });
  };
  return { network, written };
}

test("an agent seals nothing under a session key that the server made", async () => {
  await using space = await clientSpace();
  const { network, written } = await swappingNetwork(space, "agent");
  const speaking = (async () =>
    sendMessage(await createSession(await space.agent(network), { title: "Deploy" }), {
      content: "secret",
    }))();
  await expect(speaking).rejects.toMatchObject({ code: "tampered" });
  expect(written).toEqual([]);
});

test("a person seals nothing under a session key that the server made", async () => {
  await using space = await clientSpace();
  const { id } = await createSession(await space.agent(), { title: "Deploy" });
  const { network, written } = await swappingNetwork(space, "human");
  const speaking = (async () =>
    sendMessage(await (await space.owner(network)).session(id), { content: "secret" }))();
  await expect(speaking).rejects.toMatchObject({ code: "tampered" });
  expect(written).toEqual([]);
});

test("a member who began an epoch and kept its key to itself can still be taken out, and the space goes on", async () => {
  await using space = await clientSpace();
  const invite = await invitePerson(await space.owner(), { name: "Mallory" });
  const secret = parseSecret(invite.code);
  if (!secret) throw new Error("The invite holds no secret.");
  const { connection } = space;
  const { member: mallory } = await join({ connection, secret, label: "Phone", pins: memoryPins() });
  const builder = new RosterChangeBuilder(await mallory.refreshRoster(), mallory.identity);
  const [kept, given, old] = [await makeSpaceKey(2), await makeSpaceKey(2), mallory.spaceKeys[0]];
  if (!old) throw new Error("There is no space key.");
  await builder.entry({ op: "epoch", at: timestamp(), epoch: 2, hpke: kept.publicKey });
  await builder.seal(old, { id: kept.id, publicKey: kept.publicKey });
  for (const { active, kind, id, hpke } of builder.roster.members.values()) {
    if (!active || kind === "ApiKey") continue;
    await builder.seal(id === mallory.identity.id ? kept : given, { id, publicKey: hpke });
  }
  await mallory.http.write("POST", "/v1/human/roster", v.unknown(), builder.build());
  const owner = await space.owner();
  await removeMember(owner, invite.memberId);
  const { id } = await createSession(await space.agent(), { title: "Deploy" });
  expect((await owner.session(id)).title).toBe("Deploy");
  expect((await (await space.owner()).session(id)).title).toBe("Deploy");
});

test("an agent that does not know yet of a new space key seals its next session to that one all the same", async () => {
  await using space = await clientSpace();
  const [agent, owner, elsewhere] = [await space.agent(), await space.owner(), await space.owner()];
  const invite = await invitePerson(owner, { name: "Bob" });
  const secret = parseSecret(invite.code);
  if (!secret) throw new Error("The invite holds no secret.");
  const { connection } = space;
  await join({ connection, secret, label: "Phone", pins: memoryPins() });
  await removeMember(owner, invite.memberId);
  const { id } = await createSession(agent, { title: "Deploy" });
  expect((await elsewhere.session(id)).title).toBe("Deploy");
});
