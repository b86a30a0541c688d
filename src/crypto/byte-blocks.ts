import type { Bytes } from "../protocol/bytes.ts";
import { releaseBytes } from "./release-bytes.ts";

/** Bytes that come in pieces of any size: a generator, or the body of a response. Each piece is given away: its memory is used or freed. */
export type ByteSource = AsyncIterable<Bytes> | ReadableStream<Bytes>;

/**
 * The same bytes in blocks of exactly `size` (the first of exactly `firstSize`), and always one shorter block
 * at the end, empty if nothing is left.
 */
export async function* byteBlocks(
  source: ByteSource,
  size: number,
  firstSize: number = size,
): AsyncGenerator<Bytes, void> {
  let wanted = firstSize;
  let block: Bytes | undefined;
  let filled = 0;
  for await (const piece of piecesOf(source)) {
    for (let taken = 0; taken < piece.length; ) {
      const part = piece.subarray(taken, taken + wanted - filled);
      taken += part.length;
      filled += part.length;
      // A piece that is a block already is given on as it is.
      if (part.length < Math.max(wanted, piece.length)) {
        block ??= new Uint8Array(wanted);
        block.set(part, filled - part.length);
        if (taken === piece.length) releaseBytes(piece);
      }
      if (filled < wanted) continue;
      yield block ?? part;
      block = undefined;
      filled = 0;
      wanted = size;
    }
  }
  yield block?.subarray(0, filled) ?? new Uint8Array(0);
}

/** The same values, each asked for while the one before it is still being used. */
export async function* oneAhead<Value>(values: AsyncIterable<Value>): AsyncGenerator<Value, void> {
  const iterator = values[Symbol.asyncIterator]();
  let next = iterator.next();
  try {
    for (;;) {
      const { done, value } = await next;
      if (done) return;
      next = iterator.next();
      // A failure is thrown when its turn comes; until then it must not count as unhandled.
      next.catch(() => undefined);
      yield value;
    }
  } finally {
    iterator.return?.().catch(() => undefined);
  }
}

/** Safari reads a stream only by its reader. */
async function* piecesOf(source: ByteSource): AsyncGenerator<Bytes, void> {
  if (!("getReader" in source)) {
    yield* source;
    return;
  }
  const reader = source.getReader();
  let ended = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      ended = done;
      if (done) return;
      yield value;
    }
  } finally {
    if (!ended) reader.cancel().catch(() => undefined);
  }
}
