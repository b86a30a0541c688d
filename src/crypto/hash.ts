import { type Bytes, utf8 } from "../protocol/bytes.ts";
import { nativeSha256 } from "./native-sha256.ts";

/** SHA-256 of the bytes, 32 bytes. */
export async function sha256(bytes: Bytes): Promise<Bytes> {
  const native = nativeSha256();
  if (native) {
    native.update(bytes);
    return new Uint8Array(native.digest());
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** HMAC-SHA-256, 32 bytes. */
export async function hmacSha256(key: Bytes, text: string): Promise<Bytes> {
  const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
  ]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, utf8(text)));
}

/** HKDF-SHA256 (RFC 5869) with empty salt, 32 bytes out: the one derivation of hiloop's key schedule. */
export async function hkdf(secret: Bytes, info: string): Promise<Bytes> {
  const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  const parameters = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: utf8(info) };
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, 256));
}

/** Compares without telling by its duration where the two differ. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  let difference = 0;
  for (const [index, byte] of left.entries()) difference |= byte ^ (right[index] ?? 0);
  return difference === 0;
}
