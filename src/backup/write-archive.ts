import { type FileHandle, open } from "node:fs/promises";
import { createTarPacker, type TarPackController } from "modern-tar";
import { HiloopError } from "../protocol/error.ts";
import { type Entry, textEntry } from "./entry.ts";
import { sealOf } from "./seal.ts";
import { writeWhole } from "./write-whole.ts";

export const SUMS_NAME = "SHA256SUMS";

export type WriteOptions = { mtime: Date; signal: AbortSignal };

/** One line of `SHA256SUMS`, as `sha256sum -c` reads it. */
export function sumLine(name: string, digest: string): string {
  return `${digest}  ${name}\n`;
}

/** Writes a new tar, on disk when this returns: the entries, the SHA-256 of each, and the seal over all of it. */
export async function writeArchive(
  path: string,
  entries: Iterable<Entry>,
  options: WriteOptions,
): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    const { readable, controller } = createTarPacker();
    const [digest] = await Promise.all([drain(readable, file), feed(controller, entries, options)]);
    await writeWhole(file, await sealOf(digest));
    await file.sync();
  } finally {
    await file.close();
  }
}

async function feed(controller: TarPackController, entries: Iterable<Entry>, options: WriteOptions) {
  let sums = "";
  try {
    for (const entry of entries) sums += sumLine(entry.name, await addEntry(controller, entry, options));
    await addEntry(controller, textEntry(SUMS_NAME, sums), options);
    controller.finalize();
  } catch (thrown) {
    controller.error(thrown);
    throw thrown;
  }
}

async function addEntry(
  controller: TarPackController,
  entry: Entry,
  { mtime, signal }: WriteOptions,
): Promise<string> {
  const hash = new Bun.CryptoHasher("sha256");
  const writer = controller.add({ name: entry.name, size: entry.size, mode: 0o600, mtime }).getWriter();
  for await (const chunk of bytesOf(entry)) {
    signal.throwIfAborted();
    hash.update(chunk);
    await writer.write(chunk);
  }
  await writer.close();
  return hash.digest("hex");
}

/** Tells trouble with what is read from trouble with what is written. */
async function* bytesOf({ name, open }: Entry): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of open()) yield chunk;
  } catch (cause) {
    throw new HiloopError("storage", `${name} cannot be read to its end; no backup was made.`, {
      advice: "Look at the disk that holds it and at who may read it.",
      cause,
    });
  }
}

/** Writes all but the last chunk, which is the tar's end: the seal comes before that. Gives the SHA-256 of what it wrote. */
async function drain(readable: ReadableStream<Uint8Array>, file: FileHandle): Promise<string> {
  const hash = new Bun.CryptoHasher("sha256");
  let last: Uint8Array | undefined;
  const sink = new WritableStream<Uint8Array>({
    async write(chunk) {
      if (last) {
        hash.update(last);
        await writeWhole(file, last);
      }
      last = chunk;
    },
  });
  await readable.pipeTo(sink);
  if (last?.length !== 1024 || last.some((byte) => byte !== 0)) throw new Error("a tar without its end");
  return hash.digest("hex");
}
