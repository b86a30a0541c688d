import type { ServerContext } from "./context.ts";

/** After each commit: wakes who waits, tells the open pages, and keeps count of the open questions. */
export function announceChanges(context: ServerContext, openAtStart: number): { open: () => number } {
  const { store, waits, streams, expiry } = context;
  let open = openAtStart;
  store.onChange((change) => {
    if (change.type === "roster") return streams.publish({ type: "roster", n: change.n });
    if (change.type === "guest") return streams.endOf(change.keyId);
    open += change.openedQuestions;
    if (change.until) expiry.watch(change.until);
    waits.wake(change.sessionId);
    streams.publish({ type: "session", sessionId: change.sessionId, lastSeq: change.lastSeq });
  });
  return { open: () => open };
}
