import * as v from "valibot";
import { SignedItemSchema } from "./item.ts";
import { KeyWrappingSchema } from "./key-wrapping.ts";
import { CountSchema, CursorSchema, IdSchema, NameSchema, openPicklist, TimeSchema } from "./primitives.ts";
import { SESSION_STATUSES, StoredItemSchema } from "./timeline.ts";

export const SessionStatusSchema = v.picklist(SESSION_STATUSES);
export type SessionStatus = v.InferOutput<typeof SessionStatusSchema>;

/** Body of `POST /v1/agent/sessions`: the signed `Session` item, its key wrapped to the space key and to the maker. */
export const NewSessionSchema = v.strictObject({
  ...SignedItemSchema.entries,
  keyWrappings: v.pipe(v.array(KeyWrappingSchema), v.minLength(1), v.maxLength(10)),
  participantIds: v.pipe(
    v.array(IdSchema),
    v.maxLength(100),
    v.description("People it is for; empty means everyone in the space"),
  ),
});
export type NewSession = v.InferOutput<typeof NewSessionSchema>;

/** One open question, named. */
const OpenQuestionSchema = v.object({
  id: IdSchema,
  seq: CountSchema,
  priority: v.string(),
  until: v.nullable(TimeSchema),
  receivedAt: TimeSchema,
});

/**
 * A session as its members see it: the server's plain facts, the signed `Session` item (sealed title)
 * and the wrappings of its key that the caller can open.
 */
export const SessionSchema = v.object({
  id: IdSchema,
  status: openPicklist(SESSION_STATUSES),
  agentId: IdSchema,
  agentName: NameSchema,
  createdAt: TimeSchema,
  updatedAt: TimeSchema,
  lastSeq: CountSchema,
  participantIds: v.array(IdSchema),
  item: StoredItemSchema,
  keyWrappings: v.array(KeyWrappingSchema),
  openQuestions: v.array(OpenQuestionSchema),
  latestQuestion: v.pipe(
    v.nullable(v.object({ id: IdSchema, seq: CountSchema, seenSeq: CountSchema })),
    v.description("The caller's own latest question, answered or not, and what its sender had read then"),
  ),
});
export type Session = v.InferOutput<typeof SessionSchema>;

/** Whether nothing more can be written. A status that is not known here is no such end. */
export function isOver(status: Session["status"]): boolean {
  return status === "Closed" || status === "Archived";
}

/** `GET /v1/human/feed` and `GET …/sessions`: sessions, those with open questions first in the feed (priority, then age). */
export const SessionListSchema = v.object({
  items: v.array(SessionSchema),
  nextCursor: v.nullable(CursorSchema),
});
export type SessionList = v.InferOutput<typeof SessionListSchema>;

/** Body of `POST …/participants`: people are added, never removed. */
export const NewParticipantsSchema = v.strictObject({
  participantIds: v.pipe(v.array(IdSchema), v.minLength(1), v.maxLength(100)),
});
export const ParticipantsSchema = v.object({ participantIds: v.array(IdSchema) });
