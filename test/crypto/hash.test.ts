import { expect, test } from "bun:test";
import { createHmac, hkdfSync } from "node:crypto";
import { equalBytes, hkdf, hmacSha256 } from "../../src/crypto/hash.ts";

test("HKDF is that of RFC 5869 with an empty salt, as another implementation has it", async () => {
  const secret = crypto.getRandomValues(new Uint8Array(32));
  for (const info of ["", "hiloop/v1/auth"]) {
    const other = new Uint8Array(hkdfSync("sha256", secret, new Uint8Array(0), info, 32));
    expect(await hkdf(secret, info)).toEqual(other);
  }
});

test("HMAC is that of another implementation", async () => {
  const key = crypto.getRandomValues(new Uint8Array(32));
  const other = createHmac("sha256", key).update("text\n").digest();
  expect(await hmacSha256(key, "text\n")).toEqual(new Uint8Array(other));
});

test("bytes are equal only when all of them are", () => {
  const bytes = Uint8Array.of(1, 2, 3);
  expect(equalBytes(bytes, bytes.slice())).toBe(true);
  expect(equalBytes(bytes, Uint8Array.of(1, 2, 4))).toBe(false);
  expect(equalBytes(bytes, Uint8Array.of(0, 2, 3))).toBe(false);
  expect(equalBytes(bytes, Uint8Array.of(1, 2))).toBe(false);
  expect(equalBytes(bytes, Uint8Array.of(1, 2, 3, 0))).toBe(false);
});
