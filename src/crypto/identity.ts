import type { SecretKind } from "../protocol/auth-header.ts";
import { type Bytes, concat, toBase64Url, toHex, utf8 } from "../protocol/bytes.ts";
import { HiloopError } from "../protocol/error.ts";
import { hkdf, hmacSha256, sha256 } from "./hash.ts";
import { deriveHpkeKeyPair, type HpkeKeyPair, hpkePublicText } from "./hpke.ts";
import { ed25519PublicKey, x25519PublicKey } from "./public-key.ts";
import type { Secret } from "./secret.ts";

/** The public half of a key holder. `id` is SHA-256 over both public keys, so one id pins both (all base64url, 32 bytes). */
export type Identity = { id: string; sign: string; hpke: string };

/** What one holder acts with: its authentication key and its two private keys, which may be non-extractable. */
export type OwnIdentity = Identity & {
  kind: SecretKind;
  authHex: string;
  signKey: CryptoKey;
  hpkeKeys: HpkeKeyPair;
};

/** PKCS#8 header of an Ed25519 private key (RFC 8410 section 7); the 32-byte seed follows. */
const PKCS8_ED25519 = Uint8Array.fromHex("302e020100300506032b657004220420");

/** Everything that is derived from a secret (docs/protocol.md, "Key schedule"). Private keys are non-extractable. */
export async function deriveIdentity(secret: Secret): Promise<OwnIdentity> {
  const [auth, hpkeSeed, signSeed] = await Promise.all([
    hkdf(secret.bytes, "hiloop/v1/auth"),
    hkdf(secret.bytes, "hiloop/v1/hpke"),
    hkdf(secret.bytes, "hiloop/v1/sign"),
  ]);
  const [hpkeKeys, { signKey, sign }] = await Promise.all([
    deriveHpkeKeyPair(hpkeSeed),
    importSigningSeed(signSeed),
  ]);
  const hpke = await hpkePublicText(hpkeKeys.publicKey);
  return {
    kind: secret.kind,
    authHex: toHex(auth),
    id: await identityId(sign, hpke),
    sign,
    hpke,
    signKey,
    hpkeKeys,
  };
}

/** The identity of two public keys: base64url of SHA-256("hiloop/v1/identity\n" ‖ sign ‖ hpke). Refuses small-order keys. */
export async function identityId(sign: string, hpke: string): Promise<string> {
  return toBase64Url(
    await sha256(concat(utf8("hiloop/v1/identity\n"), ed25519PublicKey(sign), x25519PublicKey(hpke))),
  );
}

/** What the server stores to authenticate a holder: base64url of SHA-256 of the 32 authentication bytes. */
export async function authHash(authHex: string): Promise<string> {
  return toBase64Url(await sha256(Uint8Array.fromHex(authHex)));
}

/** The voucher that whoever makes a secret leaves for its holder, who then can check the roster's root (base64url, 32 bytes). */
export async function makeVoucher(secret: Secret, root: string): Promise<string> {
  return toBase64Url(
    await hmacSha256(await hkdf(secret.bytes, "hiloop/v1/voucher"), `hiloop/v1/voucher\nroot ${root}\n`),
  );
}

/** Ed25519 signature (RFC 8032) over the bytes, 64 bytes as base64url. */
export async function sign(signKey: CryptoKey, bytes: Bytes): Promise<string> {
  return toBase64Url(new Uint8Array(await crypto.subtle.sign("Ed25519", signKey, bytes)));
}

/** Whether an Ed25519 signature verifies; a malformed or small-order key never does. */
export async function verifySignature(publicKey: string, signature: Bytes, bytes: Bytes): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey("raw", ed25519PublicKey(publicKey), "Ed25519", false, [
      "verify",
    ]);
    return await crypto.subtle.verify("Ed25519", key, signature, bytes);
  } catch {
    return false;
  }
}

async function importSigningSeed(seed: Bytes): Promise<{ signKey: CryptoKey; sign: string }> {
  const pkcs8 = concat(PKCS8_ED25519, seed);
  const temporary = await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", true, ["sign"]);
  const { x } = await crypto.subtle.exportKey("jwk", temporary);
  if (!x) throw new HiloopError("internal", "This runtime does not export Ed25519 public keys.");
  return { signKey: await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", false, ["sign"]), sign: x };
}
