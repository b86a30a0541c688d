import type { ReadAttachment } from "../../client/read-item.ts";

/** Raster pictures only: an SVG is a document that can hold scripts. */
const RASTER = new Set(["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp"]);
const MAX_INLINE_BYTES = 25_000_000;

/** Whether a picture is shown in its message; anything else is a file to save. */
export function isShownInline({ type, size }: Pick<ReadAttachment, "type" | "size">): boolean {
  return RASTER.has(type) && size <= MAX_INLINE_BYTES;
}
