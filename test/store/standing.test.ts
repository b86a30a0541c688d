import { expect, test } from "bun:test";
import { join } from "node:path";
import { newId } from "../../src/protocol/id.ts";
import { timestamp } from "../../src/protocol/primitives.ts";
import type { RosterEntry } from "../../src/protocol/roster-entry.ts";
import type { NewItem } from "../../src/store/contract-sessions.ts";
import { SqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { storeItem, storeSession } from "../e2e/durability/store-data.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const HASH = "A".repeat(43);
const GUEST = "B".repeat(43);
const DAY_MS = 86_400_000;

/** A removal as the roster keeps it; the store believes what the server has verified. */
function removal(who: { memberId: string; sign: string }): RosterEntry {
  return {
    spaceId: newId(),
    n: 0,
    prev: "",
    op: "remove",
    kind: "",
    role: "",
    name: "",
    hpke: "",
    epoch: 0,
    until: "",
    at: timestamp(),
    by: HASH,
    signature: "A".repeat(86),
    ...who,
  };
}

async function openStore(folder: string) {
  const store = new SqliteStore(join(folder, "hiloop.db"));
  const { sessionId, agentId } = await storeSession(store);
  const remove = (who: { memberId: string; sign: string }) =>
    store.roster.extend({ entries: [removal(who)], credentials: [], sealings: [] }, []);
  return { store, sessionId, agentId, remove, [Symbol.asyncDispose]: () => store.close() };
}

async function newGuest({ store, sessionId, agentId }: Awaited<ReturnType<typeof openStore>>) {
  const id = newId();
  const made = storeItem(sessionId, agentId, {
    kind: "Guest",
    about: { id, digest: GUEST },
    until: timestamp(Date.now() + DAY_MS),
    responseRequired: false,
  });
  const wrapping = { recipientKeyId: GUEST, senderKeyId: HASH, encapsulatedKey: "A", wrappedKey: "A" };
  const token = {
    ...made.item,
    sign: HASH,
    hpke: HASH,
    permission: "Answer",
    history: true,
    credential: { keyId: GUEST, authHash: HASH, voucher: null },
    keyWrapping: wrapping,
  } as const;
  await store.guests.create(made, token, 1);
  const message = (): NewItem => ({
    ...storeItem(sessionId, agentId, { senderKeyId: GUEST, responseRequired: false }),
    senderType: "Guest",
    senderAgentId: null,
  });
  return { id, message };
}

test("a message that reaches the store right behind its guest's revocation is refused", async () => {
  await using folder = await tempDir();
  await using open = await openStore(folder.path);
  const { store, sessionId } = open;
  const { id, message } = await newGuest(open);
  const outcomes = await Promise.allSettled([
    store.items.addMessage(message()),
    store.guests.revoke(sessionId, id, { by: HASH, at: timestamp() }),
    store.items.addMessage(message()),
  ]);
  expect(outcomes).toMatchObject([
    { status: "fulfilled" },
    { status: "fulfilled" },
    { status: "rejected", reason: { code: "gone" } },
  ]);
});

test("a guest's message is refused right behind the removal of whoever made its link", async () => {
  await using folder = await tempDir();
  await using open = await openStore(folder.path);
  const { message } = await newGuest(open);
  const late = message();
  const refused = Promise.allSettled([open.remove(late.standing), open.store.items.addMessage(late)]);
  expect(await refused).toMatchObject([
    { status: "fulfilled" },
    { status: "rejected", reason: { code: "gone" } },
  ]);
});

for (const [what, whole] of [
  ["of its key", false],
  ["of all keys of its member", true],
] as const) {
  test(`a message that reaches the store right behind the removal ${what} is refused`, async () => {
    await using folder = await tempDir();
    await using open = await openStore(folder.path);
    const { store, sessionId, agentId } = open;
    const late = storeItem(sessionId, agentId);
    const { memberId, sign } = late.standing;
    const outcomes = await Promise.allSettled([
      open.remove(whole ? { memberId, sign: "" } : { memberId: newId(), sign }),
      store.items.addMessage(late),
    ]);
    expect(outcomes).toMatchObject([
      { status: "fulfilled" },
      { status: "rejected", reason: { code: "unauthorized" } },
    ]);
    expect((await store.sessions.find(sessionId))?.lastSeq).toBe(1);
  });
}

test("a session that reaches the store right behind the removal of its maker is refused", async () => {
  await using folder = await tempDir();
  await using open = await openStore(folder.path);
  const id = newId();
  const first = storeItem(id, open.agentId, { kind: "Session", id, responseRequired: false });
  const outcomes = await Promise.allSettled([
    open.remove(first.standing),
    open.store.sessions.create({ first, apiKeyId: newId(), keyWrappings: [], participantIds: [] }),
  ]);
  expect(outcomes).toMatchObject([
    { status: "fulfilled" },
    { status: "rejected", reason: { code: "unauthorized" } },
  ]);
  expect(await open.store.sessions.find(id)).toBeUndefined();
});

test("the removal of another, or one that was known when the sender was checked, refuses nothing", async () => {
  await using folder = await tempDir();
  await using open = await openStore(folder.path);
  const { store, sessionId, agentId } = open;
  const sent = storeItem(sessionId, agentId);
  await open.remove({ memberId: newId(), sign: GUEST });
  await store.items.addMessage(sent);
  const later = storeItem(sessionId, agentId);
  later.standing = { ...later.standing, sign: GUEST, rosterNumber: 0 };
  await store.items.addMessage(later);
  expect((await store.sessions.find(sessionId))?.lastSeq).toBe(3);
});
