import type { ReadItem } from "./read-item.ts";
import type { SessionLog } from "./session-log.ts";

/**
 * Which items of which session this process has given to its caller. A new process starts behind what the
 * caller's latest question had seen, so that an early answer to an earlier question is not skipped.
 */
export class Deliveries {
  readonly #bySession = new Map<string, { cursor: number; beyond: Set<number> }>();

  has(log: SessionLog, seq: number): boolean {
    const state = this.#state(log);
    return seq <= state.cursor || state.beyond.has(seq);
  }

  /** Marks an item as given. */
  add(log: SessionLog, seq: number): void {
    const state = this.#state(log);
    if (seq > state.cursor) state.beyond.add(seq);
  }

  /** Everything up to here was shown to the caller, as `get_timeline` does. */
  advance(log: SessionLog, seq: number): void {
    const state = this.#state(log);
    state.cursor = Math.max(state.cursor, Math.min(seq, log.lastSeq));
  }

  /** The highest seq below which nothing waits to be given; moves over the caller's own and given items. */
  cursor(log: SessionLog): number {
    const state = this.#state(log);
    for (const item of log.items) {
      if (item.seq <= state.cursor) continue;
      if (!state.beyond.has(item.seq) && !isOwn(item)) break;
      state.beyond.delete(item.seq);
      state.cursor = item.seq;
    }
    return state.cursor;
  }

  /** As `cursor`, but starting at a cursor of the caller's and going no further than `seq`. */
  through(log: SessionLog, after: number, seq: number): number {
    let cursor = after;
    for (const item of log.items) {
      if (item.seq <= after || item.seq > seq) continue;
      if (!this.has(log, item.seq) && !isOwn(item)) break;
      cursor = item.seq;
    }
    return cursor;
  }

  #state(log: SessionLog): { cursor: number; beyond: Set<number> } {
    const known = this.#bySession.get(log.id);
    if (known) return known;
    const latest = log.items.findLast(
      (item) => item.kind === "Message" && item.sender.isSelf && item.question !== undefined,
    );
    const start = { cursor: latest?.kind === "Message" ? latest.seenSeq : 0, beyond: new Set<number>() };
    this.#bySession.set(log.id, start);
    return start;
  }
}

/** Items that no caller waits for: its own, entries about its own doing, and what only a newer hiloop can read. */
function isOwn(item: ReadItem): boolean {
  if (item.kind === "Tampered") return false;
  if (item.kind === "Newer") return true;
  if (item.kind === "System") {
    const isOwnCancel = item.event === "Cancelled" && item.by?.isSelf === true;
    return item.event === "GuestRevoked" || item.event === "Newer" || isOwnCancel;
  }
  return item.kind === "Guest" || item.kind === "Session" || item.sender.isSelf;
}
