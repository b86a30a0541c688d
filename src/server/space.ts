import { emptyRoster, extendRoster, rosterHead, rosterRoot } from "../crypto/roster.ts";
import type { Roster, RosterMember } from "../crypto/roster-member.ts";
import { spaceKeyId } from "../crypto/space-key.ts";
import { HiloopError } from "../protocol/error.ts";
import type { Credential, RosterChange } from "../protocol/membership.ts";
import type { RosterStore } from "../store/contract-roster.ts";

/** The server's knowledge of its one space, in memory: the verified roster and who authenticates how. */
export class Space {
  readonly #store: RosterStore;
  readonly #credentialByAuthHash = new Map<string, Credential>();
  readonly #voucherByKeyId = new Map<string, string | null>();
  readonly #spaceKeyIds: string[] = [];
  #roster: Roster | undefined;
  #setupHash = "";
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(store: RosterStore) {
    this.#store = store;
  }

  async load(): Promise<void> {
    const record = await this.#store.find();
    if (!record) return;
    const roster = await extendRoster(emptyRoster(record.spaceId), record.entries);
    this.#setupHash = record.setupHash;
    await this.#take(roster, record.credentials);
  }

  get isSetUp(): boolean {
    return this.#roster !== undefined;
  }

  get setupHash(): string {
    return this.#setupHash;
  }

  get roster(): Roster {
    if (this.#roster) return this.#roster;
    throw new HiloopError("unavailable", "This server has no space yet.", {
      advice: "Set it up first, with the link that the server printed when it started.",
    });
  }

  get root(): string {
    return rosterRoot(this.roster);
  }

  get rosterNumber(): number {
    return rosterHead(this.roster).number;
  }

  /** Ids of the space keys, the oldest epoch first. */
  get spaceKeyIds(): readonly string[] {
    return this.#spaceKeyIds;
  }

  findCredential(authHash: string): Credential | undefined {
    return this.#credentialByAuthHash.get(authHash);
  }

  findMember(keyId: string): RosterMember | undefined {
    return this.#roster?.members.get(keyId);
  }

  voucherOf(keyId: string): string | null {
    return this.#voucherByKeyId.get(keyId) ?? null;
  }

  async setUp(
    setup: { spaceId: string; setupHash: string; at: string },
    change: RosterChange,
    roster: Roster,
  ) {
    await this.#store.create(setup, change);
    this.#setupHash = setup.setupHash;
    await this.#take(roster, change.credentials);
  }

  /** Commits a verified change; gives the identities that it took out. */
  async extend(change: RosterChange, next: Roster): Promise<RosterMember[]> {
    const removed = [...this.roster.members.values()].filter(
      (member) => member.active && !next.members.get(member.id)?.active,
    );
    await this.#store.extend(
      change,
      removed.map((member) => member.id),
    );
    await this.#take(next, change.credentials);
    return removed;
  }

  /** Runs membership changes one after the other: each is checked against the roster that the one before left. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#lastChange.then(work, work);
    this.#lastChange = turn.catch(() => undefined);
    return turn;
  }

  async #take(roster: Roster, credentials: Credential[]): Promise<void> {
    const epochs = roster.epochs.slice(this.#spaceKeyIds.length);
    const keyIds = await Promise.all(epochs.map((epoch) => spaceKeyId(epoch.publicKey)));
    this.#spaceKeyIds.push(...keyIds);
    for (const credential of credentials) {
      this.#credentialByAuthHash.set(credential.authHash, credential);
      this.#voucherByKeyId.set(credential.keyId, credential.voucher);
    }
    this.#roster = roster;
  }
}
