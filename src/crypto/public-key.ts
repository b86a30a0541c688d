import { type Bytes, fromBase64Url, toHex } from "../protocol/bytes.ts";
import { HiloopError } from "../protocol/error.ts";

/**
 * Encodings of points of small order (little-endian, the sign bit cleared), and of their
 * non-canonical twins. Runtimes import them without complaint; a signature or shared secret made
 * with one proves nothing (RFC 7748 section 6.1, RFC 8032 section 8.9).
 */
const SMALL_ORDER_ED25519 = [
  `00${"00".repeat(31)}`,
  `01${"00".repeat(31)}`,
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  `ec${"ff".repeat(30)}7f`,
  `ed${"ff".repeat(30)}7f`,
  `ee${"ff".repeat(30)}7f`,
];
const SMALL_ORDER_X25519 = [
  `00${"00".repeat(31)}`,
  `01${"00".repeat(31)}`,
  "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
  "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
  `ec${"ff".repeat(30)}7f`,
  `ed${"ff".repeat(30)}7f`,
  `ee${"ff".repeat(30)}7f`,
];

/** Bytes of an Ed25519 public key; throws `invalid_input` unless it is 32 bytes and not of small order. */
export function ed25519PublicKey(text: string): Bytes {
  return checked(text, SMALL_ORDER_ED25519, "Ed25519");
}

/** Bytes of an X25519 public key; throws `invalid_input` unless it is 32 bytes and not of small order. */
export function x25519PublicKey(text: string): Bytes {
  return checked(text, SMALL_ORDER_X25519, "X25519");
}

function checked(text: string, refused: string[], algorithm: string): Bytes {
  const bytes = fromBase64Url(text);
  if (bytes?.length !== 32)
    throw new HiloopError("invalid_input", `An ${algorithm} public key is not 32 bytes of base64url.`);
  const masked = bytes.slice();
  masked[31] = (masked[31] ?? 0) & 0x7f;
  if (refused.includes(toHex(masked)))
    throw new HiloopError("invalid_input", `An ${algorithm} public key is of small order.`);
  return bytes;
}
