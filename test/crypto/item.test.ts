import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { deriveIdentity } from "../../src/crypto/identity.ts";
import { itemDigest, openItem, sealItem, verifyItem } from "../../src/crypto/item.ts";
import { newSecret } from "../../src/crypto/secret.ts";
import { makeSessionKey } from "../../src/crypto/session-key.ts";
import { fromBase64Url } from "../../src/protocol/bytes.ts";
import { SignedItemSchema } from "../../src/protocol/item.ts";
import { QUESTION_FIELDS, questionFacts, sealedItem } from "./sealed-item.ts";

const sealedBytes = (field: { ciphertext: string } | undefined) =>
  fromBase64Url(field?.ciphertext ?? "")?.length ?? 0;

describe("a sealed item", () => {
  test("opens to what was sealed, after a way through JSON and the schema", async () => {
    const { item, key, sender } = await sealedItem();
    const received = v.parse(SignedItemSchema, JSON.parse(JSON.stringify(item)));
    expect(await verifyItem(received, sender.sign)).toBe(await itemDigest(item));
    expect(await openItem(received, key)).toEqual(QUESTION_FIELDS);
  });

  test("holds no plaintext", async () => {
    const { item } = await sealedItem();
    expect(JSON.stringify(item)).not.toContain("production");
    expect(JSON.stringify(item)).not.toContain("approve");
  });

  test("is another one each time the same is sealed", async () => {
    const { key, sender } = await sealedItem();
    const facts = questionFacts();
    const [first, second] = await Promise.all([
      sealItem(facts, QUESTION_FIELDS, key, sender),
      sealItem(facts, QUESTION_FIELDS, key, sender),
    ]);
    expect(first.encryptedContent).not.toEqual(second.encryptedContent);
    expect(await itemDigest(first)).not.toBe(await itemDigest(second));
  });

  test("leaves out fields that its kind cannot have or that hold nothing", async () => {
    const { item } = await sealedItem({}, { content: "x", title: "y", components: undefined });
    expect(Object.keys(item).filter((name) => name.startsWith("encrypted"))).toEqual(["encryptedContent"]);
  });

  test("names who may answer only where it asks, so that nothing stands outside the signature", async () => {
    const { item, sender } = await sealedItem({ responseRequired: false, participants: "People" });
    expect(item.participants).toBe("Anyone");
    await expect(verifyItem({ ...item, participants: "People" }, sender.sign)).rejects.toMatchObject({
      code: "tampered",
    });
  });

  test("keeps every JSON value and character", async () => {
    const content = "Zoë 🚀 \u0000 \u2028 </script>";
    const components = [null, true, 1.5, "", [], {}, { "": { deep: [[]] } }];
    const { item, key } = await sealedItem({}, { content, components });
    expect(await openItem(item, key)).toEqual({ content, components });
  });
});

describe("the length of a seal", () => {
  const lengthOf = async (content: string) =>
    sealedBytes((await sealedItem({}, { content })).item.encryptedContent);

  test("does not tell approve from reject", async () => {
    const key = await makeSessionKey();
    const sender = await deriveIdentity(newSecret("Device"));
    const answers = [
      { action: "approve" },
      { action: "reject" },
      { action: "reject", text: "Not on a Friday." },
    ];
    const lengths = answers.map(async (response) => {
      const facts = { ...questionFacts(), kind: "Response" as const };
      return sealedBytes((await sealItem(facts, { response }, key, sender)).encryptedResponse);
    });
    expect(new Set(await Promise.all(lengths))).toEqual(new Set([12 + 256 + 16]));
  });

  test("grows in steps of 256 bytes, above 4 KiB of 4 KiB", async () => {
    // The JSON of a string is two quotes longer than the string.
    const plain = async (jsonBytes: number) => (await lengthOf("x".repeat(jsonBytes - 2))) - 12 - 16;
    expect(await plain(256)).toBe(256);
    expect(await plain(257)).toBe(512);
    expect(await plain(4096)).toBe(4096);
    expect(await plain(4097)).toBe(8192);
    expect(await plain(8192)).toBe(8192);
    expect(await plain(8193)).toBe(12288);
  });
});
