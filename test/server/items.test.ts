import { expect, test } from "bun:test";
import type { ItemFacts } from "../../src/crypto/item.ts";
import { newId } from "../../src/protocol/id.ts";
import type { SignedItem } from "../../src/protocol/item.ts";
import { timestamp } from "../../src/protocol/primitives.ts";
import { addApiKey } from "../helpers/join-space.ts";
import { testSession } from "../helpers/test-session.ts";
import { testSpace } from "../helpers/test-space.ts";

const OTHER_32 = `${"B".repeat(42)}A`;
const DAY_MS = 86_400_000;

/** What is done to a message after it was signed: the server must see that it was. */
const ALTERED: [what: string, change: (item: SignedItem) => Partial<SignedItem>][] = [
  ["another time", () => ({ at: timestamp(Date.now() + 1000) })],
  ["another priority", () => ({ priority: "Critical" })],
  ["another id", () => ({ id: newId() })],
  ["a dropped field", () => ({ encryptedContent: { ciphertext: "AAAA" } })],
  ["an added field", (item) => ({ encryptedComponents: item.encryptedContent ?? { ciphertext: "AAAA" } })],
  ["a field of another kind", () => ({ encryptedTitle: { ciphertext: "AAAA" } })],
  ["a question that it was not", () => ({ responseRequired: true })],
  ["another signature", (item) => ({ signature: `${item.signature.slice(0, -4)}AAAA` })],
];

/** What a signed message can say that this server must not take. */
const IMPOSSIBLE: [what: string, facts: Partial<ItemFacts>, status: number][] = [
  ["another kind", { kind: "Attachment" }, 400],
  ["another space", { spaceId: newId() }, 400],
  ["another session", { sessionId: newId() }, 400],
  ["another agent's name", { senderAgentName: "somebody" }, 400],
  ["an end without a question", { until: timestamp(Date.now() + DAY_MS) }, 400],
  ["a question that has ended already", { responseRequired: true, until: timestamp(Date.now() - 1) }, 400],
  [
    "a question open for a year",
    { responseRequired: true, until: timestamp(Date.now() + 365 * DAY_MS) },
    400,
  ],
  ["an about", { about: { id: newId(), digest: OTHER_32 } }, 400],
  ["a roster entry that does not exist", { rosterNumber: 99 }, 422],
  ["another roster", { rosterHash: OTHER_32 }, 422],
  ["that it has seen what is not there yet", { seenSeq: 9, seenDigest: OTHER_32 }, 422],
  ["another digest than that of what it saw", { seenSeq: 1, seenDigest: OTHER_32 }, 422],
  ["that it saw nothing, with a digest", { seenSeq: 0, seenDigest: OTHER_32 }, 422],
];

for (const [what, change] of ALTERED) {
  test(`a message with ${what} than it was signed with is refused`, async () => {
    await using space = await testSpace();
    const session = await testSession(space);
    const item = await session.item(space.apiKey);
    const sent = { ...item, ...change(item) };
    const refused = await space.as(space.apiKey, "POST", `${session.path}/messages`, sent);
    expect([refused.status, refused.json.code]).toEqual([422, "unverified"]);
    expect((await session.read(space.apiKey)).json.lastSeq).toBe(1);
  });
}

for (const [what, facts, status] of IMPOSSIBLE) {
  test(`a signed message that says ${what} is refused`, async () => {
    await using space = await testSpace();
    const session = await testSession(space);
    const item = await session.item(space.apiKey, facts);
    const refused = await space.as(space.apiKey, "POST", `${session.path}/messages`, item);
    expect(refused.status).toBe(status);
    expect((await session.read(space.apiKey)).json.lastSeq).toBe(1);
  });
}

test("a message sealed under another session's key is refused", async () => {
  await using space = await testSpace();
  const [session, other] = [await testSession(space), await testSession(space)];
  const item = await other.item(space.apiKey, { sessionId: session.id });
  const refused = await space.as(space.apiKey, "POST", `${session.path}/messages`, item);
  expect([refused.status, refused.json.detail]).toEqual([
    400,
    "The Message item is sealed under another session's key.",
  ]);
});

test("a message signed by somebody else than its sender is refused", async () => {
  await using space = await testSpace();
  const other = await addApiKey(space, "tester");
  const session = await testSession(space);
  const item = await session.item(other);
  const refused = await space.as(space.apiKey, "POST", `${session.path}/messages`, item);
  expect(refused.status).toBe(400);
  const renamed = { ...item, senderKeyId: space.apiKey.own.id };
  expect((await space.as(space.apiKey, "POST", `${session.path}/messages`, renamed)).status).toBe(422);
});

test("a person cannot ask a question", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const refused = await session.say(space.owner, { responseRequired: true });
  expect([refused.status, refused.json.code]).toEqual([403, "forbidden"]);
});

test("a message over the limit is refused as too large", async () => {
  await using space = await testSpace({ limits: { messageBytes: 2000 } });
  const session = await testSession(space);
  const item = await session.item(space.apiKey, {}, { content: "x".repeat(1800) });
  const refused = await space.as(space.apiKey, "POST", `${session.path}/messages`, item);
  expect([refused.status, refused.json.code]).toEqual([413, "too_large"]);
});

test("all problems of a body are named at once, with their paths", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const refused = await space.as(space.apiKey, "POST", `${session.path}/messages`, { kind: "Letter", id: 7 });
  const paths = refused.json.issues.map((issue: { path: string }) => issue.path);
  expect(refused.status).toBe(400);
  expect(paths).toEqual(expect.arrayContaining(["kind", "id", "signature", "keyId"]));
});

test("a body that is no JSON is refused in one sentence", async () => {
  await using space = await testSpace();
  const session = await testSession(space);
  const refused = await space.as(space.apiKey, "POST", `${session.path}/messages`, "{oops");
  expect(refused.json).toMatchObject({ status: 400, detail: "The message is not JSON." });
});
