import { expect, test } from "bun:test";
import * as v from "valibot";
import { toBase64Url } from "../../src/protocol/bytes.ts";
import { FIELDS_OF_KIND, fieldKey, type SignedItem, SignedItemSchema } from "../../src/protocol/item.ts";

const HASH = toBase64Url(new Uint8Array(32));
const ID = "01980000-0000-7000-8000-000000000001";
const ITEM: SignedItem = {
  kind: "Message",
  id: ID,
  spaceId: ID,
  sessionId: ID,
  senderKeyId: HASH,
  senderAgentName: "",
  keyId: HASH,
  rosterNumber: 0,
  rosterHash: HASH,
  seenSeq: 0,
  seenDigest: "",
  at: "2026-11-22T09:30:00.000Z",
  about: null,
  responseRequired: false,
  participants: "Anyone",
  until: null,
  priority: "Normal",
  signature: toBase64Url(new Uint8Array(64)),
};

test("a signed item with every plain fact is taken", () => {
  expect(v.is(SignedItemSchema, ITEM)).toBe(true);
});

test.each(Object.keys(ITEM))("an item without %s is refused", (name) => {
  const { [name]: _left, ...rest } = Object.fromEntries(Object.entries(ITEM));
  expect(v.is(SignedItemSchema, rest)).toBe(false);
});

test.each([
  ["a System kind, which only the server makes", { kind: "System" }],
  ["a field that nobody knows", { encryptedNote: { ciphertext: "AAAA" } }],
  ["a field that is not sealed", { encryptedContent: "hello" }],
  ["more than the ciphertext in a field", { encryptedContent: { ciphertext: "AAAA", plain: "x" } }],
  ["a seal that is not base64url", { encryptedContent: { ciphertext: "AA==" } }],
  ["no time at all", { until: "" }],
  ["an agent's name of two lines", { senderAgentName: "a\nb" }],
])("an item with %s is refused", (_name, change) => {
  expect(v.is(SignedItemSchema, { ...ITEM, ...change })).toBe(false);
});

test("every field of every kind has its property on the wire", () => {
  for (const field of Object.values(FIELDS_OF_KIND).flat()) {
    expect(v.is(SignedItemSchema, { ...ITEM, [fieldKey(field)]: { ciphertext: "AAAA" } })).toBe(true);
  }
});
