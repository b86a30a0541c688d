import { type Bytes, concat, toBase64Url, utf8 } from "../protocol/bytes.ts";
import type { SpaceKeySealing } from "../protocol/key-wrapping.ts";
import { hkdf, sha256 } from "./hash.ts";
import { deriveHpkeKeyPair, type HpkeKeyPair, hpkeOpen, hpkePublicText, hpkeSeal } from "./hpke.ts";
import { x25519PublicKey } from "./public-key.ts";

const INFO = "hiloop/v1/space-key";

/** A space's HPKE pair of one epoch, with the 32-byte seed it comes from. `id` is what wrappings name as recipient. */
export type SpaceKey = { epoch: number; id: string; publicKey: string; keys: HpkeKeyPair; seed: Bytes };

/** The space key of an epoch from its seed; a new random one when no seed is given. */
export async function makeSpaceKey(
  epoch: number,
  seed: Bytes = crypto.getRandomValues(new Uint8Array(32)),
): Promise<SpaceKey> {
  const keys = await deriveHpkeKeyPair(await hkdf(seed, "hiloop/v1/hpke"));
  const publicKey = await hpkePublicText(keys.publicKey);
  return { epoch, id: await spaceKeyId(publicKey), publicKey, keys, seed };
}

/** The id of a public space key: base64url of SHA-256("hiloop/v1/space-key\n" ‖ key). */
export async function spaceKeyId(publicKey: string): Promise<string> {
  return toBase64Url(await sha256(concat(utf8("hiloop/v1/space-key\n"), x25519PublicKey(publicKey))));
}

/** Seals an epoch's seed to a device or invite, or to the space key of the next epoch (so that new members read the history). */
export async function sealSpaceKey(
  spaceId: string,
  key: Pick<SpaceKey, "epoch" | "seed">,
  recipient: { id: string; publicKey: string },
  senderKeyId: string,
): Promise<SpaceKeySealing> {
  const sealed = await hpkeSeal(recipient.publicKey, key.seed, INFO, `${spaceId}\n${key.epoch}\n`);
  return { epoch: key.epoch, recipientKeyId: recipient.id, senderKeyId, ...sealed };
}

/** Opens a sealing; undefined unless it is for these keys, and its seed gives the public key that the roster announces. */
export async function openSpaceKey(
  spaceId: string,
  sealing: SpaceKeySealing,
  keys: HpkeKeyPair,
  announcedPublicKey: string,
): Promise<SpaceKey | undefined> {
  const seed = await hpkeOpen(keys, sealing, INFO, `${spaceId}\n${sealing.epoch}\n`);
  if (seed?.length !== 32) return undefined;
  const key = await makeSpaceKey(sealing.epoch, seed);
  return key.publicKey === announcedPublicKey ? key : undefined;
}
