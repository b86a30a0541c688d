import { read } from "node:fs";
import { promisify } from "node:util";
import type { Bytes } from "../../protocol/bytes.ts";

const readAt = promisify(read);

/** The bytes from `start` up to before `end` of an open file; fewer when it became shorter. */
export async function readSlice(fd: number, start: number, end: number): Promise<Bytes> {
  const bytes = new Uint8Array(end - start);
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await readAt(fd, bytes, filled, bytes.length - filled, start + filled);
    if (bytesRead === 0) return bytes.subarray(0, filled);
    filled += bytesRead;
  }
  return bytes;
}
