import { describe, expect, test } from "bun:test";
import { deriveIdentity } from "../../src/crypto/identity.ts";
import { openItem, verifyItem } from "../../src/crypto/item.ts";
import { newSecret } from "../../src/crypto/secret.ts";
import { makeSessionKey } from "../../src/crypto/session-key.ts";
import { fromBase64Url, toBase64Url } from "../../src/protocol/bytes.ts";
import { newId } from "../../src/protocol/id.ts";
import type { SignedItem } from "../../src/protocol/item.ts";
import { HASH, sealedItem } from "./sealed-item.ts";

type Change = (item: SignedItem) => Partial<SignedItem>;

/** A ciphertext with one bit turned at `position`, counted from the end when negative. */
function turned(field: { ciphertext: string } | undefined, position: number): { ciphertext: string } {
  const bytes = fromBase64Url(field?.ciphertext ?? "") ?? new Uint8Array(1);
  const index = position < 0 ? bytes.length + position : position;
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  return { ciphertext: toBase64Url(bytes) };
}

const held = (field: { ciphertext: string } | undefined) => field ?? { ciphertext: "" };

// biome-ignore format: a table reads best with one case a line.
const LINES: [string, Change][] = [
  ["space", () => ({ spaceId: newId() })],
  ["session", () => ({ sessionId: newId() })],
  ["kind", () => ({ kind: "Response" })],
  ["item", () => ({ id: newId() })],
  ["from", () => ({ senderKeyId: HASH(9) })],
  ["as", () => ({ senderAgentName: "somebody else" })],
  ["as, emptied", () => ({ senderAgentName: "" })],
  ["key", () => ({ keyId: HASH(9) })],
  ["roster number", () => ({ rosterNumber: 3 })],
  ["roster hash", () => ({ rosterHash: HASH(9) })],
  ["seen number", () => ({ seenSeq: 5 })],
  ["seen digest", () => ({ seenDigest: HASH(9) })],
  ["seen digest, emptied", () => ({ seenDigest: "" })],
  ["at", () => ({ at: "2020-01-01T00:00:00.000Z" })],
  ["about, added", () => ({ about: { id: newId(), digest: HASH(9) } })],
  ["asks, removed", () => ({ responseRequired: false, participants: "Anyone" })],
  ["asks, opened to guests", () => ({ participants: "Anyone" })],
  ["until, moved", () => ({ until: "2030-01-01T00:00:00.000Z" })],
  ["until, removed", () => ({ until: null })],
  ["priority", () => ({ priority: "Low" })],
  ["fields, one more", (item) => ({ encryptedTitle: held(item.encryptedContent) })],
];

// biome-ignore format: a table reads best with one case a line.
const FIELDS: [string, Change][] = [
  ["a turned bit in the nonce", (item) => ({ encryptedContent: turned(item.encryptedContent, 0) })],
  ["a turned bit in the middle", (item) => ({ encryptedContent: turned(item.encryptedContent, 40) })],
  ["a turned bit in the tag", (item) => ({ encryptedContent: turned(item.encryptedContent, -1) })],
  ["the fields in each other's place", (item) => ({ encryptedContent: held(item.encryptedComponents), encryptedComponents: held(item.encryptedContent) })],
  ["an empty field", () => ({ encryptedContent: { ciphertext: "" } })],
  ["one field twice", (item) => ({ encryptedContent: held(item.encryptedComponents) })],
];

describe("an item is refused as tampered when its header has another", () => {
  test.each(LINES)("%s", async (_name, change) => {
    const { item, key, sender } = await sealedItem();
    const changed = { ...item, ...change(item) };
    await expect(verifyItem(changed, sender.sign)).rejects.toMatchObject({ code: "tampered" });
    // Even a colluding signer cannot move sealed fields below another header.
    await expect(openItem(changed, key)).rejects.toMatchObject({ code: "tampered" });
  });
});

describe("an item is refused as tampered when it holds", () => {
  test.each(FIELDS)("%s", async (_name, change) => {
    const { item, key, sender } = await sealedItem();
    const changed = { ...item, ...change(item) };
    await expect(verifyItem(changed, sender.sign)).rejects.toMatchObject({ code: "tampered" });
    await expect(openItem(changed, key)).rejects.toMatchObject({ code: "tampered" });
  });

  test("a field less than its header", async () => {
    const { item, sender } = await sealedItem();
    const { encryptedContent, ...rest } = item;
    expect(encryptedContent).toBeDefined();
    await expect(verifyItem(rest, sender.sign)).rejects.toMatchObject({ code: "tampered" });
  });

  test("a signature of somebody else, a signature with one bit turned, or none", async () => {
    const { item, sender } = await sealedItem();
    const other = await deriveIdentity(newSecret("ApiKey"));
    const bytes = fromBase64Url(item.signature) ?? new Uint8Array(64);
    bytes[63] = (bytes[63] ?? 0) ^ 1;
    const turnedSignature = toBase64Url(bytes);
    await expect(verifyItem(item, other.sign)).rejects.toMatchObject({ code: "tampered" });
    await expect(verifyItem({ ...item, signature: turnedSignature }, sender.sign)).rejects.toMatchObject({
      code: "tampered",
    });
    await expect(verifyItem({ ...item, signature: "" }, sender.sign)).rejects.toMatchObject({
      code: "tampered",
    });
  });

  test("seals of another session's key", async () => {
    const { item } = await sealedItem();
    await expect(openItem(item, await makeSessionKey())).rejects.toMatchObject({ code: "tampered" });
  });

  test("an error whose words hold nothing of what was sealed", async () => {
    const { item, sender } = await sealedItem();
    const error = await verifyItem({ ...item, priority: "Low" }, sender.sign).catch((thrown) => thrown);
    expect(error.sentence).toContain(item.id);
    expect(error.sentence).not.toContain("production");
  });
});
