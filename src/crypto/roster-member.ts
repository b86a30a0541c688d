import type { Identity } from "./identity.ts";

/** One identity that the roster brought in, and whether it still stands. */
export type RosterMember = Identity & {
  memberId: string;
  kind: "Device" | "Invite" | "ApiKey";
  role: "Owner" | "Member" | "Agent";
  /** The member's name, and of a device the label behind it. */
  name: string;
  label: string;
  until: string;
  addedAt: string;
  /** The identity that signed its entry. */
  addedBy: string;
  active: boolean;
};

/** A verified roster: the chain's hashes by number, the identities by id, and the public space key of each epoch. */
export type Roster = {
  spaceId: string;
  hashes: string[];
  members: Map<string, RosterMember>;
  epochs: { epoch: number; publicKey: string }[];
};
