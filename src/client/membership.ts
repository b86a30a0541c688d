import * as v from "valibot";
import { visibleName } from "../components/visible-text.ts";
import { rosterHead } from "../crypto/roster.ts";
import type { RosterMember } from "../crypto/roster-member.ts";
import { formatSecret, newSecret } from "../crypto/secret.ts";
import { makeSpaceKey, type SpaceKey } from "../crypto/space-key.ts";
import { HiloopError } from "../protocol/error.ts";
import { newId } from "../protocol/id.ts";
import { timestamp } from "../protocol/primitives.ts";
import type { Member } from "./member.ts";
import { RosterChangeBuilder } from "./roster-change.ts";

const INVITE_SECONDS = 7 * 24 * 60 * 60;
const ATTEMPTS = 5;
const SWEPT_AT_ONCE = 20;

/** Makes an API key. Its text is in the result and nowhere else. */
export async function addApiKey(
  member: Member,
  input: { name: string },
): Promise<{ memberId: string; apiKey: string }> {
  const secret = newSecret("ApiKey");
  const memberId = newId();
  await change(member, async (builder) => {
    await builder.add(secret, {
      memberId,
      kind: "ApiKey",
      role: "Agent",
      name: visibleName(input.name),
      at: timestamp(),
    });
  });
  return { memberId, apiKey: formatSecret(secret) };
}

export type Invite = { url: string; code: string; memberId: string; keyId: string; expiresAt: string };

/** Invites a person by a link that works once, for seven days unless said. Owners only. */
export function invitePerson(
  member: Member,
  input: { name: string; role?: "Member" | "Owner"; expiresInSeconds?: number },
): Promise<Invite> {
  return invite(
    member,
    { memberId: newId(), role: input.role ?? "Member", name: visibleName(input.name) },
    input.expiresInSeconds ?? INVITE_SECONDS,
  );
}

/** Invites a further device of oneself; `hiloop open` lets it live 60 seconds. */
export function inviteDevice(member: Member, input: { expiresInSeconds: number }): Promise<Invite> {
  const { memberId, role, name } = self(member);
  return invite(member, { memberId, role, name }, input.expiresInSeconds);
}

/** Makes a device on paper: the recovery code, shown once. */
export async function addRecoveryDevice(member: Member): Promise<{ code: string }> {
  const secret = newSecret("Device");
  const { memberId, role, name } = self(member);
  await change(member, async (builder) => {
    const identity = await builder.add(secret, {
      memberId,
      kind: "Device",
      role,
      name: `${name}\nRecovery code`,
      at: timestamp(),
    });
    await builder.seal(newestKey(member), { id: identity.id, publicKey: identity.hpke });
  });
  return { code: formatSecret(secret) };
}

/** Takes one key out: an API key, an invite, or a device, which re-keys the space. */
export function removeKey(member: Member, keyId: string): Promise<void> {
  return remove(
    member,
    (candidate) => candidate.id === keyId,
    (gone) => ({ memberId: gone.memberId, sign: gone.sign, hpke: gone.hpke }),
  );
}

/** Takes a person or an API key out with every key it has; a person's removal re-keys the space. */
export function removeMember(member: Member, memberId: string): Promise<void> {
  return remove(
    member,
    (candidate) => candidate.memberId === memberId,
    () => ({ memberId }),
  );
}

async function invite(
  member: Member,
  who: Pick<RosterMember, "memberId" | "role" | "name">,
  seconds: number,
): Promise<Invite> {
  const secret = newSecret("Device");
  const until = timestamp(Date.now() + seconds * 1000);
  let keyId = "";
  await change(member, async (builder) => {
    await sweepOwnInvites(builder, self(member));
    const identity = await builder.add(secret, { ...who, kind: "Invite", until, at: timestamp() });
    keyId = identity.id;
    await builder.seal(newestKey(member), { id: identity.id, publicKey: identity.hpke });
  });
  const code = formatSecret(secret);
  return {
    url: `${member.inboxAddress}/join#${code}`,
    code,
    memberId: who.memberId,
    keyId,
    expiresAt: until,
  };
}

/** Takes out one's own invites that nobody can use any more: every unanswered `hiloop open` leaves one. */
async function sweepOwnInvites(builder: RosterChangeBuilder, self: RosterMember): Promise<void> {
  const now = timestamp();
  const isOver = ({ active, kind, memberId, until }: RosterMember) =>
    active && kind === "Invite" && memberId === self.memberId && until < now;
  for (const { memberId, sign, hpke } of [...builder.roster.members.values()]
    .filter(isOver)
    .slice(0, SWEPT_AT_ONCE)) {
    await builder.entry({ op: "remove", at: now, memberId, sign, hpke });
  }
}

type Gone = { memberId: string; sign?: string; hpke?: string };

function remove(
  member: Member,
  isMeant: (candidate: RosterMember) => boolean,
  entryOf: (gone: RosterMember) => Gone,
): Promise<void> {
  return change(member, async (builder) => {
    const gone = [...builder.roster.members.values()].filter(
      (candidate) => candidate.active && isMeant(candidate),
    );
    const [first] = gone;
    if (!first) throw new HiloopError("not_found", "Nobody who stands in the roster has this id.");
    await builder.entry({ op: "remove", at: timestamp(), ...entryOf(first) });
    if (gone.some((key) => key.kind === "Device")) await rekey(member, builder);
  });
}

/**
 * Starts the next epoch: a new space key, sealed to everyone who is left, and the old one sealed under it. Whoever
 * began an epoch may have kept its key from the others; that must not keep them from taking its maker out, so an
 * old key that nobody here holds is stood in for by one that opens nothing.
 */
async function rekey(member: Member, builder: RosterChangeBuilder): Promise<void> {
  const newest = builder.roster.epochs.at(-1)?.epoch ?? 0;
  const old = member.spaceKeys.find(({ epoch }) => epoch === newest) ?? (await makeSpaceKey(newest));
  const key = await makeSpaceKey(old.epoch + 1);
  await builder.entry({ op: "epoch", at: timestamp(), epoch: key.epoch, hpke: key.publicKey });
  await builder.seal(old, { id: key.id, publicKey: key.publicKey });
  for (const left of builder.roster.members.values()) {
    if (left.active && left.kind !== "ApiKey") await builder.seal(key, { id: left.id, publicKey: left.hpke });
  }
}

/** Puts a change together on the newest roster and sends it; starts over when somebody else's change came first. */
async function change(member: Member, build: (builder: RosterChangeBuilder) => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const builder = new RosterChangeBuilder(await member.refreshRoster(), member.identity);
    await build(builder);
    try {
      await member.http.write("POST", "/v1/human/roster", v.unknown(), builder.build());
      await member.refreshRoster();
      return;
    } catch (error) {
      const moved = error instanceof HiloopError && error.code === "roster_moved" && attempt < ATTEMPTS;
      if (!moved) throw error;
    }
  }
}

function self(member: Member): RosterMember {
  const own = member.roster.members.get(member.identity.id);
  if (!own)
    throw new HiloopError(
      "forbidden",
      `This device does not stand in the roster (entry ${rosterHead(member.roster).number}).`,
    );
  return own;
}

function newestKey(member: Member): SpaceKey {
  const key = member.spaceKeys[0];
  if (key && key.epoch === member.roster.epochs.at(-1)?.epoch) return key;
  throw new HiloopError("forbidden", "This device does not hold the newest space key.", {
    advice: "Use another device, or join again by an invite.",
  });
}
