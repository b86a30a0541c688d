import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fromBase64Url, toHex } from "../protocol/bytes.ts";
import { HiloopError } from "../protocol/error.ts";
import { appendPart, elsewhere, sameAsBefore, wrongOffset } from "./append-part.ts";
import { BlobUsage, type Resize } from "./blob-usage.ts";
import { type DiskReserve, fullDisk } from "./disk-reserve.ts";

const ASKED_EVERY_BYTES = 1024 * 1024;

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
  /**
   * Makes the upload final, durably, and has its size recorded; gives what `record` gives. While a part of it arrives
   * that is a `conflict`. When `record` throws, nothing is final: what can be tried again is an upload as before, anything
   * else is gone.
   */
  complete<Result>(name: BlobName, record: (bytes: number) => Promise<Result>): Promise<Result>;
  /** The final bytes. */
  read(name: BlobName): Blob;
  /** Removes uploads that nothing was added to since `before`. */
  sweep(before: number): Promise<void>;
}

/** Attachments as files in a folder: `SESSION/ATTACHMENT.UPLOADER`, with `.part` until they are complete. */
export class FileBlobs implements BlobStore {
  readonly #folder: string;
  readonly #reserve: DiskReserve | undefined;
  readonly #busy = new Set<string>();
  readonly #completing = new Map<string, Promise<void>>();
  /** What the disk has room for, as far as it was asked and nobody has taken it since. */
  #granted = 0;
  readonly #usage = new BlobUsage((owner) => this.#sizesOf(owner));

  constructor(folder: string, reserve?: DiskReserve) {
    this.#folder = folder;
    this.#reserve = reserve;
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
    return this.#alone(path, async () => {
      const received = await this.receivedBytes(name);
      if (offset < received)
        return await sameAsBefore(await this.#existing(name), { offset, received, part });
      if (offset > received) throw wrongOffset(offset, received);
      if ((await sizeOf(this.#final(name))) !== undefined) throw alreadyComplete();
      await makeFolder(dirname(path));
      return await this.#usage.during(this.#owner(name), limits.uploaderBytes, (resize) =>
        appendPart(path, { offset, part, maxBytes: limits.bytes, resize: this.#whileThereIsRoom(resize) }),
      );
    });
  }

  async complete<Result>(name: BlobName, record: (bytes: number) => Promise<Result>): Promise<Result> {
    const path = this.#partial(name);
    // Another request may be completing the same upload: whoever comes second finds it done.
    while (this.#completing.has(path)) await this.#completing.get(path);
    const done = Promise.withResolvers<void>();
    this.#completing.set(path, done.promise);
    try {
      return await this.#alone(path, () => this.#makeFinal(name, record));
    } finally {
      this.#completing.delete(path);
      done.resolve();
    }
  }

  read(name: BlobName): Blob {
    return Bun.file(this.#final(name));
  }

  async sweep(before: number): Promise<void> {
    for (const session of await readdir(this.#folder).catch(() => [])) {
      for (const file of await readdir(join(this.#folder, session)).catch(() => [])) {
        const path = join(this.#folder, session, file);
        if (file.endsWith(".part") && !this.#busy.has(path))
          await this.#alone(path, () => removeIfOlder(path, before));
      }
    }
    this.#usage.forgetIdle();
  }

  async #makeFinal<Result>(name: BlobName, record: (bytes: number) => Promise<Result>): Promise<Result> {
    const [from, to] = [this.#partial(name), this.#final(name)];
    const isNew = (await sizeOf(to)) === undefined && (await sizeOf(from)) !== undefined;
    if (isNew) {
      await syncFile(from);
      await rename(from, to);
      await syncFolder(dirname(to));
    }
    const size = await sizeOf(to);
    if (size === undefined) throw nothingArrived();
    try {
      return await record(size);
    } catch (thrown) {
      // Why it was refused matters more than whether that can be cleared away.
      if (isNew) await this.#takeBack(name, size, thrown).catch(() => undefined);
      throw thrown;
    }
  }

  async #takeBack(name: BlobName, size: number, refusal: unknown): Promise<void> {
    const path = this.#final(name);
    if (mayPassLater(refusal)) return rename(path, this.#partial(name));
    await this.#usage.during(this.#owner(name), Number.POSITIVE_INFINITY, async (resize) => {
      await rm(path, { force: true });
      resize(size, 0);
    });
  }

  #whileThereIsRoom(resize: Resize): Resize {
    const reserve = this.#reserve;
    if (!reserve) return resize;
    return (from, to) => {
      if (to > from) this.#takeRoom(reserve, to - from);
      resize(from, to);
    };
  }

  /**
   * The disk is asked once a megabyte, not for every piece that arrives, and for all uploads together. It does not tell of the
   * pieces on their way to it: the reserve may be touched by one of each upload.
   */
  #takeRoom(reserve: DiskReserve, bytes: number): void {
    if (bytes > this.#granted) this.#granted = Math.min(reserve.room(), Math.max(bytes, ASKED_EVERY_BYTES));
    if (bytes > this.#granted) throw fullDisk();
    this.#granted -= bytes;
  }

  /** No two requests work on one upload at the same time. */
  async #alone<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
    if (this.#busy.has(path)) throw elsewhere("A part of this upload is arriving right now.");
    this.#busy.add(path);
    try {
      return await work();
    } catch (thrown) {
      throw toDiskError(thrown);
    } finally {
      this.#busy.delete(path);
    }
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

function alreadyComplete(): HiloopError {
  return new HiloopError("conflict", "This attachment is already complete.");
}

function nothingArrived(): HiloopError {
  return new HiloopError("invalid_input", "No bytes of this attachment have arrived.", {
    advice: "Upload them in parts first, then complete it.",
  });
}

/** Whether the same completion may be taken another time: the bytes that came must not have to come again. */
function mayPassLater(refusal: unknown): boolean {
  return !(refusal instanceof HiloopError) || refusal.status >= 500;
}

function toDiskError(thrown: unknown): unknown {
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : undefined;
  if (code !== "ENOSPC" && code !== "EDQUOT" && code !== "EIO" && code !== "EROFS") return thrown;
  return fullDisk(thrown);
}
