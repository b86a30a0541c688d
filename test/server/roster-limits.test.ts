import { expect, test } from "bun:test";
import { rosterRoot } from "../../src/crypto/roster.ts";
import { makeSpaceKey, sealSpaceKey } from "../../src/crypto/space-key.ts";
import { timestamp } from "../../src/protocol/primitives.ts";
import { join, removeEntry, sealingTo } from "../helpers/join-space.ts";
import { credentialOf, type TestMember, testMember } from "../helpers/test-member.ts";
import { addEntry } from "../helpers/test-roster.ts";
import { type TestSpace, testSpace } from "../helpers/test-space.ts";

const HOUR_MS = 3_600_000;
/** Ten minutes into an hour. */
const START = 400_000 * HOUR_MS + 600_000;

async function addKey(space: TestSpace, by: TestMember) {
  const key = await testMember("ApiKey", "robot");
  const credentials = [await credentialOf(key, rosterRoot(space.roster))];
  return { key, answer: await space.change(by, [addEntry(key)], { credentials }) };
}

async function addOwnDevice(space: TestSpace, by: TestMember, until = "") {
  const device = await testMember("Device", by.name, by.memberId);
  const role = space.roster.members.get(by.own.id)?.role ?? "Member";
  const entry = addEntry(device, { role, ...(until ? { kind: "Invite", until, name: by.name } : {}) });
  const credentials = [await credentialOf(device, rosterRoot(space.roster))];
  return space.change(by, [entry], { credentials, sealings: [await sealingTo(space, device, by)] });
}

test("a plain member has so many keys that stand and no more, API keys that it made among them", async () => {
  let now = START;
  await using space = await testSpace({ limits: { keysPerMember: 4 }, clock: () => now });
  const person = await join(space);
  const { key, answer } = await addKey(space, person);
  expect(answer.status).toBe(201);
  expect((await addOwnDevice(space, person)).status).toBe(201);
  expect((await addOwnDevice(space, person, timestamp(now + 60_000))).status).toBe(201);
  const refused = (await addKey(space, person)).answer;
  expect([refused.status, refused.json.code, refused.json.detail]).toEqual([
    413,
    "too_large",
    "One member has at most 4 keys, and this would be more.",
  ]);
  expect((await addOwnDevice(space, person)).status).toBe(413);
  // An invite that is over and a key that was taken out stand no more.
  now += 60_000;
  expect((await addOwnDevice(space, person)).status).toBe(201);
  expect((await addKey(space, person)).answer.status).toBe(413);
  expect((await space.change(person, [removeEntry(key)])).status).toBe(201);
  expect((await addKey(space, person)).answer.status).toBe(201);
  await space.server.restart();
  expect((await addKey(space, person)).answer.status).toBe(413);
});

test("an owner's API keys are not counted for the owner, whose devices are", async () => {
  await using space = await testSpace({ limits: { keysPerMember: 2 } });
  for (const _ of [1, 2, 3]) expect((await addKey(space, space.owner)).answer.status).toBe(201);
  expect((await addOwnDevice(space, space.owner)).status).toBe(201);
  expect((await addOwnDevice(space, space.owner)).status).toBe(413);
});

test("a member changes the roster so often in an hour and no more, while others still do", async () => {
  let now = START;
  await using space = await testSpace({ limits: { rosterChangesPerHour: 3 }, clock: () => now });
  // Joining is one.
  const person = await join(space);
  expect((await addKey(space, person)).answer.status).toBe(201);
  expect((await addKey(space, person)).answer.status).toBe(201);
  const refused = (await addKey(space, person)).answer;
  expect([refused.status, refused.headers.get("retry-after"), refused.json.detail]).toEqual([
    429,
    "3000",
    "You have changed the roster too often in this hour.",
  ]);
  expect((await addKey(space, space.owner)).answer.status).toBe(201);
  now += HOUR_MS;
  expect((await addKey(space, person)).answer.status).toBe(201);
});

test("taking a lost key out is never too often, also where that starts an epoch", async () => {
  await using space = await testSpace({ limits: { rosterChangesPerHour: 2 }, clock: () => START });
  const person = await join(space);
  const { key } = await addKey(space, space.owner);
  expect((await addKey(space, space.owner)).answer.status).toBe(429);
  expect((await space.change(space.owner, [removeEntry(key)])).status).toBe(201);
  const next = await makeSpaceKey(2);
  const by = space.owner.own.id;
  const entries = [removeEntry(person), { op: "epoch", epoch: 2, hpke: next.publicKey } as const];
  const sealings = await Promise.all([
    sealSpaceKey(space.spaceId, next, { id: by, publicKey: space.owner.own.hpke }, by),
    sealSpaceKey(space.spaceId, space.spaceKey, { id: next.id, publicKey: next.publicKey }, by),
  ]);
  expect((await space.change(space.owner, entries, { sealings })).status).toBe(201);
});

test("one change starts one epoch at most", async () => {
  await using space = await testSpace();
  const [second, third] = [await makeSpaceKey(2), await makeSpaceKey(3)];
  const refused = await space.change(space.owner, [
    { op: "epoch", epoch: 2, hpke: second.publicKey },
    { op: "epoch", epoch: 3, hpke: third.publicKey },
  ]);
  expect([refused.status, refused.json.issues[0].message]).toEqual([
    400,
    "one change starts one epoch at most",
  ]);
});
