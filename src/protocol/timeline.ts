import * as v from "valibot";
import { SignedItemSchema } from "./item.ts";
import { CountSchema, IdSchema, openPicklist, TimeSchema, WordSchema } from "./primitives.ts";

export const QUESTION_STATES = ["Open", "Answered", "Expired", "Cancelled"] as const;
export type QuestionState = (typeof QUESTION_STATES)[number];
export const SESSION_STATUSES = ["Active", "Closed", "Archived"] as const;
export const SYSTEM_EVENTS = ["Expired", "Cancelled", "Closed", "Archived", "GuestRevoked"] as const;
export type SystemEvent = (typeof SYSTEM_EVENTS)[number];

/** What the server adds to a signed item: its place, when it came, and who it says sent it. Readers trust none of it. */
const ServerFacts = {
  seq: v.pipe(CountSchema, v.minValue(1), v.description("Place in the timeline: 1, 2, 3 … without gaps")),
  receivedAt: TimeSchema,
  senderType: v.string(),
  senderAgentId: v.nullable(IdSchema),
};

/**
 * A signed item with the server's facts; `state` only where the item is a question. Kind, words and sealed fields may be
 * newer than this version: all that the header is made of stays as it came, so that the signature can be verified.
 */
export const StoredItemSchema = v.looseObject({
  ...SignedItemSchema.entries,
  kind: v.string(),
  participants: WordSchema,
  priority: v.string(),
  ...ServerFacts,
  state: v.exactOptional(v.string()),
});
export type StoredItem = v.InferOutput<typeof StoredItemSchema>;

/** An unsigned entry that the server makes: a question expired or cancelled, a session closed or archived, a guest revoked. */
export const SystemItemSchema = v.object({
  kind: v.literal("System"),
  seq: ServerFacts.seq,
  sessionId: IdSchema,
  event: openPicklist(SYSTEM_EVENTS),
  about: v.pipe(
    v.fallback(v.nullable(IdSchema), null),
    v.description("The question or guest token it happened to"),
  ),
  by: v.pipe(
    v.fallback(v.nullable(v.string()), null),
    v.description("Identity of who caused it; null when time did"),
  ),
  receivedAt: TimeSchema,
  senderType: v.literal("System"),
});
export type SystemItem = v.InferOutput<typeof SystemItemSchema>;
export type TimelineItem = StoredItem | SystemItem;

/**
 * An entry of a page by its place alone. Readers read each for itself, as `StoredItemSchema` or `SystemItemSchema`, so
 * that one that cannot be read does not hide the others.
 */
export const TimelineEntrySchema = v.looseObject({
  kind: v.string(),
  id: v.optional(v.fallback(v.optional(IdSchema), undefined)),
  seq: ServerFacts.seq,
  sessionId: IdSchema,
  receivedAt: TimeSchema,
});
export type TimelineEntry = v.InferOutput<typeof TimelineEntrySchema>;

/**
 * Answer to `GET …/timeline`. `cursor` never passes an item that is not in `items`; `lastSeq` is the
 * timeline's end. With `?question=` the question's state and, when it has ended, the item that ended it.
 */
export const TimelineSchema = v.object({
  items: v.array(TimelineEntrySchema),
  cursor: CountSchema,
  lastSeq: CountSchema,
  status: openPicklist(SESSION_STATUSES),
  rosterNumber: v.pipe(
    CountSchema,
    v.description("Number of the newest roster entry, so that readers know when to refresh"),
  ),
  question: v.exactOptional(
    v.object({
      id: IdSchema,
      seq: CountSchema,
      state: openPicklist(QUESTION_STATES),
      endedBy: v.nullable(TimelineEntrySchema),
    }),
  ),
});
export type Timeline = v.InferOutput<typeof TimelineSchema>;
