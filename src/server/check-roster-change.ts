import { identityId } from "../crypto/identity.ts";
import { extendRoster } from "../crypto/roster.ts";
import type { Roster, RosterMember } from "../crypto/roster-member.ts";
import { spaceKeyId } from "../crypto/space-key.ts";
import { HiloopError, toHiloopError } from "../protocol/error.ts";
import type { RosterChange } from "../protocol/membership.ts";

type Signer = { keyId: string; now: string; mostKeys: number };

/**
 * The roster after a change, once everything about it holds: the chain and its rules, that the caller
 * signed all of it, credentials for exactly what it adds, and space keys for everybody who stays.
 */
export async function checkRosterChange(
  before: Roster,
  change: RosterChange,
  signer: Signer,
): Promise<Roster> {
  const [first] = change.entries;
  if (!first || first.n !== before.hashes.length || first.prev !== (before.hashes.at(-1) ?? "")) {
    throw new HiloopError("roster_moved", "The roster has changed since this was signed.", {
      advice: "Fetch the roster and sign the change again.",
    });
  }
  if (change.entries.some((entry) => entry.by !== signer.keyId))
    throw invalid("every entry must be signed by the caller");
  const after = await extended(before, change);
  await requireCredentials(change);
  requireInviteReplaced(before, after, signer);
  requireFewKeys(before, after, signer);
  await requireSealings({ before, after, change, signer });
  return after;
}

async function extended(before: Roster, change: RosterChange): Promise<Roster> {
  try {
    return await extendRoster(before, change.entries);
  } catch (thrown) {
    throw new HiloopError("unverified", toHiloopError(thrown).message, {
      advice: "Fetch the roster and sign the change again.",
      cause: thrown,
    });
  }
}

async function requireCredentials(change: RosterChange): Promise<void> {
  const added = await Promise.all(
    change.entries.filter((entry) => entry.op === "add").map((entry) => identityId(entry.sign, entry.hpke)),
  );
  const given = change.credentials.map((credential) => credential.keyId);
  const complete = added.length === given.length && added.every((id) => given.includes(id));
  if (!complete) throw invalid("exactly one credential must come with each identity that is added");
}

function requireInviteReplaced(before: Roster, after: Roster, signer: Signer): void {
  const invite = before.members.get(signer.keyId);
  if (invite?.kind !== "Invite") return;
  const joined = addedMembers(before, after).some(
    (member) => member.kind === "Device" && member.memberId === invite.memberId,
  );
  if (!joined || after.members.get(invite.id)?.active)
    throw invalid("an invitation must add a device of its member and remove itself");
}

/** Keys that stand count for the member they belong to, API keys also for a plain member that made them. */
function requireFewKeys(before: Roster, after: Roster, { now, mostKeys }: Signer): void {
  const growing = new Set(addedMembers(before, after).flatMap((member) => holdersOf(after, member)));
  const standing = [...after.members.values()].filter((member) => stands(member, now));
  for (const holder of growing) {
    const keys = standing.filter((member) => holdersOf(after, member).includes(holder)).length;
    if (keys <= mostKeys) continue;
    throw new HiloopError("too_large", `One member has at most ${mostKeys} keys, and this would be more.`, {
      advice: "First take out one that nobody uses any more.",
    });
  }
}

function holdersOf(roster: Roster, { memberId, kind, addedBy }: RosterMember): string[] {
  const maker = kind === "ApiKey" ? roster.members.get(addedBy) : undefined;
  return maker?.role === "Member" ? [memberId, maker.memberId] : [memberId];
}

function stands({ active, kind, until }: RosterMember, now: string): boolean {
  return active && (kind !== "Invite" || until > now);
}

async function requireSealings(parts: {
  before: Roster;
  after: Roster;
  change: RosterChange;
  signer: Signer;
}): Promise<void> {
  const { before, after, change, signer } = parts;
  const newest = after.epochs.at(-1);
  if (!newest) throw invalid("a space needs its first epoch");
  const fresh = after.epochs.slice(before.epochs.length);
  if (fresh.length > 1) throw invalid("one change starts one epoch at most");
  if (removesDevice(before, after) && fresh.length === 0)
    throw invalid("removing a device must start a new epoch");
  const holders = [...after.members.values()].filter((member) => holdsSpaceKey(member, signer.now));
  const owed =
    fresh.length > 0 ? holders : addedMembers(before, after).filter((m) => holdsSpaceKey(m, signer.now));
  const required = owed.map((member) => `${newest.epoch} ${member.id}`);
  for (const epoch of fresh) {
    if (epoch.epoch > 1) required.push(`${epoch.epoch - 1} ${await spaceKeyId(epoch.publicKey)}`);
  }
  const given = change.sealings.map((sealing) => `${sealing.epoch} ${sealing.recipientKeyId}`);
  const missing = required.find((name) => !given.includes(name));
  if (missing) throw invalid(`the space key sealing "${missing}" is missing`);
  const allowed = new Set([...required, ...holders.map((member) => `${newest.epoch} ${member.id}`)]);
  const stray = given.find((name, index) => !allowed.has(name) || given.indexOf(name) !== index);
  if (stray) throw invalid(`the space key sealing "${stray}" is not one that this change calls for`);
  if (change.sealings.some((sealing) => sealing.senderKeyId !== signer.keyId))
    throw invalid("every sealing must be made by the caller");
}

function addedMembers(before: Roster, after: Roster): RosterMember[] {
  return [...after.members.values()].filter((member) => !before.members.has(member.id) && member.active);
}

function removesDevice(before: Roster, after: Roster): boolean {
  return [...before.members.values()].some(
    (member) => member.kind === "Device" && member.active && !after.members.get(member.id)?.active,
  );
}

function holdsSpaceKey(member: RosterMember, now: string): boolean {
  return member.kind !== "ApiKey" && stands(member, now);
}

function invalid(message: string): HiloopError {
  return new HiloopError("invalid_input", "This roster change is not complete.", {
    issues: [{ path: "change", message }],
  });
}
