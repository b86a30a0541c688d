import type { Event } from "../../protocol/event.ts";
import type { Caller } from "../caller.ts";
import type { MemberHandler } from "../exchange.ts";
import { requireStanding } from "../require-standing.ts";
import { eventStream } from "../responses.ts";

export const streamEvents: MemberHandler = async (exchange, caller) => {
  const { streams, presence } = exchange.context;
  const waiting = presence.sessions().filter((sessionId) => concerns(caller, sessionId));
  const first = waiting.map((sessionId): Event => ({ type: "waiting", sessionId, waiting: true }));
  const stream = streams.open(caller, first, exchange.request.signal);
  // Only now: an access that was lost before the stream was there would never end it.
  await requireStanding(exchange.context, caller).catch((thrown) => {
    streams.endOf(caller.keyId);
    throw thrown;
  });
  exchange.keepOpen();
  return eventStream(stream);
};

function concerns(caller: Caller, sessionId: string): boolean {
  return caller.type !== "Guest" || caller.token.sessionId === sessionId;
}
