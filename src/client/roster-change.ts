import { authHash, deriveIdentity, makeVoucher, type OwnIdentity } from "../crypto/identity.ts";
import { extendRoster, rosterRoot, signRosterEntry } from "../crypto/roster.ts";
import type { Roster } from "../crypto/roster-member.ts";
import type { Secret } from "../crypto/secret.ts";
import { type SpaceKey, sealSpaceKey } from "../crypto/space-key.ts";
import type { SpaceKeySealing } from "../protocol/key-wrapping.ts";
import type { Credential, RosterChange } from "../protocol/membership.ts";
import type { RosterEntry } from "../protocol/roster-entry.ts";

/** A change of membership while it is put together: entries, credentials and sealings that go out as one request. */
export class RosterChangeBuilder {
  roster: Roster;
  readonly #signer: OwnIdentity;
  readonly #entries: RosterEntry[] = [];
  readonly #credentials: Credential[] = [];
  readonly #sealings: SpaceKeySealing[] = [];

  constructor(roster: Roster, signer: OwnIdentity) {
    this.roster = roster;
    this.#signer = signer;
  }

  /** Adds an entry and takes it over, so that the next one continues it. Throws `tampered` when it may not stand there. */
  async entry(entry: Pick<RosterEntry, "op" | "at"> & Partial<RosterEntry>): Promise<void> {
    const signed = await signRosterEntry(this.roster, entry, this.#signer);
    this.roster = await extendRoster(this.roster, [signed]);
    this.#entries.push(signed);
  }

  /** Adds the identity of a secret that was made here, with its credential and voucher. */
  async add(
    secret: Secret,
    entry: Pick<RosterEntry, "memberId" | "kind" | "role" | "name" | "at"> & { until?: string },
  ): Promise<OwnIdentity> {
    const identity = await deriveIdentity(secret);
    await this.entry({ ...entry, op: "add", sign: identity.sign, hpke: identity.hpke });
    const voucher = await makeVoucher(secret, rosterRoot(this.roster));
    this.#credentials.push({ keyId: identity.id, authHash: await authHash(identity.authHex), voucher });
    return identity;
  }

  /** Seals an epoch's space key to a recipient. */
  async seal(key: SpaceKey, recipient: { id: string; publicKey: string }): Promise<void> {
    this.#sealings.push(await sealSpaceKey(this.roster.spaceId, key, recipient, this.#signer.id));
  }

  /** The whole change, ready to send. */
  build(): RosterChange {
    return { entries: this.#entries, credentials: this.#credentials, sealings: this.#sealings };
  }
}
