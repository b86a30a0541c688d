import { describe, expect, test } from "bun:test";
import { deriveHpkeKeyPair, hpkeOpen, hpkePublicText, hpkeSeal } from "../../src/crypto/hpke.ts";
import { type Bytes, fromBase64Url, toBase64Url, utf8 } from "../../src/protocol/bytes.ts";
import { openByHand } from "./hpke-by-hand.ts";

const SEED = () => crypto.getRandomValues(new Uint8Array(32));
const PLAIN = utf8("thirty-two bytes of session key!");

/** Base64url text with its first bit turned. */
function turned(text: string): string {
  const bytes = fromBase64Url(text) ?? new Uint8Array(1);
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  return toBase64Url(bytes);
}

async function sealedFor(seed: Bytes) {
  const keys = await deriveHpkeKeyPair(seed);
  return { keys, sealed: await hpkeSeal(await hpkePublicText(keys.publicKey), PLAIN, "info", "aad") };
}

describe("an HPKE seal", () => {
  test("opens for its recipient", async () => {
    const { keys, sealed } = await sealedFor(SEED());
    expect(await hpkeOpen(keys, sealed, "info", "aad")).toEqual(PLAIN);
  });

  test("opens by RFC 9180 written out with another implementation's parts", async () => {
    const seed = SEED();
    const { keys, sealed } = await sealedFor(seed);
    const byHand = openByHand(seed, sealed, "info", "aad");
    expect(byHand.publicKey).toBe(await hpkePublicText(keys.publicKey));
    expect(byHand.plain).toEqual(PLAIN);
  });

  test("does not open for another key, info or aad", async () => {
    const { keys, sealed } = await sealedFor(SEED());
    const other = await deriveHpkeKeyPair(SEED());
    expect(await hpkeOpen(other, sealed, "info", "aad")).toBeUndefined();
    expect(await hpkeOpen(keys, sealed, "other", "aad")).toBeUndefined();
    expect(await hpkeOpen(keys, sealed, "info", "other")).toBeUndefined();
  });

  test("does not open once anything of it was changed", async () => {
    const { keys, sealed } = await sealedFor(SEED());
    const open = (change: Partial<typeof sealed>) => hpkeOpen(keys, { ...sealed, ...change }, "info", "aad");
    expect(await open({ encapsulatedKey: turned(sealed.encapsulatedKey) })).toBeUndefined();
    expect(await open({ wrappedKey: turned(sealed.wrappedKey) })).toBeUndefined();
    expect(await open({ wrappedKey: "" })).toBeUndefined();
    expect(await open({ wrappedKey: "not base64url" })).toBeUndefined();
    expect(await open({ encapsulatedKey: toBase64Url(new Uint8Array(32)) })).toBeUndefined();
  });

  test("is another one each time", async () => {
    const seed = SEED();
    const [one, two] = await Promise.all([sealedFor(seed), sealedFor(seed)]);
    expect(one.sealed.encapsulatedKey).not.toBe(two.sealed.encapsulatedKey);
  });

  test("is not made for a key of small order", async () => {
    const zero = toBase64Url(new Uint8Array(32));
    await expect(hpkeSeal(zero, PLAIN, "info", "aad")).rejects.toMatchObject({ code: "invalid_input" });
  });
});
