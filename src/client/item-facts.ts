import type { ItemFacts } from "../crypto/item.ts";
import { rosterHead } from "../crypto/roster.ts";
import { newId } from "../protocol/id.ts";
import { timestamp } from "../protocol/primitives.ts";
import type { Party } from "./party.ts";

/** The plain facts of a new item of this member, before what its kind adds. */
export function itemFacts(
  member: Party,
  kind: ItemFacts["kind"],
  sessionId: string,
  facts: Partial<ItemFacts> = {},
): ItemFacts {
  const head = rosterHead(member.roster);
  const made: ItemFacts = {
    kind,
    id: newId(),
    spaceId: member.roster.spaceId,
    sessionId,
    senderAgentName: member.agentName,
    rosterNumber: head.number,
    rosterHash: head.hash,
    seenSeq: 0,
    seenDigest: "",
    at: timestamp(),
    about: null,
    responseRequired: false,
    participants: "Anyone",
    until: null,
    priority: "Normal",
    ...facts,
  };
  member.made.add(made.id);
  return made;
}
