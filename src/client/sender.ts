import { visibleName } from "../components/visible-text.ts";
import type { Roster, RosterMember } from "../crypto/roster-member.ts";

/** Who an item is from, as the roster or a signed `Guest` item says; never as the server says. */
export type Sender = {
  keyId: string;
  type: "Human" | "Agent" | "Guest";
  /** A person's or guest's name; of an agent the name it spoke under. Cleaned: they choose it (`visibleName`). */
  name: string;
  /** Person or API key in the roster; absent for guests. */
  memberId?: string;
  /**
   * Whether it still belongs to the space by the newest known roster, also when that came later than the item; of a
   * guest, whether whoever let it in still does. What it sent counts for nothing once it does not.
   */
  readonly active: boolean;
  isSelf: boolean;
  /** Of a guest: the name of whoever let it in. */
  letInBy?: string;
};

/** Sender of a roster member's item. */
export function memberSender(member: RosterMember, agentName: string, selfId: string): Sender {
  const type = member.kind === "ApiKey" ? "Agent" : "Human";
  const name = visibleName(type === "Agent" && agentName ? agentName : member.name);
  return {
    keyId: member.id,
    type,
    name,
    memberId: member.memberId,
    active: member.active,
    isSelf: member.id === selfId,
  };
}

/** A sender whose standing is looked up whenever it is asked for. */
export function withStanding(sender: Sender, isActive: () => boolean): Sender {
  return Object.defineProperty({ ...sender }, "active", { get: isActive, enumerable: true });
}

/** People of a space by member id, with the name of their newest device. */
export function peopleOf(roster: Roster): Map<string, string> {
  const people = new Map<string, string>();
  for (const member of roster.members.values()) {
    if (member.active && member.kind !== "ApiKey") people.set(member.memberId, visibleName(member.name));
  }
  return people;
}
