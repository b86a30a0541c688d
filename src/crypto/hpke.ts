import * as HPKE from "hpke";
import { type Bytes, concat, fromBase64Url, toBase64Url, utf8 } from "../protocol/bytes.ts";
import { x25519PublicKey } from "./public-key.ts";

const suite = new HPKE.CipherSuite(
  HPKE.KEM_DHKEM_X25519_HKDF_SHA256,
  HPKE.KDF_HKDF_SHA256,
  HPKE.AEAD_AES_256_GCM,
);

/** An X25519 pair for HPKE; the private half is non-extractable. */
export type HpkeKeyPair = HPKE.KeyPair<CryptoKey>;

/** An HPKE ciphertext with its encapsulated key, both base64url. */
export type HpkeSealed = { encapsulatedKey: string; wrappedKey: string };

/** `DeriveKeyPair` of RFC 9180 section 7.1.3 from 32 bytes. */
export async function deriveHpkeKeyPair(seed: Bytes): Promise<HpkeKeyPair> {
  return suite.DeriveKeyPair(seed, false);
}

/** base64url of the 32-byte public key. */
export async function hpkePublicText(publicKey: CryptoKey): Promise<string> {
  return toBase64Url(await suite.SerializePublicKey(publicKey));
}

/** HPKE base mode (RFC 9180), DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. */
export async function hpkeSeal(
  publicKey: string,
  plain: Bytes,
  info: string,
  aad: string,
): Promise<HpkeSealed> {
  const key = await suite.DeserializePublicKey(x25519PublicKey(publicKey));
  const sealed = await suite.Seal(key, plain, { info: utf8(info), aad: utf8(aad) });
  return {
    encapsulatedKey: toBase64Url(sealed.encapsulatedSecret),
    wrappedKey: toBase64Url(sealed.ciphertext),
  };
}

/** Opens what `hpkeSeal` made; undefined when it was not made for this key, info and aad. */
export async function hpkeOpen(
  keys: HpkeKeyPair,
  sealed: HpkeSealed,
  info: string,
  aad: string,
): Promise<Bytes | undefined> {
  const encapsulated = fromBase64Url(sealed.encapsulatedKey);
  const ciphertext = fromBase64Url(sealed.wrappedKey);
  if (!encapsulated || !ciphertext) return undefined;
  try {
    return concat(await suite.Open(keys, encapsulated, ciphertext, { info: utf8(info), aad: utf8(aad) }));
  } catch {
    return undefined;
  }
}
