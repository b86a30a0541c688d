import { expect, test } from "bun:test";
import { Member } from "../../src/client/member.ts";
import { addApiKey, removeMember } from "../../src/client/membership.ts";
import { memoryPins } from "../../src/client/pins.ts";
import { deriveIdentity } from "../../src/crypto/identity.ts";
import { cheatingNetwork } from "../helpers/cheating-network.ts";
import { type ClientSpace, clientSpace } from "../helpers/client-space.ts";

type Entries = { entries: { n: number }[] };

/** An agent on a computer of its own, whose server hides what was entered after the first `known`. */
async function agentAt(space: ClientSpace, pins = memoryPins(), known = Number.POSITIVE_INFINITY) {
  const hiding = cheatingNetwork(
    (path) => path.endsWith("/roster"),
    (body) => {
      const { entries } = body as unknown as Entries;
      return { entries: entries.filter(({ n }) => n < known) } as never;
    },
  );
  return Member.connect({
    connection: { ...space.connection, fetch: hiding },
    identity: await deriveIdentity(space.apiKey),
    trust: { secret: space.apiKey },
    pins,
  });
}

test("an old roster is refused by a client with the pins of another, and believed by one without memory", async () => {
  await using space = await clientSpace();
  const owner = await space.owner();
  const { memberId } = await addApiKey(owner, { name: "Left in March" });
  const before = owner.roster.hashes.length;
  await removeMember(owner, memberId);
  const pins = memoryPins();
  await agentAt(space, pins);
  const isIn = (member: Member) =>
    [...member.roster.members.values()].some((one) => one.memberId === memberId && one.active);
  expect(isIn(await agentAt(space))).toBe(false);
  await expect(agentAt(space, pins, before)).rejects.toMatchObject({ code: "tampered" });
  // What docs/security.md warns of.
  expect(isIn(await agentAt(space, memoryPins(), before))).toBe(true);
});
