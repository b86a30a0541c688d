import { sealedSize } from "../crypto/attachment-stream.ts";
import { incrementalSha256 } from "../crypto/incremental-sha256.ts";
import type { Bytes } from "../protocol/bytes.ts";
import { HiloopError } from "../protocol/error.ts";
import { readBytes } from "./answer-limits.ts";
import type { Http } from "./http.ts";
import type { ReadAttachment } from "./read-item.ts";

const ATTEMPTS = 5;

/**
 * The sealed bytes of an attachment in parts, one request each: what is in memory stays bounded even where
 * the runtime reads a response faster than it is used, and a lost connection costs one part.
 */
export async function* sealedParts(
  http: Http,
  path: string,
  plainBytes: number,
  partBytes: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Bytes, void> {
  const size = sealedSize(plainBytes);
  for (let start = 0; start < size; start += partBytes)
    yield await getRange(http, path, start, Math.min(start + partBytes, size), signal);
}

/** The same plain bytes; throws `tampered` at the end unless size and SHA-256 are what the sender signed. */
export async function* checkedPlain(
  plain: AsyncIterable<Bytes>,
  attachment: ReadAttachment,
): AsyncGenerator<Bytes, void> {
  const hash = incrementalSha256();
  let received = 0;
  for await (const piece of plain) {
    hash.update(piece);
    received += piece.length;
    yield piece;
  }
  if (received !== attachment.size || hash.hex() !== attachment.sha256)
    throw new HiloopError(
      "tampered",
      `The attachment ${attachment.id} is not the file that its sender described.`,
      { advice: "Do not use what was received; ask its sender." },
    );
}

async function getRange(
  http: Http,
  path: string,
  start: number,
  end: number,
  signal: AbortSignal | undefined,
): Promise<Bytes> {
  const headers = { range: `bytes=${start}-${end - 1}` };
  for (let attempt = 1; ; attempt++) {
    const response = await http.open("GET", path, { headers, signal });
    try {
      const bytes = await readBytes(response, end - start);
      if (response.status === 206) return bytes;
    } catch (cause) {
      if (signal?.aborted) throw new HiloopError("cancelled", "The download was cancelled.");
      if (cause instanceof HiloopError) throw broken("gave more than the part that was asked for", cause);
      if (attempt === ATTEMPTS) throw broken("broke off again and again", cause);
      continue;
    }
    throw broken("did not give the part that was asked for");
  }
}

function broken(what: string, cause?: unknown): HiloopError {
  return new HiloopError("unavailable", `The download ${what}.`, {
    advice: "Try again later.",
    ...(cause === undefined ? {} : { cause }),
  });
}
