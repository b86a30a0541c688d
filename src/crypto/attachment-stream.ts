import { type Bytes, concat } from "../protocol/bytes.ts";
import { HiloopError } from "../protocol/error.ts";
import {
  type AttachmentKey,
  COMMITMENT_BYTES,
  chunkNonce,
  deriveAttachmentKey,
  SALT_BYTES,
} from "./attachment-key.ts";
import { type ByteSource, byteBlocks, oneAhead } from "./byte-blocks.ts";
import { equalBytes } from "./hash.ts";
import { releaseBytes } from "./release-bytes.ts";

const CHUNK_BYTES = 16 * 1024;
const TAG_BYTES = 16;
const SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES;
const HEADER_BYTES = SALT_BYTES + COMMITMENT_BYTES;
/** Chunks that are worked on at once: fewer leave the processor idle, more cost memory and win nothing. */
const CHUNKS_AT_ONCE = 16;
/** Plain bytes in pieces of this size are sealed without being copied first. */
export const PLAIN_BLOCK_BYTES = CHUNKS_AT_ONCE * CHUNK_BYTES;

/** How many bytes a plain file of this size has when it is sealed. */
export function sealedSize(plainBytes: number): number {
  return HEADER_BYTES + plainBytes + TAG_BYTES * (Math.floor(plainBytes / CHUNK_BYTES) + 1);
}

/**
 * Seals a file of any length in constant memory: salt ‖ commitment ‖ chunks of 16 KiB, the last one always
 * shorter (c2sp.org/chunked-encryption, Cobblestone-256). `context` is the attachment's id. A file key and
 * salt must never seal two files: `salt` is only given to reproduce a test vector.
 */
export async function* sealStream(
  plain: ByteSource,
  fileKey: Bytes,
  context: string,
  salt: Bytes = crypto.getRandomValues(new Uint8Array(SALT_BYTES)),
): AsyncGenerator<Bytes, void> {
  const key = await deriveAttachmentKey(fileKey, salt, context);
  yield concat(salt, key.commitment);
  yield* oneAhead(sealedBlocks(plain, key));
}

/**
 * Opens what `sealStream` made, in constant memory; gives only bytes that are authentic and in their place.
 * Throws `tampered` for another key or context and for anything changed, moved, missing or added. That the
 * end is missing shows only at the end: until then nobody may take the file for whole.
 */
export async function* openStream(
  sealed: ByteSource,
  fileKey: Bytes,
  context: string,
): AsyncGenerator<Bytes, void> {
  yield* oneAhead(openedBlocks(sealed, fileKey, context));
}

async function* sealedBlocks(
  plain: ByteSource,
  { key, baseNonce }: AttachmentKey,
): AsyncGenerator<Bytes, void> {
  let index = 0;
  for await (const block of byteBlocks(plain, PLAIN_BLOCK_BYTES)) {
    const sealed = chunksOf(block, CHUNK_BYTES, CHUNKS_AT_ONCE).map((chunk) =>
      crypto.subtle.encrypt({ name: "AES-GCM", iv: chunkNonce(baseNonce, index++) }, key, chunk),
    );
    const sealedBlock = joined(await Promise.all(sealed));
    releaseBytes(block);
    yield sealedBlock;
  }
}

async function* openedBlocks(
  sealed: ByteSource,
  fileKey: Bytes,
  context: string,
): AsyncGenerator<Bytes, void> {
  let derived: AttachmentKey | undefined;
  let index = 0;
  for await (const block of byteBlocks(sealed, CHUNKS_AT_ONCE * SEALED_CHUNK_BYTES, HEADER_BYTES)) {
    if (!derived) {
      derived = await keyOfHeader(block, fileKey, context);
      continue;
    }
    const { key, baseNonce } = derived;
    const opened = chunksOf(block, SEALED_CHUNK_BYTES, CHUNKS_AT_ONCE).map((chunk) =>
      openChunk(chunk, key, chunkNonce(baseNonce, index++)),
    );
    const plainBlock = joined(await Promise.all(opened));
    releaseBytes(block);
    yield plainBlock;
  }
}

async function keyOfHeader(header: Bytes, fileKey: Bytes, context: string): Promise<AttachmentKey> {
  if (header.length < HEADER_BYTES) throw tampered("is cut off");
  const derived = await deriveAttachmentKey(fileKey, header.slice(0, SALT_BYTES), context);
  if (!equalBytes(derived.commitment, header.subarray(SALT_BYTES)))
    throw tampered("was sealed under another key or as another attachment");
  return derived;
}

async function openChunk(chunk: Bytes, key: CryptoKey, iv: Bytes): Promise<ArrayBuffer> {
  if (chunk.length < TAG_BYTES) throw tampered("is cut off");
  try {
    return await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, chunk);
  } catch (cause) {
    throw tampered("was changed", cause);
  }
}

/** The chunks of a block: `count` whole ones, or in the last block those that there are and a shorter one, maybe empty. */
function chunksOf(block: Bytes, size: number, count: number): Bytes[] {
  const chunks = Math.min(count, Math.floor(block.length / size) + 1);
  return Array.from({ length: chunks }, (_, index) => block.subarray(index * size, (index + 1) * size));
}

function joined(chunks: ArrayBuffer[]): Bytes {
  const parts = chunks.map((chunk) => new Uint8Array(chunk));
  const block = concat(...parts);
  for (const part of parts) releaseBytes(part);
  return block;
}

function tampered(what: string, cause?: unknown): HiloopError {
  return new HiloopError("tampered", `The attachment ${what}: its bytes are not those that were sent.`, {
    advice: "Do not use what was received; download it again, and look at the server if it stays.",
    ...(cause === undefined ? {} : { cause }),
  });
}
