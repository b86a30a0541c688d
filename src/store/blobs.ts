import { mkdir, open, readdir, rename, rm, stat, truncate } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fromBase64Url, toHex } from "../protocol/bytes.ts";
import { HiloopError } from "../protocol/error.ts";
import { BlobUsage, type Resize } from "./blob-usage.ts";

const SYNC_EVERY_BYTES = 8 * 1024 * 1024;

/** Where the bytes of one attachment lie. The uploader is part of it: nobody can add to another's upload. */
export type BlobName = { sessionId: string; attachmentId: string; uploaderKeyId: string };

/** How many bytes one attachment may have after a part, and how many all of its uploader's in the session together. */
export type BlobLimits = { bytes: number; uploaderBytes: number };

export interface BlobStore {
  /** Bytes that have arrived, whether the upload is complete or not. */
  receivedBytes(name: BlobName): Promise<number>;
  /** Appends a part at `offset`, on disk after each 8 MiB at the latest; gives the bytes there are then. Throws `conflict` with that number when `offset` is another, `too_large`. */
  append(
    name: BlobName,
    offset: number,
    part: ReadableStream<Uint8Array>,
    limits: BlobLimits,
  ): Promise<number>;
  /** Makes the upload final, durably; gives its size. Doing it twice is the same as once. */
  complete(name: BlobName): Promise<number>;
  /** The final bytes. */
  read(name: BlobName): Blob;
  /** Removes uploads that nothing was added to since `before`. */
  sweep(before: number): Promise<void>;
}

/** Attachments as files in a folder: `SESSION/ATTACHMENT.UPLOADER`, with `.part` until they are complete. */
export class FileBlobs implements BlobStore {
  readonly #folder: string;
  readonly #busy = new Set<string>();
  readonly #usage = new BlobUsage((owner) => this.#sizesOf(owner));

  constructor(folder: string) {
    this.#folder = folder;
  }

  async receivedBytes(name: BlobName): Promise<number> {
    return (await sizeOf(this.#partial(name))) ?? (await sizeOf(this.#final(name))) ?? 0;
  }

  async append(
    name: BlobName,
    offset: number,
    part: ReadableStream<Uint8Array>,
    limits: BlobLimits,
  ): Promise<number> {
    const path = this.#partial(name);
    if (this.#busy.has(path)) throw elsewhere("Another part of this upload is arriving right now.");
    this.#busy.add(path);
    try {
      const received = await this.receivedBytes(name);
      if (offset < received)
        return await sameAsBefore(await this.#existing(name), { offset, received, part });
      if (offset > received) throw wrongOffset(offset, received);
      await makeFolder(dirname(path));
      return await this.#usage.during(this.#owner(name), limits.uploaderBytes, (resize) =>
        appendPart(path, { offset, part, maxBytes: limits.bytes, resize }),
      );
    } catch (thrown) {
      throw toDiskError(thrown);
    } finally {
      this.#busy.delete(path);
    }
  }

  async complete(name: BlobName): Promise<number> {
    const [from, to] = [this.#partial(name), this.#final(name)];
    // Another request may be completing the same upload: whoever comes second finds it done.
    await syncFile(from).catch(ignoreMissing);
    if ((await sizeOf(from)) !== undefined) await rename(from, to).catch(ignoreMissing);
    const size = await sizeOf(to);
    if (size !== undefined) {
      await syncFolder(dirname(to));
      return size;
    }
    throw new HiloopError("invalid_input", "No bytes of this attachment have arrived.", {
      advice: "Upload them in parts first, then complete it.",
    });
  }

  read(name: BlobName): Blob {
    return Bun.file(this.#final(name));
  }

  async sweep(before: number): Promise<void> {
    for (const session of await readdir(this.#folder).catch(() => [])) {
      for (const file of await readdir(join(this.#folder, session)).catch(() => [])) {
        const path = join(this.#folder, session, file);
        if (file.endsWith(".part") && !this.#busy.has(path)) await removeIfOlder(path, before);
      }
    }
    this.#usage.forgetIdle();
  }

  /** Sizes of an owner's files, be they complete or not. */
  async #sizesOf(owner: string): Promise<number[]> {
    const [folder, uploader] = [dirname(owner), basename(owner)];
    const files = (await readdir(folder).catch(() => [])).filter((file) => file.split(".")[1] === uploader);
    return Promise.all(files.map((file) => sizeNowOf(join(folder, file))));
  }

  async #existing(name: BlobName): Promise<string> {
    const partial = this.#partial(name);
    return (await sizeOf(partial)) === undefined ? this.#final(name) : partial;
  }

  #partial(name: BlobName): string {
    return `${this.#final(name)}.part`;
  }

  #final(name: BlobName): string {
    return join(this.#folder, blobPath(name));
  }

  #owner(name: BlobName): string {
    return join(this.#folder, name.sessionId, uploaderOf(name));
  }
}

/** Where the final bytes of an attachment lie in the folder of them all, with `/` on every system. */
export function blobPath(name: BlobName): string {
  return `${name.sessionId}/${name.attachmentId}.${uploaderOf(name)}`;
}

/** Hexadecimal, because some file systems do not tell upper from lower case. */
function uploaderOf(name: BlobName): string {
  return toHex(fromBase64Url(name.uploaderKeyId) ?? new Uint8Array());
}

type Part = { offset: number; part: ReadableStream<Uint8Array>; maxBytes: number; resize: Resize };

async function appendPart(path: string, { offset, part, maxBytes, resize }: Part): Promise<number> {
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
async function sameAsBefore(
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

async function removeIfOlder(path: string, before: number): Promise<void> {
  // It may have been completed since the folder was read.
  const changed = (await stat(path).catch(ignoreMissing))?.mtimeMs;
  if (changed !== undefined && changed < before) await rm(path, { force: true });
}

/** One that was completed since the folder was read has another name now. */
async function sizeNowOf(path: string): Promise<number> {
  return (await sizeOf(path)) ?? (await sizeOf(path.replace(/\.part$/, ""))) ?? 0;
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch {
    return undefined;
  }
}

/** A new folder is on disk once the one that holds it is. */
async function makeFolder(path: string): Promise<void> {
  const made = await mkdir(path, { recursive: true, mode: 0o700 });
  if (made === undefined) return;
  await syncFolder(dirname(path));
  if (made !== path) await syncFolder(dirname(made));
}

function ignoreMissing(thrown: unknown): undefined {
  if (!(thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT")) throw thrown;
}

/** Windows wants to write for that. */
async function syncFile(path: string): Promise<void> {
  const file = await open(path, process.platform === "win32" ? "r+" : "r");
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** Windows does that by itself and opens no folders. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function wrongOffset(offset: number, received: number): HiloopError {
  return elsewhere(`This part starts at ${offset}, but ${received} bytes have arrived.`, received);
}

function elsewhere(message: string, received?: number): HiloopError {
  const from = received === undefined ? "what .../progress says" : `${received}`;
  return new HiloopError("conflict", message, { advice: `Go on with offset=${from}.` });
}

function tooLarge(maxBytes: number): HiloopError {
  return new HiloopError("too_large", `This is larger than ${maxBytes} bytes allow.`, {
    advice: "Send smaller parts; an attachment has a limit too, which /me names.",
  });
}

function toDiskError(thrown: unknown): unknown {
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : undefined;
  if (code !== "ENOSPC" && code !== "EDQUOT" && code !== "EIO" && code !== "EROFS") return thrown;
  return new HiloopError("storage", "The server could not write to its disk; nothing was changed.", {
    advice: "Free some space where the server keeps its data, then try again.",
    cause: thrown,
  });
}
