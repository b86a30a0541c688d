import * as v from "valibot";
import { SENDER_TYPES, SignedItemSchema } from "./item.ts";
import { CountSchema, IdSchema, TimeSchema } from "./primitives.ts";

export const QUESTION_STATES = ["Open", "Answered", "Expired", "Cancelled"] as const;
export const QuestionStateSchema = v.picklist(QUESTION_STATES);
export type QuestionState = v.InferOutput<typeof QuestionStateSchema>;

/** What the server adds to a signed item: its place, when it came, and who it says sent it. Readers trust none of it. */
const ServerFacts = {
  seq: v.pipe(CountSchema, v.minValue(1), v.description("Place in the timeline: 1, 2, 3 … without gaps")),
  receivedAt: TimeSchema,
  senderType: v.picklist(SENDER_TYPES),
  senderAgentId: v.nullable(IdSchema),
};

/** A signed item with the server's facts; `state` only where the item is a question. */
export const StoredItemSchema = v.object({
  ...SignedItemSchema.entries,
  ...ServerFacts,
  state: v.exactOptional(QuestionStateSchema),
});
export type StoredItem = v.InferOutput<typeof StoredItemSchema>;

/** An unsigned entry that the server makes: a question expired or cancelled, a session closed or archived, a guest revoked. */
export const SystemItemSchema = v.object({
  kind: v.literal("System"),
  seq: ServerFacts.seq,
  sessionId: IdSchema,
  event: v.picklist(["Expired", "Cancelled", "Closed", "Archived", "GuestRevoked"]),
  about: v.pipe(v.nullable(IdSchema), v.description("The question or guest token it happened to")),
  by: v.pipe(v.nullable(v.string()), v.description("Identity of who caused it; null when time did")),
  receivedAt: TimeSchema,
  senderType: v.literal("System"),
});
export type SystemItem = v.InferOutput<typeof SystemItemSchema>;

export const TimelineItemSchema = v.variant("kind", [
  v.object({ ...StoredItemSchema.entries, kind: v.literal("Session") }),
  v.object({ ...StoredItemSchema.entries, kind: v.literal("Message") }),
  v.object({ ...StoredItemSchema.entries, kind: v.literal("Response") }),
  v.object({ ...StoredItemSchema.entries, kind: v.literal("Attachment") }),
  v.object({ ...StoredItemSchema.entries, kind: v.literal("Guest") }),
  SystemItemSchema,
]);
export type TimelineItem = StoredItem | SystemItem;

/**
 * Answer to `GET …/timeline`. `cursor` never passes an item that is not in `items`; `lastSeq` is the
 * timeline's end. With `?question=` the question's state and, when it has ended, the item that ended it.
 */
export const TimelineSchema = v.object({
  items: v.array(TimelineItemSchema),
  cursor: CountSchema,
  lastSeq: CountSchema,
  status: v.picklist(["Active", "Closed", "Archived"]),
  rosterNumber: v.pipe(
    CountSchema,
    v.description("Number of the newest roster entry, so that readers know when to refresh"),
  ),
  question: v.exactOptional(
    v.object({
      id: IdSchema,
      seq: CountSchema,
      state: QuestionStateSchema,
      endedBy: v.nullable(TimelineItemSchema),
    }),
  ),
});
export type Timeline = v.InferOutput<typeof TimelineSchema>;
