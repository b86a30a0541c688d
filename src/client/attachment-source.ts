import { PLAIN_BLOCK_BYTES } from "../crypto/attachment-stream.ts";
import type { IncrementalSha256 } from "../crypto/incremental-sha256.ts";
import type { Bytes } from "../protocol/bytes.ts";
import { HiloopError } from "../protocol/error.ts";

/** A file to send: its facts, and a copy of its bytes from `start` up to before `end`. It must not change meanwhile. */
export type FileSource = {
  name: string;
  /** Media type, as far as it is known: `image/png`. */
  type: string;
  /** In bytes. */
  size: number;
  slice(start: number, end: number): Promise<Bytes>;
  /** How many bytes one `slice` gives best, a multiple of `PLAIN_BLOCK_BYTES`. */
  readBytes?: number;
};

/** A browser reads files in another process: with 256 KiB at a time the way there took half of an upload. */
const BLOB_READ_BYTES = 16 * PLAIN_BLOCK_BYTES;

/** A file source of a browser's `File`, a `Blob` or a `Bun.file()`. */
export function blobSource(blob: Blob, name: string): FileSource {
  return {
    name,
    type: blob.type || "application/octet-stream",
    size: blob.size,
    readBytes: BLOB_READ_BYTES,
    slice: async (start, end) => new Uint8Array(await blob.slice(start, end).arrayBuffer()),
  };
}

/** The bytes of a file in pieces, hashed on the way. Throws `invalid_input` when it became shorter meanwhile. */
export async function* readSource(source: FileSource, hash: IncrementalSha256): AsyncGenerator<Bytes, void> {
  const readBytes = source.readBytes ?? PLAIN_BLOCK_BYTES;
  for (let start = 0; start < source.size; start += readBytes) {
    const end = Math.min(start + readBytes, source.size);
    const read = await source.slice(start, end);
    if (read.length !== end - start)
      throw new HiloopError("invalid_input", `${source.name} changed while it was being read.`, {
        advice: "Send it once it is complete.",
      });
    for (let at = 0; at < read.length; at += PLAIN_BLOCK_BYTES) {
      const piece = read.subarray(at, at + PLAIN_BLOCK_BYTES);
      hash.update(piece);
      yield piece;
    }
  }
}
