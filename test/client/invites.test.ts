import { expect, test } from "bun:test";
import { inviteDevice } from "../../src/client/membership.ts";
import { clientSpace } from "../helpers/client-space.ts";

test("an invite that nobody used is taken out of the roster by the next one", async () => {
  await using space = await clientSpace();
  const owner = await space.owner();
  const { keyId } = await inviteDevice(owner, { expiresInSeconds: -1 }).catch(() => ({ keyId: "" }));
  const first = keyId === "" ? await inviteDevice(owner, { expiresInSeconds: 60 }) : { keyId };
  expect(owner.roster.members.get(first.keyId)?.active).toBe(true);
  const until = Date.parse(owner.roster.members.get(first.keyId)?.until ?? "");
  const later = Date.now;
  try {
    Date.now = () => until + 1;
    const second = await inviteDevice(owner, { expiresInSeconds: 60 });
    expect(owner.roster.members.get(first.keyId)?.active).toBe(false);
    expect(owner.roster.members.get(second.keyId)?.active).toBe(true);
  } finally {
    Date.now = later;
  }
});

test("a member that kept the roster starts from it, and still refuses a fork", async () => {
  await using space = await clientSpace();
  const owner = await space.owner();
  await inviteDevice(owner, { expiresInSeconds: 60 });
  expect((await space.owner()).roster.hashes).toEqual(owner.roster.hashes);
});
