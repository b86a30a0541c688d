import { deriveIdentity, type OwnIdentity } from "../../src/crypto/identity.ts";
import { emptyRoster, extendRoster, signRosterEntry } from "../../src/crypto/roster.ts";
import type { Roster } from "../../src/crypto/roster-member.ts";
import { newSecret } from "../../src/crypto/secret.ts";
import { makeSpaceKey } from "../../src/crypto/space-key.ts";
import { HiloopError } from "../../src/protocol/error.ts";
import { newId } from "../../src/protocol/id.ts";
import type { RosterEntry } from "../../src/protocol/roster-entry.ts";

export const NOW = "2026-11-22T12:00:00.000Z";
export const TOMORROW = "2026-11-23T12:00:00.000Z";
export const YESTERDAY = "2026-11-21T12:00:00.000Z";

export type Entry = Pick<RosterEntry, "op"> & Partial<RosterEntry>;
type Key = OwnIdentity & { memberId: string };

/** Somebody's key: a device or invite of the person, or an API key. */
export async function newKey(memberId: string, kind: "Device" | "ApiKey" = "Device"): Promise<Key> {
  return { ...(await deriveIdentity(newSecret(kind))), memberId };
}

export const addDevice = (key: Key, role: "Owner" | "Member"): Entry => adding(key, { kind: "Device", role });
export const addApiKey = (key: Key): Entry => adding(key, { kind: "ApiKey", role: "Agent" });
export const addInvite = (key: Key, role: "Owner" | "Member", until = TOMORROW): Entry =>
  adding(key, { kind: "Invite", role, until });
export const removeKey = ({ memberId, sign, hpke }: Key): Entry => ({ op: "remove", memberId, sign, hpke });
export const removeMember = ({ memberId }: Key): Entry => ({ op: "remove", memberId });

function adding({ memberId, sign, hpke }: Key, rest: Partial<RosterEntry>): Entry {
  return { op: "add", memberId, sign, hpke, name: "Somebody\nLaptop", ...rest };
}

/** A roster that grows by entries which are signed here, by whoever the test says. */
export class SmallSpace {
  roster: Roster = emptyRoster(newId());
  entries: RosterEntry[] = [];

  /** Signs an entry for the end of this roster, whether it may stand there or not. */
  sign(signer: OwnIdentity, entry: Entry): Promise<RosterEntry> {
    return signRosterEntry(this.roster, { at: NOW, ...entry }, signer);
  }

  async grow(signer: OwnIdentity, ...entries: Entry[]): Promise<void> {
    for (const entry of entries) {
      const signed = await this.sign(signer, entry);
      this.roster = await extendRoster(this.roster, [signed]);
      this.entries.push(signed);
    }
  }

  /** Why the roster refuses an entry; "taken" when it does not. Nothing is changed. */
  async verdict(signer: OwnIdentity, entry: Entry): Promise<string> {
    return this.verdictOn(await this.sign(signer, entry));
  }

  async verdictOn(...entries: RosterEntry[]): Promise<string> {
    try {
      await extendRoster(this.roster, entries);
      return "taken";
    } catch (error) {
      if (error instanceof HiloopError && error.code === "tampered") return error.message;
      throw error;
    }
  }
}

/** Ada owns it with two devices; Max is a member; there are two API keys, an open invite for Mia and one that has expired. */
export async function peopledSpace() {
  const [ada, max, mia, old] = [newId(), newId(), newId(), newId()];
  const space = new SmallSpace();
  const keys = {
    owner: await newKey(ada),
    phone: await newKey(ada),
    member: await newKey(max),
    bot: await newKey(newId(), "ApiKey"),
    otherBot: await newKey(newId(), "ApiKey"),
    invite: await newKey(mia),
    expired: await newKey(old),
    joining: await newKey(max),
  };
  const { publicKey } = await makeSpaceKey(1);
  await space.grow(keys.owner, addDevice(keys.owner, "Owner"), { op: "epoch", epoch: 1, hpke: publicKey });
  await space.grow(keys.owner, addDevice(keys.phone, "Owner"), addInvite(keys.joining, "Member"));
  await space.grow(keys.joining, addDevice(keys.member, "Member"), removeKey(keys.joining));
  await space.grow(keys.owner, addApiKey(keys.bot), addApiKey(keys.otherBot));
  await space.grow(
    keys.owner,
    addInvite(keys.invite, "Member"),
    addInvite(keys.expired, "Member", YESTERDAY),
  );
  return { space, keys, stranger: await newKey(newId()) };
}
