import { extendRoster, signRosterEntry } from "../../src/crypto/roster.ts";
import type { Roster } from "../../src/crypto/roster-member.ts";
import { timestamp } from "../../src/protocol/primitives.ts";
import type { RosterEntry } from "../../src/protocol/roster-entry.ts";
import type { TestMember } from "./test-member.ts";

/** What an entry says besides its place, time and signature. */
export type TestEntry = Pick<RosterEntry, "op"> & Partial<RosterEntry>;

/** Signs these entries one after the other by one member; gives them and the roster they make. */
export async function signEntries(
  roster: Roster,
  entries: TestEntry[],
  signer: TestMember,
): Promise<{ entries: RosterEntry[]; roster: Roster }> {
  let next = roster;
  const signed: RosterEntry[] = [];
  for (const entry of entries) {
    const made = await signRosterEntry(next, { at: timestamp(), ...entry }, signer.own);
    next = await extendRoster(next, [made]);
    signed.push(made);
  }
  return { entries: signed, roster: next };
}

/** The entry that adds a device, an invite (with `until`) or an API key. */
export function addEntry(member: TestMember, more: Partial<RosterEntry> = {}): TestEntry {
  const { sign, hpke, kind } = member.own;
  const agent = kind === "ApiKey";
  return {
    op: "add",
    memberId: member.memberId,
    kind: agent ? "ApiKey" : "Device",
    role: agent ? "Agent" : "Owner",
    name: agent ? member.name : `${member.name}\nbrowser`,
    sign,
    hpke,
    ...more,
  };
}
