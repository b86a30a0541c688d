import { expect, test } from "bun:test";
import * as v from "valibot";
import { makeSpaceKey, openSpaceKey, sealSpaceKey } from "../../src/crypto/space-key.ts";
import { MeSchema } from "../../src/protocol/membership.ts";
import { timestamp } from "../../src/protocol/primitives.ts";
import { addApiKey, invite, join, joinBy, removeEntry, sealingTo } from "../helpers/join-space.ts";
import { credentialOf, testMember } from "../helpers/test-member.ts";
import { addEntry, signEntries } from "../helpers/test-roster.ts";
import { testSession } from "../helpers/test-session.ts";
import { type TestSpace, testSpace } from "../helpers/test-space.ts";
import { until } from "../helpers/until.ts";

async function newEpoch(space: TestSpace) {
  const next = await makeSpaceKey(2);
  const entry = { op: "epoch", epoch: 2, hpke: next.publicKey } as const;
  const by = space.owner.own.id;
  const own = { id: by, publicKey: space.owner.own.hpke };
  const sealings = [
    await sealSpaceKey(space.spaceId, next, own, by),
    await sealSpaceKey(space.spaceId, space.spaceKey, { id: next.id, publicKey: next.publicKey }, by),
  ];
  return { next, entry, sealings };
}

test("an invited person joins in one change and opens the space key", async () => {
  await using space = await testSpace();
  const device = await join(space);
  const me = v.parse(MeSchema, (await space.as(device, "GET", "/me")).json);
  expect(me.type).toBe("Human");
  const [sealing] = me.sealings;
  const opened =
    sealing && (await openSpaceKey(space.spaceId, sealing, device.own.hpkeKeys, space.spaceKey.publicKey));
  expect(opened?.id).toBe(space.spaceKey.id);
});

test("a used invitation says that it was used", async () => {
  await using space = await testSpace();
  const invited = await invite(space);
  await joinBy(space, invited, await testMember("Device", invited.name, invited.memberId));
  const again = await space.as(invited, "GET", "/me");
  expect([again.status, again.json.code]).toEqual([410, "gone"]);
});

test("an expired invitation says when it expired", async () => {
  let now = Date.now();
  await using space = await testSpace({ clock: () => now });
  const until = timestamp(now + 60_000);
  const invited = await invite(space, { until });
  now += 60_000;
  const late = await space.as(invited, "GET", "/me");
  expect([late.status, late.json.detail]).toEqual([410, `This invitation expired at ${until}.`]);
});

test("an invitation that has already expired cannot be made", async () => {
  await using space = await testSpace();
  const made = invite(space, { until: timestamp(Date.now() - 1000) });
  await expect(made).rejects.toThrow("not one that this change calls for");
});

test("an invitation may read who it is and the roster, and nothing else", async () => {
  await using space = await testSpace();
  const invited = await invite(space);
  expect((await space.as(invited, "GET", "/me")).status).toBe(200);
  expect((await space.as(invited, "GET", "/roster")).json.entries).toHaveLength(4);
  expect((await space.as(invited, "GET", "/feed")).status).toBe(403);
  expect((await space.as(invited, "GET", "/sessions")).status).toBe(403);
});

test("an invitation that adds its device must remove itself", async () => {
  await using space = await testSpace();
  const invited = await invite(space);
  const device = await testMember("Device", invited.name, invited.memberId);
  const refused = await space.change(invited, [addEntry(device, { role: "Member" })], {
    credentials: [await credentialOf(device, null)],
    sealings: [await sealingTo(space, device, invited)],
  });
  expect([refused.status, refused.json.issues[0].message]).toEqual([
    400,
    "an invitation must add a device of its member and remove itself",
  ]);
});

test("of two changes made against the same roster the second is told that the roster moved", async () => {
  await using space = await testSpace();
  const before = space.roster;
  await addApiKey(space);
  const { entries } = await signEntries(before, [addEntry(await testMember("ApiKey", "late"))], space.owner);
  const late = await space.as(space.owner, "POST", "/roster", { entries, credentials: [], sealings: [] });
  expect([late.status, late.json.code]).toEqual([409, "roster_moved"]);
});

test("a change that is sent twice is answered twice and made once", async () => {
  await using space = await testSpace();
  const key = await testMember("ApiKey", "other");
  const { entries } = await signEntries(space.roster, [addEntry(key)], space.owner);
  const change = { entries, credentials: [await credentialOf(key, null)], sealings: [] };
  const first = await space.as(space.owner, "POST", "/roster", change);
  const second = await space.as(space.owner, "POST", "/roster", change);
  expect([first.status, second.status]).toEqual([201, 201]);
  expect(second.json).toEqual(first.json);
  expect((await space.as(space.owner, "GET", "/roster?after=2")).json.entries).toHaveLength(1);
});

test("a removed API key is refused at once, its held wait too", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const waiting = session.read(space.apiKey, "?after=1&wait=20");
  await until(() => space.server.running().activity().waits === 1);
  await space.change(space.owner, [removeEntry(space.apiKey)]);
  expect((await waiting).status).toBe(401);
  expect((await space.as(space.apiKey, "GET", "/me")).status).toBe(401);
});

test("removing a device needs a new epoch whose key everybody who stays receives", async () => {
  await using space = await testSpace();
  const person = await join(space);
  const bare = await space.change(space.owner, [removeEntry(person)]);
  expect([bare.status, bare.json.issues[0].message]).toEqual([
    400,
    "removing a device must start a new epoch",
  ]);
  const { entry, sealings } = await newEpoch(space);
  const withoutChain = await space.change(space.owner, [removeEntry(person), entry], {
    sealings: sealings.slice(0, 1),
  });
  expect(withoutChain.status).toBe(400);
  expect((await space.change(space.owner, [removeEntry(person), entry], { sealings })).status).toBe(201);
  expect((await space.as(person, "GET", "/me")).status).toBe(401);
  const me = v.parse(MeSchema, (await space.as(space.owner, "GET", "/me")).json);
  expect(me.sealings.map((sealing) => sealing.epoch).sort()).toEqual([1, 1, 2]);
});

test("an API key cannot change the roster", async () => {
  await using space = await testSpace();
  const { entries } = await signEntries(
    space.roster,
    [addEntry(await testMember("ApiKey", "x"))],
    space.owner,
  );
  const change = { entries, credentials: [], sealings: [] };
  expect((await space.as(space.apiKey, "POST", "/roster", change)).status).toBe(404);
});

test("a change signed by somebody else than its sender is refused", async () => {
  await using space = await testSpace();
  const person = await join(space);
  const key = await testMember("ApiKey", "other");
  const { entries } = await signEntries(space.roster, [addEntry(key)], space.owner);
  const change = { entries, credentials: [await credentialOf(key, null)], sealings: [] };
  expect((await space.as(person, "POST", "/roster", change)).status).toBe(400);
});
