import * as v from "valibot";
import { CountSchema, IdSchema } from "./primitives.ts";

/**
 * One server-sent event (`GET /v1/human/events`, `/v1/guest/events`): a hint that something changed.
 * A reader refetches on connect and on every hint; nothing depends on having received one.
 */
export const EventSchema = v.variant("type", [
  v.object({ type: v.literal("session"), sessionId: IdSchema, lastSeq: CountSchema }),
  v.object({ type: v.literal("typing"), sessionId: IdSchema, keyId: v.string() }),
  v.object({ type: v.literal("waiting"), sessionId: IdSchema, waiting: v.boolean() }),
  v.object({ type: v.literal("roster"), n: CountSchema }),
]);
export type Event = v.InferOutput<typeof EventSchema>;
