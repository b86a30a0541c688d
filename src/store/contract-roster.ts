import type { SpaceKeySealing } from "../protocol/key-wrapping.ts";
import type { Credential, RosterChange } from "../protocol/membership.ts";
import type { RosterEntry } from "../protocol/roster-entry.ts";

/** The space as it was set up; `setupHash` is SHA-256 of the setup request, so that a repeat is recognised. */
export type SpaceRecord = {
  spaceId: string;
  setupHash: string;
  entries: RosterEntry[];
  credentials: Credential[];
};

export interface RosterStore {
  find(): Promise<SpaceRecord | undefined>;
  /** Sets the space up. Throws `conflict` when there is one. */
  create(space: { spaceId: string; setupHash: string; at: string }, change: RosterChange): Promise<void>;
  /** Appends verified entries. Throws `roster_moved` when the first does not come right after the newest. */
  extend(change: RosterChange, removedKeyIds: string[]): Promise<void>;
  entriesAfter(n: number): Promise<RosterEntry[]>;
  sealingsTo(recipientKeyIds: string[]): Promise<SpaceKeySealing[]>;
}
