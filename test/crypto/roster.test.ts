import { describe, expect, test } from "bun:test";
import {
  emptyRoster,
  extendRoster,
  rosterEntryHash,
  rosterHead,
  rosterRoot,
} from "../../src/crypto/roster.ts";
import { newId } from "../../src/protocol/id.ts";
import type { RosterEntry } from "../../src/protocol/roster-entry.ts";
import { HASH } from "./sealed-item.ts";
import { addApiKey, addDevice, newKey, peopledSpace, removeKey, SmallSpace } from "./small-space.ts";

describe("a roster", () => {
  test("read from its entries says who belongs to the space and who does no more", async () => {
    const { space, keys } = await peopledSpace();
    const read = await extendRoster(
      emptyRoster(space.roster.spaceId),
      JSON.parse(JSON.stringify(space.entries)),
    );
    expect(read).toEqual(space.roster);
    const standing = [...read.members.values()].filter((member) => member.active).map(({ id }) => id);
    const { joining, ...rest } = keys;
    expect(new Set(standing)).toEqual(new Set(Object.values(rest).map(({ id }) => id)));
    expect(read.members.get(joining.id)?.active).toBe(false);
    expect(read.members.get(keys.owner.id)).toMatchObject({
      name: "Somebody",
      label: "Laptop",
      role: "Owner",
    });
    expect(read.epochs.map(({ epoch }) => epoch)).toEqual([1]);
  });

  test("has a root and a head, which are hashes of its first and newest entry", async () => {
    const { space } = await peopledSpace();
    const hashes = await Promise.all(space.entries.map(rosterEntryHash));
    expect(rosterRoot(space.roster)).toBe(hashes[0] ?? "");
    expect(rosterHead(space.roster)).toEqual({ number: hashes.length - 1, hash: hashes.at(-1) ?? "" });
    expect(() => rosterRoot(emptyRoster(newId()))).toThrow("empty");
    expect(() => rosterHead(emptyRoster(newId()))).toThrow("empty");
  });

  test("loses a whole person when the removal names no key", async () => {
    const { space, keys } = await peopledSpace();
    const tablet = await newKey(keys.member.memberId);
    await space.grow(keys.member, addDevice(tablet, "Member"));
    await space.grow(keys.owner, { op: "remove", memberId: keys.member.memberId });
    expect([keys.member, tablet].map(({ id }) => space.roster.members.get(id)?.active)).toEqual([
      false,
      false,
    ]);
    expect(space.roster.members.get(keys.owner.id)?.active).toBe(true);
  });

  test("lets the last device but one of the owner go, and not the last", async () => {
    const { space, keys } = await peopledSpace();
    await space.grow(keys.owner, removeKey(keys.phone));
    expect(await space.verdict(keys.owner, removeKey(keys.owner))).toContain("last device of the last owner");
  });
});

describe("a roster's chain refuses", () => {
  const change = async (changed: (entry: RosterEntry) => RosterEntry | Promise<RosterEntry>) => {
    const { space, keys } = await peopledSpace();
    return space.verdictOn(
      await changed(await space.sign(keys.owner, addApiKey(await newKey(newId(), "ApiKey")))),
    );
  };

  test.each<[string, (entry: RosterEntry) => RosterEntry, string]>([
    ["another space's entry", (entry) => ({ ...entry, spaceId: newId() }), "another space"],
    ["a later number", (entry) => ({ ...entry, n: entry.n + 1 }), "does not continue"],
    ["an earlier number", (entry) => ({ ...entry, n: entry.n - 1 }), "does not continue"],
    ["another predecessor", (entry) => ({ ...entry, prev: HASH(9) }), "does not continue"],
    ["no predecessor", (entry) => ({ ...entry, prev: "" }), "does not continue"],
    ["another name", (entry) => ({ ...entry, name: "Mallory" }), "valid signature"],
    ["another time", (entry) => ({ ...entry, at: "2026-11-22T12:00:00.001Z" }), "valid signature"],
    ["another member id", (entry) => ({ ...entry, memberId: newId() }), "valid signature"],
    ["no signature", (entry) => ({ ...entry, signature: "" }), "valid signature"],
  ])("%s", async (_name, changed, reason) => {
    expect(await change(changed)).toContain(reason);
  });

  test("another key pair under the same signature", async () => {
    const { sign, hpke } = await newKey(newId());
    expect(await change((entry) => ({ ...entry, sign, hpke }))).toContain("valid signature");
  });

  test("an entry that somebody signed in another's name", async () => {
    const { space, keys } = await peopledSpace();
    const forged = await space.sign(keys.member, addApiKey(await newKey(newId(), "ApiKey")));
    expect(await space.verdictOn({ ...forged, by: keys.owner.id })).toContain("valid signature");
  });

  test("a list that starts later, skips one, repeats one, or changes the order", async () => {
    const { space } = await peopledSpace();
    const [first, second, third, ...rest] = space.entries;
    if (!first || !second || !third) throw new Error("too short");
    const read = (entries: RosterEntry[]) => extendRoster(emptyRoster(space.roster.spaceId), entries);
    for (const entries of [
      [second, third, ...rest],
      [first, third, ...rest],
      [first, second, second, third, ...rest],
      [first, third, second, ...rest],
    ]) {
      await expect(read(entries)).rejects.toMatchObject({ code: "tampered" });
    }
  });

  test("a fork: what follows one history does not follow the other", async () => {
    const { space, keys } = await peopledSpace();
    const fork = Object.assign(new SmallSpace(), { roster: space.roster });
    await fork.grow(keys.owner, removeKey(keys.bot));
    const next = await fork.sign(keys.owner, removeKey(keys.otherBot));
    await space.grow(keys.owner, removeKey(keys.member));
    expect(await space.verdictOn(next)).toContain("does not continue");
  });

  test("a bad entry as a whole: nothing before it in the list is taken over", async () => {
    const { space, keys } = await peopledSpace();
    const before = structuredClone(space.roster);
    const good = await space.sign(keys.owner, removeKey(keys.bot));
    expect(await space.verdictOn(good, { ...good, n: good.n + 1 })).toContain("does not continue");
    expect(space.roster).toEqual(before);
  });
});
