import type { OwnIdentity } from "../crypto/identity.ts";
import type { Roster } from "../crypto/roster-member.ts";
import { openSpaceKey, type SpaceKey } from "../crypto/space-key.ts";
import type { Me } from "../protocol/membership.ts";

/**
 * Opens every epoch's space key that a device can: the newest sealed to itself, then older ones sealed to
 * the epoch after them. A sealing that does not give the key the roster announces is passed over.
 */
export async function openSpaceKeys(me: Me, roster: Roster, identity: OwnIdentity): Promise<SpaceKey[]> {
  const opened: SpaceKey[] = [];
  for (const { epoch, publicKey } of roster.epochs.toReversed()) {
    const later = opened.at(-1);
    for (const sealing of me.sealings.filter((candidate) => candidate.epoch === epoch)) {
      const keys =
        sealing.recipientKeyId === identity.id
          ? identity.hpkeKeys
          : sealing.recipientKeyId === later?.id
            ? later.keys
            : undefined;
      const key = keys ? await openSpaceKey(roster.spaceId, sealing, keys, publicKey) : undefined;
      if (!key) continue;
      opened.push(key);
      break;
    }
  }
  return opened;
}
