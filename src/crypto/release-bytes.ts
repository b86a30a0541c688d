import type { Bytes } from "../protocol/bytes.ts";

/**
 * Gives the memory of bytes that nobody needs any more back at once; they are empty afterwards. Does nothing
 * where they share their buffer with others. Left to the collector, the pieces of a large file pile up to
 * several times what is in use.
 */
export function releaseBytes(bytes: Bytes): void {
  if (bytes.length === bytes.buffer.byteLength) bytes.buffer.transfer(0);
}
