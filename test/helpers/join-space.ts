import { rosterRoot } from "../../src/crypto/roster.ts";
import { sealSpaceKey } from "../../src/crypto/space-key.ts";
import type { SpaceKeySealing } from "../../src/protocol/key-wrapping.ts";
import { timestamp } from "../../src/protocol/primitives.ts";
import { credentialOf, type TestMember, testMember } from "./test-member.ts";
import { addEntry } from "./test-roster.ts";
import type { SpaceAt } from "./test-space.ts";

const DAY_MS = 86_400_000;

/** The newest space key sealed to a member, by another. */
export function sealingTo(space: SpaceAt, member: TestMember, by: TestMember): Promise<SpaceKeySealing> {
  const recipient = { id: member.own.id, publicKey: member.own.hpke };
  return sealSpaceKey(space.spaceId, space.spaceKey, recipient, by.own.id);
}

/** An API key that the owner adds. */
export async function addApiKey(space: SpaceAt, name = "other"): Promise<TestMember> {
  const key = await testMember("ApiKey", name);
  const credentials = [await credentialOf(key, rosterRoot(space.roster))];
  const { status, text } = await space.change(space.owner, [addEntry(key)], { credentials });
  if (status !== 201) throw new Error(`no API key: ${text}`);
  return key;
}

/** An invitation of a new person, made by the owner. */
export async function invite(
  space: SpaceAt,
  { until = timestamp(Date.now() + 7 * DAY_MS), memberId }: { until?: string; memberId?: string } = {},
): Promise<TestMember> {
  const isOwner = memberId === space.owner.memberId;
  const invited = await testMember("Device", isOwner ? space.owner.name : "Paula Person", memberId);
  const role = isOwner ? "Owner" : "Member";
  const entry = addEntry(invited, { kind: "Invite", role, until });
  const more = {
    credentials: [await credentialOf(invited, rosterRoot(space.roster))],
    sealings: [await sealingTo(space, invited, space.owner)],
  };
  const { status, text } = await space.change(space.owner, [entry], more);
  if (status !== 201) throw new Error(`no invitation: ${text}`);
  return invited;
}

/** A person who joins by a new invitation; gives its device. */
export async function join(space: SpaceAt): Promise<TestMember> {
  const invited = await invite(space);
  const device = await testMember("Device", invited.name, invited.memberId);
  const { status, text } = await joinBy(space, invited, device);
  if (status !== 201) throw new Error(`not joined: ${text}`);
  return device;
}

/** The one change by which an invitation becomes a device. */
export async function joinBy(space: SpaceAt, invited: TestMember, device: TestMember) {
  const role = space.roster.members.get(invited.own.id)?.role ?? "Member";
  const entries = [addEntry(device, { role }), removeEntry(invited)];
  return space.change(invited, entries, {
    credentials: [await credentialOf(device, null)],
    sealings: [await sealingTo(space, device, invited)],
  });
}

export function removeEntry({ memberId, own }: TestMember) {
  return { op: "remove", memberId, sign: own.sign, hpke: own.hpke } as const;
}
