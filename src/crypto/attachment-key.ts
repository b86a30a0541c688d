import { type Bytes, concat, utf8 } from "../protocol/bytes.ts";

export const FILE_KEY_BYTES = 32;
export const SALT_BYTES = 24;
export const COMMITMENT_BYTES = 32;
const NONCE_BYTES = 12;
const INFO = "c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0";
const MAX_CHUNKS = 2 ** 38;

/** What one attachment is sealed under, derived from its file key, its salt and its context. */
export type AttachmentKey = { key: CryptoKey; baseNonce: Bytes; commitment: Bytes };

/** A new random file key, 32 bytes; it travels inside the sealed metadata of the attachment's item. */
export function newFileKey(): Bytes {
  return crypto.getRandomValues(new Uint8Array(FILE_KEY_BYTES));
}

/** Key, base nonce and commitment of Cobblestone-256 (c2sp.org/chunked-encryption, "Key derivation"). */
export async function deriveAttachmentKey(
  fileKey: Bytes,
  salt: Bytes,
  context: string,
): Promise<AttachmentKey> {
  const expanded = await hkdfExpandSha512(fileKey, concat(utf8(INFO), salt, utf8(context)));
  const nonceEnd = FILE_KEY_BYTES + NONCE_BYTES;
  const raw = expanded.slice(0, FILE_KEY_BYTES);
  return {
    key: await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]),
    baseNonce: expanded.slice(FILE_KEY_BYTES, nonceEnd),
    commitment: expanded.slice(nonceEnd, nonceEnd + COMMITMENT_BYTES),
  };
}

/** The nonce of chunk `index`: the base nonce XOR the index, big-endian. Throws RangeError from 2³⁸ on. */
export function chunkNonce(baseNonce: Bytes, index: number): Bytes {
  if (index >= MAX_CHUNKS) throw new RangeError("An attachment has at most 2^38 chunks.");
  const nonce = baseNonce.slice();
  const view = new DataView(nonce.buffer);
  view.setUint32(4, view.getUint32(4) ^ Math.floor(index / 2 ** 32));
  view.setUint32(8, view.getUint32(8) ^ (index % 2 ** 32));
  return nonce;
}

/** Two blocks of HKDF-Expand (RFC 5869 section 2.3): WebCrypto's own HKDF cannot leave out the extract step. */
async function hkdfExpandSha512(secret: Bytes, info: Bytes): Promise<Bytes> {
  const algorithm = { name: "HMAC", hash: "SHA-512" };
  const key = await crypto.subtle.importKey("raw", secret, algorithm, false, ["sign"]);
  const block = async (input: Bytes) => new Uint8Array(await crypto.subtle.sign("HMAC", key, input));
  const first = await block(concat(info, Uint8Array.of(1)));
  return concat(first, await block(concat(first, info, Uint8Array.of(2))));
}
