import type { GuestRecord } from "../store/contract-members.ts";

type Known = { keyId: string; memberId: string; sign: string };

/** Who sent a request, after its credential was checked. A device acts as `Human`; a guest's member is its token. */
export type Caller =
  | (Known & { type: "Agent"; agent: { id: string; name: string } })
  | (Known & { type: "Human" })
  | (Known & { type: "Invite" })
  | (Known & { type: "Guest"; token: GuestRecord });

export type CallerType = Caller["type"];

/** The part of the address that each type of caller uses. */
export const FACE_OF: Record<CallerType, "agent" | "human" | "guest"> = {
  Agent: "agent",
  Human: "human",
  Invite: "human",
  Guest: "guest",
};
