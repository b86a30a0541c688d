import { describe, expect, test } from "bun:test";
import { makeSpaceKey } from "../../src/crypto/space-key.ts";
import { newId } from "../../src/protocol/id.ts";
import {
  addApiKey,
  addDevice,
  addInvite,
  type Entry,
  newKey,
  peopledSpace,
  removeKey,
  removeMember,
  SmallSpace,
  TOMORROW,
} from "./small-space.ts";

const { space, keys, stranger } = await peopledSpace();
const nextEpoch: Entry = { op: "epoch", epoch: 2, hpke: (await makeSpaceKey(2)).publicKey };
const fresh = (memberId: string = newId()) => newKey(memberId);
const freshBot = (memberId: string = newId()) => newKey(memberId, "ApiKey");
const { owner, phone, member, bot, otherBot, invite, expired, joining } = keys;

// biome-ignore format: a table reads best with one case a line.
const MAY: [string, typeof owner, Entry][] = [
  ["an owner adds a second device", owner, addDevice(await fresh(owner.memberId), "Owner")],
  ["an owner invites a new member", owner, addInvite(await fresh(), "Member")],
  ["an owner invites another owner", owner, addInvite(await fresh(), "Owner")],
  ["an owner invites a member's next device", owner, addInvite(await fresh(member.memberId), "Member")],
  ["an owner adds an API key", owner, addApiKey(await freshBot())],
  ["an owner gives an API key a second secret", owner, addApiKey(await freshBot(bot.memberId))],
  ["an owner removes a device of its own", owner, removeKey(phone)],
  ["an owner removes a whole person", owner, removeMember(member)],
  ["an owner takes an invite back", owner, removeKey(invite)],
  ["an owner revokes an API key", owner, removeKey(bot)],
  ["an owner starts the next epoch", owner, nextEpoch],
  ["a member adds a second device", member, addDevice(await fresh(member.memberId), "Member")],
  ["a member invites its own second device", member, addInvite(await fresh(member.memberId), "Member")],
  ["a member adds an API key", member, addApiKey(await freshBot())],
  ["a member revokes an API key", member, removeMember(otherBot)],
  ["a member leaves", member, removeMember(member)],
  ["a member starts the next epoch", member, nextEpoch],
  ["an invite adds a device of its person", invite, addDevice(await fresh(invite.memberId), "Member")],
  ["an invite removes itself", invite, removeKey(invite)],
  ["an invite is used in its last millisecond", invite, { ...removeKey(invite), at: TOMORROW }],
];

// biome-ignore format: a table reads best with one case a line.
const MAY_NOT: [string, typeof owner, Entry, string][] = [
  ["a stranger adds anything", stranger, addApiKey(await freshBot()), "signed by nobody"],
  ["a removed invite is used again", joining, addDevice(await fresh(joining.memberId), "Member"), "signed by nobody"],
  ["an expired invite is used", expired, addDevice(await fresh(expired.memberId), "Member"), "has expired"],
  ["an API key adds an API key", bot, addApiKey(await freshBot()), "signed by an API key"],
  ["an API key removes itself", bot, removeKey(bot), "signed by an API key"],
  ["an API key starts an epoch", bot, nextEpoch, "signed by an API key"],
  ["a member invites a new person", member, addInvite(await fresh(), "Member"), "without being an owner"],
  ["a member makes itself an owner", member, addDevice(await fresh(member.memberId), "Owner"), "changes the role"],
  ["an owner changes a member's role", owner, addInvite(await fresh(member.memberId), "Owner"), "changes the role"],
  ["a member takes another's name", member, { ...addDevice(await fresh(member.memberId), "Member"), name: "Ada\nLaptop" }, "another name"],
  ["an invite takes another's name", invite, { ...addDevice(await fresh(invite.memberId), "Member"), name: "Ada" }, "another name"],
  ["a member gives an API key a second secret", member, addApiKey(await freshBot(bot.memberId)), "a second secret"],
  ["an API key's name drives a terminal", owner, { ...addApiKey(await freshBot()), name: "bot\u001b[2J" }, "without keys, id, kind, role or name"],
  ["a device's label has a third line", owner, { ...addDevice(await fresh(owner.memberId), "Owner"), name: "Somebody\nLaptop\nOwner" }, "without keys, id, kind, role or name"],
  ["a member removes an owner", member, removeMember(owner), "without being an owner"],
  ["a member removes another's device", member, removeKey(phone), "without being an owner"],
  ["a member takes an owner's invite back", member, removeKey(invite), "without being an owner"],
  ["an owner puts a device into another's name", owner, addDevice(await fresh(member.memberId), "Member"), "must join by an invite"],
  ["an owner adds a device of a new person", owner, addDevice(await fresh(), "Member"), "must join by an invite"],
  ["an invite adds somebody else", invite, addDevice(await fresh(), "Member"), "add somebody else"],
  ["an invite adds an API key", invite, addApiKey(await freshBot()), "add somebody else"],
  ["an invite adds an invite", invite, addInvite(await fresh(invite.memberId), "Member"), "add more than a device"],
  ["an invite makes its person an owner", invite, addDevice(await fresh(invite.memberId), "Owner"), "changes the role"],
  ["an invite removes somebody", invite, removeKey(bot), "remove more than itself"],
  ["an invite starts an epoch", invite, nextEpoch, "without being a device"],
  ["an identity comes in twice", owner, addDevice(phone, "Owner"), "in the roster before"],
  ["a removed identity comes back", owner, addInvite(joining, "Member"), "in the roster before"],
  ["a person's id becomes an API key", owner, addApiKey(await freshBot(member.memberId)), "changes the role or kind"],
  ["an API key's id becomes a person", owner, addInvite(await fresh(bot.memberId), "Member"), "changes the role or kind"],
  ["an API key is given an owner's role", owner, { ...addApiKey(await freshBot()), role: "Owner" }, "a person's role"],
  ["a device is given an agent's role", owner, { ...addDevice(await fresh(), "Member"), role: "Agent" }, "a person's role"],
  ["an invite has no end", owner, { ...addInvite(await fresh(), "Member"), until: "" }, "none to an invite"],
  ["a device has an end", owner, { ...addDevice(await fresh(owner.memberId), "Owner"), until: "2027-01-01T00:00:00.000Z" }, "what is not an invite"],
  ["somebody without a name", owner, { ...addApiKey(await freshBot()), name: "" }, "without keys, id, kind, role or name"],
  ["somebody with a label alone", owner, { ...addApiKey(await freshBot()), name: " \nLaptop" }, "without keys, id, kind, role or name"],
  ["somebody without keys", owner, { ...addApiKey(await freshBot()), sign: "", hpke: "" }, "without keys, id, kind, role or name"],
  ["somebody without a kind", owner, { ...addApiKey(await freshBot()), kind: "" }, "without keys, id, kind, role or name"],
  ["somebody without a role", owner, { ...addApiKey(await freshBot()), role: "" }, "without keys, id, kind, role or name"],
  ["somebody without an id", owner, { ...addApiKey(await freshBot()), memberId: "" }, "without keys, id, kind, role or name"],
  ["somebody is removed who is not there", owner, removeKey(stranger), "does not stand"],
  ["somebody is removed twice", owner, removeKey(joining), "does not stand"],
  ["nobody is removed", owner, { op: "remove" }, "does not stand"],
  ["the last owner is removed", owner, removeMember(owner), "last device of the last owner"],
  ["an epoch is left out", owner, { ...nextEpoch, epoch: 3 }, "does not start the next epoch"],
  ["an epoch is repeated", owner, { ...nextEpoch, epoch: 1 }, "does not start the next epoch"],
  ["a key of small order", owner, { ...addApiKey(await freshBot()), hpke: "A".repeat(43) }, "cannot be one"],
  ["a space key of small order", owner, { ...nextEpoch, hpke: "A".repeat(43) }, "cannot be one"],
  ["an epoch without a key", owner, { ...nextEpoch, hpke: "" }, "cannot be one"],
];

describe("the roster takes it that", () => {
  test.each(MAY)("%s", async (_name, signer, entry) => {
    expect(await space.verdict(signer, entry)).toBe("taken");
  });
});

describe("the roster refuses it that", () => {
  test.each(MAY_NOT)("%s", async (_name, signer, entry, reason) => {
    expect(await space.verdict(signer, entry)).toContain(reason);
  });
});

describe("the first entry", () => {
  const first = (change: Partial<Entry>, signer = owner) =>
    new SmallSpace().verdict(signer, { ...addDevice(owner, "Owner"), ...change });

  test("is an owner's device that adds itself", async () => {
    expect(await first({})).toBe("taken");
  });

  test.each<[string, Partial<Entry>]>([
    ["a member's", { role: "Member" }],
    ["an invite", { kind: "Invite", until: "2027-01-01T00:00:00.000Z" }],
    ["an epoch", { op: "epoch", epoch: 1, sign: "" }],
    ["a removal", { op: "remove" }],
    ["of nobody", { memberId: "" }],
    ["nameless", { name: "" }],
  ])("is not %s", async (_name, change) => {
    expect(await first(change)).toContain("not the owner's first device");
  });

  test("is not added by somebody else", async () => {
    expect(await first({}, stranger)).toContain("not the owner's first device");
  });
});
