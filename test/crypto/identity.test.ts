import { describe, expect, test } from "bun:test";
import { createPublicKey, verify } from "node:crypto";
import {
  authHash,
  deriveIdentity,
  identityId,
  makeVoucher,
  sign,
  verifySignature,
} from "../../src/crypto/identity.ts";
import { newSecret } from "../../src/crypto/secret.ts";
import { type Bytes, fromBase64Url, toBase64Url, utf8 } from "../../src/protocol/bytes.ts";
import { HASH } from "./sealed-item.ts";

/** The order of Ed25519's base point (RFC 8032 section 5.1). */
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

const bytesOf = (text: string): Bytes => fromBase64Url(text) ?? new Uint8Array(0);

describe("an identity", () => {
  test("is the same each time it is derived from the same secret, and another for another", async () => {
    const secret = newSecret("Device");
    const [first, second, other] = await Promise.all([
      deriveIdentity(secret),
      deriveIdentity({ kind: "Device", bytes: secret.bytes.slice() }),
      deriveIdentity(newSecret("Device")),
    ]);
    const publicHalf = ({ id, sign: signPublic, hpke, authHex }: typeof first) => [
      id,
      signPublic,
      hpke,
      authHex,
    ];
    expect(publicHalf(first)).toEqual(publicHalf(second));
    expect(publicHalf(first).filter((part) => publicHalf(other).includes(part))).toEqual([]);
  });

  test("pins both public keys by its id", async () => {
    const [one, two] = await Promise.all([
      deriveIdentity(newSecret("Device")),
      deriveIdentity(newSecret("Device")),
    ]);
    expect(await identityId(one.sign, one.hpke)).toBe(one.id);
    expect(await identityId(one.sign, two.hpke)).not.toBe(one.id);
    expect(await identityId(two.sign, one.hpke)).not.toBe(one.id);
  });

  test("keeps private keys that nobody can export", async () => {
    const { signKey, hpkeKeys } = await deriveIdentity(newSecret("Device"));
    expect([signKey.extractable, hpkeKeys.privateKey.extractable]).toEqual([false, false]);
    await expect(crypto.subtle.exportKey("pkcs8", signKey)).rejects.toThrow();
  });

  test("authenticates by a key whose hash does not give it away", async () => {
    const { authHex } = await deriveIdentity(newSecret("ApiKey"));
    expect(authHex).toMatch(/^[0-9a-f]{64}$/);
    expect(await authHash(authHex)).not.toContain(toBase64Url(Uint8Array.fromHex(authHex)));
  });
});

describe("a signature", () => {
  const message = utf8("hiloop/v1/item\n");

  test("verifies here and in another implementation", async () => {
    const { signKey, sign: publicKey } = await deriveIdentity(newSecret("Device"));
    const signature = bytesOf(await sign(signKey, message));
    expect(await verifySignature(publicKey, signature, message)).toBe(true);
    const other = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: publicKey }, format: "jwk" });
    expect(verify(null, message, other, signature)).toBe(true);
  });

  test("does not verify for another message, key, or length", async () => {
    const [one, two] = await Promise.all([
      deriveIdentity(newSecret("Device")),
      deriveIdentity(newSecret("Device")),
    ]);
    const signature = bytesOf(await sign(one.signKey, message));
    expect(await verifySignature(one.sign, signature, utf8("hiloop/v1/item"))).toBe(false);
    expect(await verifySignature(two.sign, signature, message)).toBe(false);
    expect(await verifySignature(one.sign, signature.slice(0, 63), message)).toBe(false);
    expect(await verifySignature("AAAA", signature, message)).toBe(false);
  });

  test("has no second form: S plus the group's order is refused", async () => {
    const { signKey, sign: publicKey } = await deriveIdentity(newSecret("Device"));
    const signature = bytesOf(await sign(signKey, message));
    const scalar = BigInt(`0x${signature.slice(32).toReversed().toHex()}`) + ORDER;
    const twin = signature.slice();
    twin.set(Uint8Array.fromHex(scalar.toString(16).padStart(64, "0")).toReversed(), 32);
    expect(twin).not.toEqual(signature);
    expect(await verifySignature(publicKey, twin, message)).toBe(false);
  });

  test("that any message would fit, by a key of small order, never verifies", async () => {
    // With the neutral element as key, R = S·B verifies for everything where small order is not refused.
    const neutral = toBase64Url(Uint8Array.fromHex(`01${"00".repeat(31)}`));
    const forged = new Uint8Array(64);
    forged[0] = 1;
    expect(await verifySignature(neutral, forged, message)).toBe(false);
  });
});

describe("a voucher", () => {
  test("holds for one secret and one root only", async () => {
    const secret = newSecret("ApiKey");
    const voucher = await makeVoucher(secret, HASH(1));
    expect(await makeVoucher(secret, HASH(1))).toBe(voucher);
    expect(await makeVoucher(secret, HASH(2))).not.toBe(voucher);
    expect(await makeVoucher(newSecret("ApiKey"), HASH(1))).not.toBe(voucher);
  });
});
