import { createDecipheriv, createHmac, createPrivateKey, createPublicKey, diffieHellman } from "node:crypto";
import type { HpkeSealed } from "../../src/crypto/hpke.ts";
import { type Bytes, concat, fromBase64Url, toBase64Url, utf8 } from "../../src/protocol/bytes.ts";

/** DHKEM(X25519, HKDF-SHA256), and the suite with HKDF-SHA256 and AES-256-GCM (RFC 9180 sections 4.1 and 5.1). */
const KEM = concat(utf8("KEM"), Uint8Array.of(0x00, 0x20));
const SUITE = concat(utf8("HPKE"), Uint8Array.of(0x00, 0x20, 0x00, 0x01, 0x00, 0x02));
const PKCS8_X25519 = Uint8Array.fromHex("302e020100300506032b656e04220420");

/** `DeriveKeyPair` and base mode `Open` of RFC 9180, spelled out on node:crypto: a second implementation to check against. */
export function openByHand(
  seed: Bytes,
  sealed: HpkeSealed,
  info: string,
  aad: string,
): { publicKey: string; plain: Bytes } {
  const { privateKey, publicKey } = derivePair(seed);
  const encapsulated = bytesOf(sealed.encapsulatedKey);
  const shared = diffieHellman({ privateKey, publicKey: publicFrom(encapsulated) });
  const secret = extractAndExpand(new Uint8Array(shared), concat(encapsulated, bytesOf(publicKey)));
  const context = concat(
    Uint8Array.of(0),
    extract(SUITE, new Uint8Array(0), "psk_id_hash", new Uint8Array(0)),
    extract(SUITE, new Uint8Array(0), "info_hash", utf8(info)),
  );
  const schedule = extract(SUITE, secret, "secret", new Uint8Array(0));
  const key = expand(SUITE, schedule, "key", context, 32);
  const nonce = expand(SUITE, schedule, "base_nonce", context, 12);
  const ciphertext = bytesOf(sealed.wrappedKey);
  const opener = createDecipheriv("aes-256-gcm", key, nonce)
    .setAAD(utf8(aad))
    .setAuthTag(ciphertext.slice(-16));
  const plain = concat(opener.update(ciphertext.slice(0, -16)), opener.final());
  return { publicKey, plain };
}

function derivePair(seed: Bytes) {
  const derived = extract(KEM, new Uint8Array(0), "dkp_prk", seed);
  const secret = expand(KEM, derived, "sk", new Uint8Array(0), 32);
  const der = Buffer.from(concat(PKCS8_X25519, secret));
  const privateKey = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  const { x = "" } = createPublicKey(privateKey).export({ format: "jwk" });
  return { privateKey, publicKey: x };
}

function publicFrom(raw: Bytes) {
  return createPublicKey({ key: { kty: "OKP", crv: "X25519", x: toBase64Url(raw) }, format: "jwk" });
}

function extractAndExpand(shared: Bytes, context: Bytes): Bytes {
  const extracted = extract(KEM, new Uint8Array(0), "eae_prk", shared);
  return expand(KEM, extracted, "shared_secret", context, 32);
}

function extract(suite: Bytes, salt: Bytes, label: string, input: Bytes): Bytes {
  return hmac(salt, concat(utf8("HPKE-v1"), suite, utf8(label), input));
}

/** One block is enough: nothing here is longer than 32 bytes. */
function expand(suite: Bytes, key: Bytes, label: string, info: Bytes, length: number): Bytes {
  const labeled = concat(Uint8Array.of(0, length), utf8("HPKE-v1"), suite, utf8(label), info);
  return hmac(key, concat(labeled, Uint8Array.of(1))).slice(0, length);
}

function hmac(key: Bytes, data: Bytes): Bytes {
  return new Uint8Array(createHmac("sha256", key).update(data).digest());
}

function bytesOf(text: string): Bytes {
  return fromBase64Url(text) ?? new Uint8Array(0);
}
