import { open } from "node:fs/promises";
import { packTar } from "modern-tar";
import { type Bytes, utf8 } from "../protocol/bytes.ts";
import { damagedBackup } from "./backup-error.ts";

export const SEAL_NAME = "SHA256";

/** Header, one block, and the two empty blocks that end a tar. */
const SEAL_BYTES = 4 * 512;
const CHUNK_BYTES = 1024 * 1024;

/** The end of every backup: an entry with the SHA-256 of all bytes before it. */
export async function sealOf(digest: string): Promise<Bytes> {
  const body = utf8(`${digest}  everything before this entry\n`);
  const header = { name: SEAL_NAME, size: body.length, mode: 0o600, mtime: new Date(0) };
  return await packTar([{ header, body }]);
}

/** Reads the whole file. Throws `storage` when a single byte of it is not as it was written. */
export async function checkSeal(path: string, signal: AbortSignal): Promise<void> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const end = new Uint8Array(Math.min(SEAL_BYTES, size));
    await file.read(end, 0, end.length, size - end.length);
    const hash = new Bun.CryptoHasher("sha256");
    const chunk = new Uint8Array(CHUNK_BYTES);
    for (let at = 0; at < size - end.length; ) {
      signal.throwIfAborted();
      const wanted = Math.min(chunk.length, size - end.length - at);
      const { bytesRead } = await file.read(chunk, 0, wanted, at);
      if (bytesRead === 0) break;
      hash.update(chunk.subarray(0, bytesRead));
      at += bytesRead;
    }
    if (Buffer.compare(end, await sealOf(hash.digest("hex"))) === 0) return;
  } finally {
    await file.close();
  }
  throw damagedBackup(path, "is cut short or damaged");
}
