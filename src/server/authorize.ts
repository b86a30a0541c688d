import { HiloopError } from "../protocol/error.ts";
import { noSuchSession } from "../protocol/no-such-session.ts";
import type { SessionRecord } from "../store/contract-sessions.ts";
import type { Caller } from "./caller.ts";

/** What a caller may want with a session; `own` is what only the agent that holds it may do. */
export type Intent = "read" | "type" | "write" | "answer" | "manage" | "own";

/**
 * Whether this caller may do this to this session: the one place that says so. A session that is not the
 * caller's to see is `not_found`, so that nobody learns that it exists.
 */
export function authorize(caller: Caller, intent: Intent, session: SessionRecord | undefined): SessionRecord {
  if (!session || !sees(caller, session)) throw noSuchSession();
  const refusal = refusalOf(caller, intent);
  if (refusal) throw new HiloopError("forbidden", refusal);
  return session;
}

function sees(caller: Caller, session: SessionRecord): boolean {
  if (caller.type === "Agent") return session.apiKeyId === caller.memberId;
  if (caller.type === "Guest") return session.id === caller.token.sessionId;
  return caller.type === "Human";
}

function refusalOf(caller: Caller, intent: Intent): string | undefined {
  if (caller.type === "Guest" && caller.token.permission === "Read" && intent !== "read")
    return "This guest link is for reading only.";
  if (caller.type === "Guest" && (intent === "manage" || intent === "own"))
    return "Guests cannot change a session.";
  if (caller.type === "Agent" && intent === "answer")
    return "Agents cannot answer: only people and guests can.";
  if (caller.type !== "Agent" && intent === "own")
    return "Only the agent that holds this session can do that.";
  return undefined;
}

/** The first seq, besides the first item, that a caller may see. */
export function visibleFrom(caller: Caller): number {
  return caller.type === "Guest" ? caller.token.historyFrom : 1;
}
