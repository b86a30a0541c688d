import { type Bytes, toBase64Url } from "../protocol/bytes.ts";
import type { KeyWrapping } from "../protocol/key-wrapping.ts";
import { hkdf } from "./hash.ts";
import { type HpkeKeyPair, hpkeOpen, hpkeSeal } from "./hpke.ts";

const INFO = "hiloop/v1/session-key";

/** A session's key: `raw` to wrap it on, `id` the commitment in every header, `field` what seals the fields. */
export type SessionKey = { id: string; raw: Bytes; field: CryptoKey };

/** The session key of 32 raw bytes; a new random one when none are given. */
export async function makeSessionKey(
  raw: Bytes = crypto.getRandomValues(new Uint8Array(32)),
): Promise<SessionKey> {
  const [id, fieldBytes] = await Promise.all([
    hkdf(raw, "hiloop/v1/session-key-id"),
    hkdf(raw, "hiloop/v1/field"),
  ]);
  const field = await crypto.subtle.importKey("raw", fieldBytes, "AES-GCM", false, ["encrypt", "decrypt"]);
  return { id: toBase64Url(id), raw, field };
}

/** Wraps a session key to one recipient's HPKE public key. */
export async function wrapSessionKey(
  sessionId: string,
  key: SessionKey,
  recipient: { id: string; publicKey: string },
  senderKeyId: string,
): Promise<KeyWrapping> {
  const sealed = await hpkeSeal(recipient.publicKey, key.raw, INFO, `${sessionId}\n${key.id}\n`);
  return { recipientKeyId: recipient.id, senderKeyId, ...sealed };
}

/** Opens a wrapping; undefined unless it yields the very key whose id the session's signed item commits to. */
export async function unwrapSessionKey(
  sessionId: string,
  expectedKeyId: string,
  wrapping: KeyWrapping,
  keys: HpkeKeyPair,
): Promise<SessionKey | undefined> {
  const raw = await hpkeOpen(keys, wrapping, INFO, `${sessionId}\n${expectedKeyId}\n`);
  if (raw?.length !== 32) return undefined;
  const key = await makeSessionKey(raw);
  return key.id === expectedKeyId ? key : undefined;
}
