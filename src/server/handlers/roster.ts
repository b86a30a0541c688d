import { HiloopError } from "../../protocol/error.ts";
import { type RosterChange, RosterChangeSchema } from "../../protocol/membership.ts";
import type { Caller } from "../caller.ts";
import { checkRosterChange } from "../check-roster-change.ts";
import type { ServerContext } from "../context.ts";
import type { MemberHandler } from "../exchange.ts";
import { readBody } from "../read-body.ts";
import { requireStanding } from "../require-standing.ts";
import { json } from "../responses.ts";
import type { Space } from "../space.ts";

const MAX_BYTES = 8 * 1024 * 1024;

export const getRoster: MemberHandler = async (exchange) => {
  const after = exchange.number("after", { least: -1, most: Number.MAX_SAFE_INTEGER, otherwise: -1 });
  return json({ entries: await exchange.context.store.roster.entriesAfter(after) });
};

export const changeRoster: MemberHandler = async ({ context, request }, caller) => {
  const { space, waits, streams, limits } = context;
  const { value: change } = await readBody(request, RosterChangeSchema, {
    what: "roster change",
    maxBytes: MAX_BYTES,
  });
  return space.inTurn(async () => {
    await requireStanding(context, caller);
    if (await isRepeat(context, change)) return json(headOf(space), 201);
    const signer = { keyId: caller.keyId, now: context.now(), mostKeys: limits.keysPerMember };
    const next = await checkRosterChange(space.roster, change, signer);
    takeChange(context, caller, change);
    const removed = await space.extend(change, next);
    for (const member of removed) {
      waits.wakeKey(member.id);
      streams.endOf(member.id);
    }
    return json(headOf(space), 201);
  });
};

/** What only takes out is never refused: a key that was lost must not be good until the hour is over. */
function takeChange({ rosterChanges }: ServerContext, caller: Caller, { entries }: RosterChange): void {
  const growing = entries.filter(({ op }) => op !== "remove");
  const retryAfterSeconds = rosterChanges.take(caller.memberId, growing.length);
  const onlyTakesOut = growing.length < entries.length && growing.every(({ op }) => op === "epoch");
  if (retryAfterSeconds === undefined || onlyTakesOut) return;
  throw new HiloopError("rate_limited", "You have changed the roster too often in this hour.", {
    advice: `Wait ${Math.ceil(retryAfterSeconds / 60)} minutes.`,
    retryAfterSeconds,
  });
}

function headOf({ roster, rosterNumber }: Space) {
  return { rosterNumber, rosterHash: roster.hashes.at(-1) };
}

/** A change whose acknowledgement was lost is sent again: it is there already, entry by entry. */
async function isRepeat({ store }: ServerContext, { entries }: RosterChange): Promise<boolean> {
  const before = (entries[0]?.n ?? 0) - 1;
  const stored = (await store.roster.entriesAfter(before)).slice(0, entries.length);
  return JSON.stringify(stored) === JSON.stringify(entries);
}
