import { UploadProgressSchema } from "../protocol/attachment.ts";
import type { Bytes } from "../protocol/bytes.ts";
import { HiloopError } from "../protocol/error.ts";
import { pause } from "./connection.ts";
import type { Http } from "./http.ts";

const ATTEMPTS = 8;
const PAUSE_MS = 100;

/**
 * Puts one part of sealed bytes at its place. After a lost connection the server may hold some of it: then it
 * says how much, and only the rest is sent. The bytes are never sealed anew, so no nonce is used twice.
 */
export async function putPart(
  http: Http,
  path: string,
  offset: number,
  part: Bytes,
  signal: AbortSignal | undefined,
): Promise<void> {
  const end = offset + part.length;
  let from = offset;
  for (let attempt = 1; ; attempt++) {
    const received = await putFrom(http, path, from, part.subarray(from - offset), signal);
    if (received === end) return;
    if (received < offset || received > end || attempt === ATTEMPTS) throw lost(received, end);
    // The lost request's own bytes may still be arriving.
    if (received === from) await pause(PAUSE_MS * attempt, signal);
    from = received;
  }
}

/** How many bytes the server holds after this request, whether it took them or not. */
async function putFrom(
  http: Http,
  path: string,
  offset: number,
  body: Bytes,
  signal: AbortSignal | undefined,
): Promise<number> {
  const headers = { "content-type": "application/octet-stream" };
  try {
    const options = { body, headers, query: { offset }, signal };
    return (await http.send("PUT", path, UploadProgressSchema, options)).receivedBytes;
  } catch (error) {
    if (!(error instanceof HiloopError) || error.code !== "conflict") throw error;
    return (await http.send("GET", `${path}/progress`, UploadProgressSchema, { signal })).receivedBytes;
  }
}

function lost(received: number, expected: number): HiloopError {
  return new HiloopError(
    "conflict",
    `The server holds ${received} bytes of the attachment where it should hold ${expected}.`,
    { advice: "Upload the file again." },
  );
}
