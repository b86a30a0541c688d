import { fromBase64Url, toBase64Url, utf8 } from "../protocol/bytes.ts";
import { HiloopError } from "../protocol/error.ts";
import { type RosterEntry, rosterEntryText } from "../protocol/roster-entry.ts";
import { sha256 } from "./hash.ts";
import { identityId, type OwnIdentity, sign, verifySignature } from "./identity.ts";
import { x25519PublicKey } from "./public-key.ts";
import type { Roster } from "./roster-member.ts";
import { refusalOf } from "./roster-rules.ts";

/** The empty roster that entry 0 continues. */
export function emptyRoster(spaceId: string): Roster {
  return { spaceId, hashes: [], members: new Map(), epochs: [] };
}

/** The root: the hash of entry 0, which vouchers and pins name. Throws `tampered` for an empty roster. */
export function rosterRoot(roster: Roster): string {
  const [root] = roster.hashes;
  if (root === undefined) throw refused("The roster is empty");
  return root;
}

/** Number and hash of the newest entry. */
export function rosterHead(roster: Roster): { number: number; hash: string } {
  const hash = roster.hashes.at(-1);
  if (hash === undefined) throw refused("The roster is empty");
  return { number: roster.hashes.length - 1, hash };
}

/** The hash of an entry: base64url of SHA-256 of its canonical text. */
export async function rosterEntryHash(entry: Omit<RosterEntry, "signature">): Promise<string> {
  return toBase64Url(await sha256(utf8(rosterEntryText(entry))));
}

/** Makes and signs the entry that continues `roster`; lines left out are empty. Nothing is changed. */
export async function signRosterEntry(
  roster: Roster,
  entry: Pick<RosterEntry, "op" | "at"> & Partial<RosterEntry>,
  signer: OwnIdentity,
): Promise<RosterEntry> {
  const blank = {
    memberId: "",
    kind: "",
    role: "",
    name: "",
    sign: "",
    hpke: "",
    epoch: 0,
    until: "",
  } as const;
  const place = {
    spaceId: roster.spaceId,
    n: roster.hashes.length,
    prev: roster.hashes.at(-1) ?? "",
    by: signer.id,
  };
  const unsigned = { ...blank, ...entry, ...place };
  return { ...unsigned, signature: await sign(signer.signKey, utf8(rosterEntryText(unsigned))) };
}

/**
 * The roster after these entries. Each must continue the chain, be signed by who may make it, and follow
 * the rules of docs/protocol.md ("Roster"); otherwise throws `tampered` and nothing is taken over.
 */
export function extendRoster(roster: Roster, entries: RosterEntry[]): Promise<Roster> {
  return extend(roster, entries, checkSignature);
}

/**
 * The roster of entries that this very client verified and kept. Chain and rules are checked again, signatures
 * are not: who can change what is kept here holds the keys as well.
 */
export function restoreRoster(spaceId: string, entries: RosterEntry[]): Promise<Roster> {
  return extend(emptyRoster(spaceId), entries, async () => undefined);
}

type SignatureCheck = (roster: Roster, entry: RosterEntry, place: string) => Promise<void>;

async function extend(roster: Roster, entries: RosterEntry[], check: SignatureCheck): Promise<Roster> {
  const { spaceId, hashes, members, epochs } = roster;
  const next = { spaceId, hashes: [...hashes], members: new Map(members), epochs: [...epochs] };
  for (const entry of entries) {
    const place = `Roster entry ${entry.n}`;
    if (entry.spaceId !== spaceId) throw refused(`${place} belongs to another space`);
    if (entry.n !== next.hashes.length || entry.prev !== (next.hashes.at(-1) ?? ""))
      throw refused(`${place} does not continue the roster that is known here`);
    const id = await identityOf(entry, place);
    const reason = refusalOf(next, entry, id);
    if (reason) throw refused(`${place} ${reason}`);
    await check(next, entry, place);
    apply(next, entry, id);
    next.hashes.push(await rosterEntryHash(entry));
  }
  return next;
}

async function checkSignature(roster: Roster, entry: RosterEntry, place: string): Promise<void> {
  const signature = fromBase64Url(entry.signature);
  const signer = roster.members.get(entry.by)?.sign ?? entry.sign;
  if (!signature || !(await verifySignature(signer, signature, utf8(rosterEntryText(entry)))))
    throw refused(`${place} does not carry a valid signature`);
}

/** The identity that an entry's keys make, empty for an epoch and for a removal by member. */
async function identityOf(entry: RosterEntry, place: string): Promise<string> {
  try {
    if (entry.op === "epoch") x25519PublicKey(entry.hpke);
    return entry.op === "epoch" || entry.sign === "" ? "" : await identityId(entry.sign, entry.hpke);
  } catch (cause) {
    throw refused(`${place} carries a public key that cannot be one`, cause);
  }
}

/** Takes a checked entry over into `roster`, which is the caller's own copy. */
function apply({ members, epochs }: Roster, entry: RosterEntry, id: string): void {
  if (entry.op === "epoch") epochs.push({ epoch: entry.epoch, publicKey: entry.hpke });
  if (entry.op === "add" && entry.kind && entry.role) {
    const [name = "", label = ""] = entry.name.split("\n");
    const { memberId, kind, role, sign, hpke, until, at: addedAt, by: addedBy } = entry;
    const added = { id, memberId, kind, role, name, label, sign, hpke, until, addedAt, addedBy };
    members.set(id, { ...added, active: true });
  }
  if (entry.op !== "remove") return;
  for (const member of members.values()) {
    const isMeant = id ? member.id === id : member.memberId === entry.memberId;
    if (isMeant) members.set(member.id, { ...member, active: false });
  }
}

function refused(what: string, cause?: unknown): HiloopError {
  return new HiloopError("tampered", `${what}.`, {
    advice:
      "The server may be lying about who belongs to the space. Nothing was accepted; ask whoever runs it.",
    ...(cause === undefined ? {} : { cause }),
  });
}
