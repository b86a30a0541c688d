import * as v from "valibot";
import { CountSchema, IdSchema, TimeSchema } from "./primitives.ts";

/** Parts of an upload are at most 8 MiB, in order. */
export const ATTACHMENT_PART_BYTES = 8 * 1024 * 1024;

/** Answer to `PUT …/attachments/:aid?offset=`: how many sealed bytes are on disk now; an upload resumes from there. */
export const UploadProgressSchema = v.object({ receivedBytes: CountSchema });

/** What the server knows of an attachment: its sealed size and whether its signed `Attachment` item has come. */
export const AttachmentSchema = v.object({
  id: IdSchema,
  sessionId: IdSchema,
  bytes: CountSchema,
  seq: CountSchema,
  createdAt: TimeSchema,
});
export type Attachment = v.InferOutput<typeof AttachmentSchema>;
export const AttachmentListSchema = v.object({ items: v.array(AttachmentSchema) });
