import { open, rm, truncate } from "node:fs/promises";
import { HiloopError } from "../protocol/error.ts";
import type { Resize } from "./blob-usage.ts";

const SYNC_EVERY_BYTES = 8 * 1024 * 1024;

type Part = { offset: number; part: ReadableStream<Uint8Array>; maxBytes: number; resize: Resize };

/** Adds a part to the end of a file; when it breaks off, the file is as it was. Gives the bytes there are then. */
export async function appendPart(path: string, { offset, part, maxBytes, resize }: Part): Promise<number> {
  const file = await open(path, "a", 0o600);
  let end = offset;
  try {
    for await (const chunk of part) {
      const next = end + chunk.length;
      if (next > maxBytes) throw tooLarge(maxBytes);
      resize(end, next);
      end = next;
      await writeWhole(file, chunk);
    }
    // A sync costs as much as a part takes to arrive. Completing syncs what is left; until then a killed server loses
    // nothing, and a power cut at most this much of an upload that nobody was told is whole.
    if (Math.floor(end / SYNC_EVERY_BYTES) > Math.floor(offset / SYNC_EVERY_BYTES)) await file.datasync();
    return end;
  } catch (thrown) {
    await file.close();
    await (offset === 0 ? rm(path, { force: true }) : truncate(path, offset));
    resize(end, offset);
    throw thrown;
  } finally {
    await file.close().catch(() => undefined);
    // A file counts from its first byte on, so one without any must not stay.
    if (end === 0) await rm(path, { force: true });
  }
}

type OpenFile = Awaited<ReturnType<typeof open>>;

async function writeWhole(file: OpenFile, chunk: Uint8Array): Promise<void> {
  let written = 0;
  while (written < chunk.length) {
    const { bytesWritten } = await file.write(chunk, written, chunk.length - written);
    written += bytesWritten;
  }
}

/** A part that was sent before is fine if it is the same, byte for byte, and the last one that arrived. */
export async function sameAsBefore(
  path: string,
  { offset, received, part }: { offset: number; received: number; part: ReadableStream<Uint8Array> },
): Promise<number> {
  const file = await open(path, "r");
  let at = offset;
  try {
    for await (const chunk of part) {
      const known = new Uint8Array(chunk.length);
      const { bytesRead } = await file.read(known, 0, chunk.length, at);
      if (bytesRead < chunk.length || Buffer.compare(known, chunk) !== 0) throw wrongOffset(offset, received);
      at += chunk.length;
    }
  } finally {
    await file.close();
  }
  if (at !== received) throw wrongOffset(offset, received);
  return received;
}

export function wrongOffset(offset: number, received: number): HiloopError {
  return elsewhere(`This part starts at ${offset}, but ${received} bytes have arrived.`, received);
}

export function elsewhere(message: string, received?: number): HiloopError {
  const from = received === undefined ? "what .../progress says" : `${received}`;
  return new HiloopError("conflict", message, { advice: `Go on with offset=${from}.` });
}

function tooLarge(maxBytes: number): HiloopError {
  return new HiloopError("too_large", `This is larger than ${maxBytes} bytes allow.`, {
    advice: "Send smaller parts; an attachment has a limit too, which /me names.",
  });
}
