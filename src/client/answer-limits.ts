import type { Bytes } from "../protocol/bytes.ts";
import { HiloopError } from "../protocol/error.ts";

/** An answer that has begun may pause for this long, and take this long in all. */
const SILENT_MS = 30_000;
const LONGEST_MS = 10 * 60_000;
const FIRST_BLOCK_BYTES = 64 * 1024;
/** The slowest line that is waited for: 64 kbit/s. */
export const SLOWEST_BYTES_PER_MS = 8;

/** Far above every page that a server of hiloop gives: lists and timelines end at some megabytes. */
const MOST_ANSWER_BYTES = 32 * 1024 * 1024;

/** The name of what is thrown when a server accepts a request and then says nothing. */
export const SILENT = "TimeoutError";

/** Does something that takes a signal, and throws when it is not done in time or the outer signal aborts, whether it heeds them or not. */
export async function within<Value>(
  milliseconds: number,
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const ended = new AbortController();
  // Not by a listener: a call's signal would keep one for each of a download's thousands of requests, with its answer.
  const signal = outer ? AbortSignal.any([outer, ended.signal]) : ended.signal;
  const timer = setTimeout(() => ended.abort(silence()), milliseconds);
  try {
    return await untilAborted(work(signal), signal);
  } finally {
    clearTimeout(timer);
  }
}

/** The body of an answer. Throws `too_large` when it has more bytes than that, and when it comes to a standstill. */
export async function readBytes(response: Response, maxBytes: number): Promise<Bytes> {
  const announced = announcedBytes(response);
  if (announced !== undefined && announced <= maxBytes) return await readAnnounced(response, announced);
  return await readInPieces(response, maxBytes);
}

/** No more than was announced comes (RFC 9112, 6.3), so the runtime may read it at once, which takes half the memory of pieces. */
async function readAnnounced(response: Response, announced: number): Promise<Bytes> {
  const limitMs = SILENT_MS + announced / SLOWEST_BYTES_PER_MS;
  return new Uint8Array(await soon(response.arrayBuffer(), limitMs));
}

async function readInPieces(response: Response, maxBytes: number): Promise<Bytes> {
  const reader = response.body?.getReader();
  if (!reader) return new Uint8Array(0);
  const begunAt = Date.now();
  // One block that grows: kept as they come, the pieces of a server that sends single bytes would fill the memory.
  let block = new Uint8Array(Math.min(maxBytes, FIRST_BLOCK_BYTES));
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await soon(reader.read());
      if (done) return resized(block, size);
      if (size + value.length > maxBytes) throw tooMuch(maxBytes);
      if (Date.now() - begunAt > LONGEST_MS) throw silence();
      if (size + value.length > block.length)
        block = resized(block, Math.min(maxBytes, Math.max(block.length * 2, size + value.length)));
      block.set(value, size);
      size += value.length;
    }
  } catch (error) {
    reader.cancel().catch(() => undefined);
    throw error;
  }
}

/** The same as text. */
export async function readText(response: Response, maxBytes: number = MOST_ANSWER_BYTES): Promise<string> {
  return new TextDecoder().decode(await readBytes(response, maxBytes));
}

/** Undefined where it is not said, or is said of packed bytes, which become more, or of a body in chunks, which ends by itself. */
function announcedBytes(response: Response): number | undefined {
  if (response.headers.has("content-encoding") || response.headers.has("transfer-encoding")) return undefined;
  const announced = response.headers.get("content-length");
  return announced !== null && /^\d{1,15}$/.test(announced) ? Number(announced) : undefined;
}

function resized(block: Bytes, size: number): Bytes {
  return size === block.length ? block : new Uint8Array(block.buffer.transfer(size));
}

function untilAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

function soon<Value>(promise: Promise<Value>, limitMs = SILENT_MS): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(silence()), limitMs);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function silence(): DOMException {
  return new DOMException("The server did not go on with its answer.", SILENT);
}

function tooMuch(maxBytes: number): HiloopError {
  return new HiloopError("too_large", `The server's answer has more than ${maxBytes} bytes.`, {
    advice: "It was not read on: check that the address is that of a hiloop server.",
  });
}
