import type { OwnIdentity } from "../crypto/identity.ts";
import type { Roster } from "../crypto/roster-member.ts";
import type { SpaceKey } from "../crypto/space-key.ts";
import type { Me } from "../protocol/membership.ts";
import type { Http } from "./http.ts";

/** A member as its sessions need it: who it is, whom it knows, and its way to the server. */
export interface Party {
  readonly identity: OwnIdentity;
  readonly http: Http;
  readonly me: Me;
  /** Where people reach the inbox, as its user configured it; no slash at its end. Links lead there and nowhere else. */
  readonly inboxAddress: string;
  readonly face: "agent" | "human" | "guest";
  readonly type: "Agent" | "Human" | "Guest";
  /** The name an API key speaks under; empty for people and guests. */
  readonly agentName: string;
  /** The newest verified roster. */
  readonly roster: Roster;
  /** Space keys by epoch, newest first; empty for agents and guests. */
  readonly spaceKeys: readonly SpaceKey[];
  /** Ids of the items that this process made. Others of this key or device are another process's. */
  readonly made: Set<string>;
  refreshRoster(): Promise<Roster>;
}
