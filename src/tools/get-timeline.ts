import * as v from "valibot";
import { statusText } from "../client/sessions.ts";
import { HiloopError } from "../protocol/error.ts";
import { after, limit, sessionId, wholeNumber } from "./argument-schemas.ts";
import { openSession } from "./open-session.ts";
import { MAX_CHARACTERS, sizeOf } from "./results/fit.ts";
import { countThatFits } from "./results/fit-page.ts";
import { type TimelineEntry, timelineEntry } from "./results/timeline-entry.ts";
import { defineTool } from "./tool.ts";

const DEFAULT_LIMIT = 50;

export const getTimeline = defineTool({
  name: "get_timeline",
  description:
    "Read a session's messages, answers and files in order as plain text; next page: after=cursor.",
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: v.strictObject({
    session_id: sessionId(),
    after: v.optional(after()),
    limit: v.optional(limit(200)),
    offset: v.optional(wholeNumber(0, 10_000_000, "To read on in a cut item")),
  }),
  async run(args, context) {
    const log = await openSession(context, args.session_id);
    await log.sync();
    const start = args.after ?? 0;
    if (start > log.lastSeq) throw cursorAhead(start, log.lastSeq);
    const wanted = log.items.filter((item) => item.seq > start).slice(0, args.limit ?? DEFAULT_LIMIT);
    const facts = { session_id: log.id, status: statusText(log.status) };
    const entries = wanted.map((item) => timelineEntry(item, log.member.made));
    const [first, ...others] = entries;
    const all = first ? [{ ...first, text: first.text.slice(args.offset ?? 0) }, ...others] : [];
    const shown = all.slice(0, countThatFits(all, facts)).map((entry) => cutEntry(entry, args.offset ?? 0));
    const cursor = shown.at(-1)?.seq ?? start;
    // Only what follows on what was given before counts as given.
    if (start <= context.deliveries.cursor(log)) context.deliveries.advance(log, cursor);
    return { ...facts, items: shown, cursor, ...(cursor < log.lastSeq ? { next_cursor: cursor } : {}) };
  },
});

/** A cursor from before a backup was restored: read on from it, and what comes up to there would never be seen. */
function cursorAhead(after: number, lastSeq: number): HiloopError {
  return new HiloopError(
    "cursor_ahead",
    `The cursor ${after} is beyond the end of this session (${lastSeq}).`,
    {
      advice: `The server may have been restored from a backup. Call again with after=${lastSeq}, or without it to read from the start.`,
    },
  );
}

/** An item that is too long for one result, even alone, is cut and says how to read on. */
function cutEntry(entry: TimelineEntry, offset: number): TimelineEntry {
  const tooMuch = sizeOf(entry) - (MAX_CHARACTERS - 400);
  if (tooMuch <= 0) return entry;
  const kept = keptLength(entry.text, sizeOf(entry.text) - tooMuch);
  const end = offset + kept;
  const more = entry.text.length - kept;
  return {
    ...entry,
    text: entry.text.slice(0, kept),
    cut: `${more} more characters: get_timeline with after=${entry.seq - 1}, limit=1, offset=${end}.`,
  };
}

/** How much of a text takes up at most so many characters as JSON, without splitting a surrogate pair. */
function keptLength(text: string, jsonLength: number): number {
  let length = Math.min(text.length, jsonLength);
  while (length > 0 && sizeOf(text.slice(0, length)) > jsonLength) length = Math.floor(length * 0.9);
  return /[\uD800-\uDBFF]$/.test(text.slice(0, length)) ? length - 1 : length;
}
