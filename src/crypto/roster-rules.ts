import type { RosterEntry } from "../protocol/roster-entry.ts";
import type { Roster, RosterMember } from "./roster-member.ts";

/**
 * Why an entry may not stand at the end of this roster; undefined when it may. `id` is the identity that
 * the entry's keys make, empty when it carries none. The signature is checked elsewhere.
 */
export function refusalOf(roster: Roster, entry: RosterEntry, id: string): string | undefined {
  if (roster.hashes.length === 0) return refusalOfFirst(entry, id);
  const signer = roster.members.get(entry.by);
  if (!signer?.active) return "is signed by nobody who stands in the roster";
  if (signer.kind === "ApiKey") return "is signed by an API key, which cannot change the roster";
  if (signer.kind === "Invite" && entry.at > signer.until) return "is signed by an invite that has expired";
  if (entry.op === "add") return refusalOfAdd(roster, entry, id, signer);
  if (entry.op === "remove") return refusalOfRemove(roster, entry, id, signer);
  return refusalOfEpoch(roster, entry, signer);
}

function refusalOfFirst(entry: RosterEntry, id: string): string | undefined {
  const fits =
    entry.op === "add" &&
    entry.kind === "Device" &&
    entry.role === "Owner" &&
    entry.by === id &&
    entry.memberId &&
    isNamed(entry);
  return fits ? undefined : "is not the owner's first device, added by itself";
}

function refusalOfAdd(
  roster: Roster,
  entry: RosterEntry,
  id: string,
  signer: RosterMember,
): string | undefined {
  if (!id || !entry.memberId || !entry.kind || !entry.role || !isNamed(entry))
    return "adds a member without keys, id, kind, role or name";
  if (roster.members.has(id)) return "adds an identity that was in the roster before";
  if ((entry.kind === "Invite") !== (entry.until !== ""))
    return "gives an end to what is not an invite, or none to an invite";
  if ((entry.kind === "ApiKey") !== (entry.role === "Agent"))
    return "gives an API key a person's role, or a person an agent's";
  const standing = [...roster.members.values()].find((member) => member.memberId === entry.memberId);
  if (
    standing &&
    (standing.role !== entry.role || (standing.kind === "ApiKey") !== (entry.kind === "ApiKey"))
  ) {
    return "changes the role or kind of a member";
  }
  if (standing && standing.kind !== "ApiKey" && standing.name !== nameOf(entry))
    return "gives a member another name";
  if (entry.memberId === signer.memberId)
    return signer.kind === "Invite" && entry.kind !== "Device"
      ? "lets an invite add more than a device"
      : undefined;
  if (signer.kind === "Invite") return "lets an invite add somebody else";
  if (entry.kind === "Device") return "adds a device to somebody else, who must join by an invite";
  if (entry.kind === "Invite" && signer.role !== "Owner") return "invites a person without being an owner";
  if (standing && signer.role !== "Owner") return "gives an API key a second secret without being an owner";
  return undefined;
}

function refusalOfRemove(
  roster: Roster,
  entry: RosterEntry,
  id: string,
  signer: RosterMember,
): string | undefined {
  const meant = [...roster.members.values()].filter((member) =>
    id ? member.id === id : member.memberId === entry.memberId,
  );
  if (!meant.some((member) => member.active)) return "removes somebody who does not stand in the roster";
  if (signer.kind === "Invite")
    return meant.every((member) => member.id === signer.id)
      ? undefined
      : "lets an invite remove more than itself";
  if (
    signer.role !== "Owner" &&
    meant.some((member) => member.kind !== "ApiKey" && member.memberId !== signer.memberId)
  ) {
    return "removes another person without being an owner";
  }
  const removed = new Set(meant.map((member) => member.id));
  const owners = [...roster.members.values()].filter(
    (member) => member.active && member.kind === "Device" && member.role === "Owner",
  );
  return owners.every((owner) => removed.has(owner.id))
    ? "removes the last device of the last owner"
    : undefined;
}

function refusalOfEpoch(roster: Roster, entry: RosterEntry, signer: RosterMember): string | undefined {
  if (signer.kind !== "Device") return "starts an epoch without being a device";
  const newest = roster.epochs.at(-1)?.epoch ?? 0;
  return entry.epoch === newest + 1 && entry.hpke ? undefined : "does not start the next epoch";
}

/** A label on the second line does not stand in for the name, and neither line drives a terminal. */
function isNamed(entry: RosterEntry): boolean {
  return /\S/.test(nameOf(entry)) && /^\P{Cc}*(?:\n\P{Cc}*)?$/u.test(entry.name);
}

function nameOf(entry: RosterEntry): string {
  return entry.name.split("\n")[0] ?? "";
}
