import { describe, expect, test } from "bun:test";
import { ed25519PublicKey, x25519PublicKey } from "../../src/crypto/public-key.ts";
import { toBase64Url } from "../../src/protocol/bytes.ts";
import { encodingsOf, isOfSmallOrder, pointsOfSmallOrder, SMALL_ORDER_U } from "./small-order.ts";

const withSign = (hex: string) => {
  const bytes = Uint8Array.fromHex(hex);
  bytes[31] = (bytes[31] ?? 0) | 0x80;
  return bytes.toHex();
};
const text = (hex: string) => toBase64Url(Uint8Array.fromHex(hex));

describe("an Ed25519 public key", () => {
  const small = pointsOfSmallOrder();

  test("of small order is one of eight points, by arithmetic", () => {
    expect(small).toHaveLength(8);
    expect(new Set(small.map(({ y }) => y)).size).toBe(5);
  });

  test.each([...new Set(small.map(({ y }) => y))].flatMap(encodingsOf))(
    "that encodes such a point as %s is refused, with either sign",
    (hex) => {
      expect(() => ed25519PublicKey(text(hex))).toThrow("small order");
      expect(() => ed25519PublicKey(text(withSign(hex)))).toThrow("small order");
    },
  );
});

describe("an X25519 public key", () => {
  test("that gives the zero secret has one of five u, by arithmetic", () => {
    expect(new Set(SMALL_ORDER_U).size).toBe(5);
    for (const u of SMALL_ORDER_U) expect(isOfSmallOrder(u)).toBe(true);
    expect(isOfSmallOrder(9n)).toBe(false);
  });

  test.each(SMALL_ORDER_U.flatMap(encodingsOf))(
    "that encodes such a point as %s is refused, with the unused bit set or not",
    (hex) => {
      expect(() => x25519PublicKey(text(hex))).toThrow("small order");
      expect(() => x25519PublicKey(text(withSign(hex)))).toThrow("small order");
    },
  );
});

describe("any public key", () => {
  test.each([
    ["31 bytes", toBase64Url(new Uint8Array(31).fill(9))],
    ["33 bytes", toBase64Url(new Uint8Array(33).fill(9))],
    ["no base64url", "=".repeat(43)],
    ["nothing", ""],
  ])("of %s is refused", (_name, key) => {
    expect(() => ed25519PublicKey(key)).toThrow("32 bytes");
    expect(() => x25519PublicKey(key)).toThrow("32 bytes");
  });

  test("of full order is taken", async () => {
    for (const algorithm of ["Ed25519", "X25519"] as const) {
      const pair = await crypto.subtle.generateKey(
        algorithm,
        true,
        algorithm === "Ed25519" ? ["sign", "verify"] : ["deriveBits"],
      );
      if (!("publicKey" in pair)) throw new Error("no pair");
      const raw = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
      const read = algorithm === "Ed25519" ? ed25519PublicKey : x25519PublicKey;
      expect(read(toBase64Url(raw))).toEqual(raw);
    }
  });
});
