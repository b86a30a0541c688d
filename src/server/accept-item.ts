import { HiloopError } from "../protocol/error.ts";
import type { SignedItem } from "../protocol/item.ts";
import type { StoredItem } from "../protocol/timeline.ts";
import type { Allowance, NewItem } from "../store/contract-sessions.ts";
import type { Caller } from "./caller.ts";
import type { ServerContext } from "./context.ts";
import type { Body } from "./read-body.ts";
import { standingOf } from "./require-standing.ts";
import type { ServerLimits } from "./server-limits.ts";

/**
 * The first result of this very request, when it was made before. An id that was used for anything else
 * is a bare conflict, whoever used it.
 */
export async function findRepeat(
  context: ServerContext,
  caller: Caller,
  sessionId: string,
  body: Body<{ id: string }>,
): Promise<StoredItem | undefined> {
  const before = await context.store.items.find(sessionId, body.value.id);
  if (!before) return undefined;
  if (before.stored.senderKeyId === caller.keyId && before.bodyHash === body.hash) return before.stored;
  throw new HiloopError("conflict", "This id is already used.");
}

/** A verified item with the facts that the server adds. */
export function toNewItem(
  context: ServerContext,
  caller: Caller,
  verified: { item: SignedItem; digest: string; hash: string },
): NewItem {
  return {
    item: verified.item,
    digest: verified.digest,
    bodyHash: verified.hash,
    senderType: caller.type === "Invite" ? "Human" : caller.type,
    senderAgentId: caller.type === "Agent" ? caller.agent.id : null,
    standing: standingOf(context, caller),
    allowance: allowanceOf(context.limits, caller),
    at: context.now(),
  };
}

/** What a caller may send in one session. */
export function allowanceOf(limits: ServerLimits, caller: Caller): Allowance {
  if (caller.type === "Guest")
    return { account: caller.keyId, items: limits.guestItems, bytes: limits.guestItemBytes };
  return { account: caller.memberId, items: limits.memberItems, bytes: limits.memberItemBytes };
}

/** Refuses an `until` that is not in the future, or further away than `days`. */
export function requireUntil(context: ServerContext, until: string | null, days: number): void {
  if (until === null) return;
  const ahead = Date.parse(until) - context.clock();
  if (ahead > 0 && ahead <= days * 24 * 60 * 60 * 1000) return;
  throw new HiloopError("invalid_input", "The end of its validity is not possible.", {
    issues: [{ path: "until", message: `expected a time from now up to ${days} days ahead, got ${until}` }],
  });
}
