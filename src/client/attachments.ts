import { newFileKey } from "../crypto/attachment-key.ts";
import { openStream, sealedSize, sealStream } from "../crypto/attachment-stream.ts";
import { byteBlocks, oneAhead } from "../crypto/byte-blocks.ts";
import { incrementalSha256 } from "../crypto/incremental-sha256.ts";
import { sealItem } from "../crypto/item.ts";
import { releaseBytes } from "../crypto/release-bytes.ts";
import { type Bytes, fromBase64Url, toBase64Url } from "../protocol/bytes.ts";
import { HiloopError } from "../protocol/error.ts";
import { newId } from "../protocol/id.ts";
import { StoredItemSchema } from "../protocol/timeline.ts";
import { checkedPlain, sealedParts } from "./attachment-download.ts";
import { type FileSource, readSource } from "./attachment-source.ts";
import { putPart } from "./attachment-upload.ts";
import { itemFacts } from "./item-facts.ts";
import type { ReadAttachment } from "./read-item.ts";
import type { SessionLog } from "./session-log.ts";

/** Below the server's 8 MiB: a few parts are in memory at a time, and a slow line shows progress; larger ones win little. */
const PART_BYTES = 1024 * 1024;
/** What a server says to take is its word: with parts of single bytes an upload would never end. */
const LEAST_PART_BYTES = 64 * 1024;

export type { FileSource } from "./attachment-source.ts";

export type UploadOptions = {
  /** Called after each part with the sealed bytes sent so far and in all. */
  onProgress?: (sentBytes: number, totalBytes: number) => void;
  signal?: AbortSignal | undefined;
};

/**
 * Seals a file and uploads it in constant memory, then signs its `Attachment` item. Gives it as the verified timeline
 * has it. Throws `too_large`, `session_closed`, `forbidden`, or `invalid_input` when the file changes meanwhile.
 */
export async function uploadAttachment(
  log: SessionLog,
  source: FileSource,
  { onProgress, signal }: UploadOptions = {},
): Promise<ReadAttachment> {
  const { http, me, identity } = log.member;
  const totalBytes = sealedSize(source.size);
  checkSize(source, totalBytes, me.limits.attachmentBytes);
  const id = newId();
  const path = attachmentPath(log, id);
  const fileKey = newFileKey();
  const hash = incrementalSha256();
  const partBytes = Math.max(LEAST_PART_BYTES, Math.min(PART_BYTES, me.limits.attachmentPartBytes));
  const sealed = sealStream(readSource(source, hash), fileKey, id);
  let sentBytes = 0;
  for await (const part of oneAhead(byteBlocks(sealed, partBytes))) {
    if (part.length === 0) continue;
    await putPart(http, path, sentBytes, part, signal);
    sentBytes += part.length;
    releaseBytes(part);
    onProgress?.(sentBytes, totalBytes);
  }
  const { name, type, size } = source;
  const metadata = { name, type, size, sha256: hash.hex(), key: toBase64Url(fileKey) };
  const facts = itemFacts(log.member, "Attachment", log.id, { ...log.seen(), id });
  await http.write(
    "POST",
    path,
    StoredItemSchema,
    await sealItem(facts, { metadata }, log.key, identity),
    signal,
  );
  return findAttachment(log, id);
}

/**
 * Opens an attachment of the session as a stream, in constant memory. What the stream gives is authentic and in
 * place; it fails with `tampered` on anything else, so a file is only whole when the stream has ended well.
 * Throws `not_found`, or `tampered` when the signed item holds no usable key.
 */
export async function downloadAttachment(
  log: SessionLog,
  attachmentId: string,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<{ attachment: ReadAttachment; stream: ReadableStream<Uint8Array> }> {
  const attachment = await findAttachment(log, attachmentId);
  const fileKey = fromBase64Url(attachment.fileKey);
  if (fileKey?.length !== 32 || !Number.isSafeInteger(attachment.size) || attachment.size < 0)
    throw tampered(attachment, "has metadata that cannot be");
  const stopped = new AbortController();
  const either = signal ? AbortSignal.any([signal, stopped.signal]) : stopped.signal;
  const path = attachmentPath(log, attachmentId);
  const sealed = sealedParts(log.member.http, path, attachment.size, PART_BYTES, either);
  const plain = checkedPlain(openStream(oneAhead(sealed), fileKey, attachmentId), attachment);
  return { attachment, stream: streamOf(plain, () => stopped.abort()) };
}

function attachmentPath(log: SessionLog, id: string): string {
  return `${log.path}/attachments/${id}`;
}

function checkSize(source: FileSource, totalBytes: number, allowedBytes: number): void {
  if (totalBytes <= allowedBytes) return;
  throw new HiloopError(
    "too_large",
    `${source.name} has ${source.size} bytes; the server takes attachments of up to ${allowedBytes}.`,
    { advice: "Send a smaller file, or a link to where it lies." },
  );
}

function streamOf(pieces: AsyncGenerator<Bytes, void>, stop: () => void): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: stop,
  });
}

async function findAttachment(log: SessionLog, id: string): Promise<ReadAttachment> {
  const find = () => log.items.find((item) => "id" in item && item.id === id);
  if (!find()) await log.sync();
  const item = find();
  if (item?.kind === "Attachment") return item;
  if (item?.kind === "Tampered") throw new HiloopError("tampered", item.problem);
  throw new HiloopError("not_found", `The session has no attachment ${id}.`, {
    advice: "Look the id up in the session's timeline.",
  });
}

function tampered(attachment: ReadAttachment, what: string): HiloopError {
  return new HiloopError("tampered", `The attachment ${attachment.id} ${what}.`, {
    advice: "Do not use what was received; ask its sender.",
  });
}
