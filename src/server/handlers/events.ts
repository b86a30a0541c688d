import type { Event } from "../../protocol/event.ts";
import type { Caller } from "../caller.ts";
import type { MemberHandler } from "../exchange.ts";
import { eventStream } from "../responses.ts";

export const streamEvents: MemberHandler = async (exchange, caller) => {
  const { streams, presence } = exchange.context;
  const waiting = presence.sessions().filter((sessionId) => concerns(caller, sessionId));
  const first = waiting.map((sessionId): Event => ({ type: "waiting", sessionId, waiting: true }));
  const stream = streams.open(caller, first, exchange.request.signal);
  exchange.keepOpen();
  return eventStream(stream);
};

function concerns(caller: Caller, sessionId: string): boolean {
  return caller.type !== "Guest" || caller.token.sessionId === sessionId;
}
