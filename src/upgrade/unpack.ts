import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { HiloopError } from "../protocol/error.ts";

/** Three times what an executable has: an archive cannot fill the disk. */
const MOST_UNPACKED_BYTES = 400_000_000;
const PIECE_BYTES = 1 << 16;

/**
 * Takes the one file `name` out of an archive (`.zip`, else `.tar.gz`) into an empty folder, and nothing else.
 * Throws `tampered` when the archive does not hold it as one plain file.
 */
export async function unpack(
  archive: { name: string; content: Uint8Array },
  name: string,
  folder: string,
): Promise<string> {
  const count = archive.name.endsWith(".zip")
    ? await unpackZip(archive.content, name, folder)
    : await unpackTarGz(archive.content, name, folder);
  if (count === 1 && (await readdir(folder)).join() === name) return join(folder, name);
  throw unusable(archive.name, name);
}

async function unpackTarGz(content: Uint8Array, name: string, folder: string): Promise<number> {
  // Of the library's streams: Bun gets nowhere with its web streams, and whole buffers cost four times the memory.
  const { unpackTar } = await import("modern-tar/fs");
  let count = 0;
  const target = unpackTar(folder, {
    strict: true,
    fmode: 0o700,
    filter: (entry) => {
      const isIt = entry.name === name && entry.type === "file" && entry.size <= MOST_UNPACKED_BYTES;
      if (isIt) count++;
      return isIt && count === 1;
    },
  });
  try {
    await pipeline(Readable.from(pieces(content)), createGunzip(), target);
  } catch (error) {
    throw asUnusable(error, name);
  }
  return count;
}

async function unpackZip(content: Uint8Array, name: string, folder: string): Promise<number> {
  const { unzipSync } = await import("fflate");
  let count = 0;
  try {
    const files = unzipSync(content, {
      filter: (entry) => {
        const isIt = entry.name === name && entry.originalSize <= MOST_UNPACKED_BYTES;
        if (isIt) count++;
        return isIt;
      },
    });
    const file = files[name];
    if (file) await writeFile(join(folder, name), file, { mode: 0o700 });
  } catch (error) {
    throw asUnusable(error, name);
  }
  return count;
}

function* pieces(content: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < content.length; at += PIECE_BYTES) yield content.subarray(at, at + PIECE_BYTES);
}

/** What the file system says stays what it is; the rest is about the archive. */
function asUnusable(error: unknown, name: string): unknown {
  const isOfDisk = error instanceof Error && "syscall" in error;
  return isOfDisk ? error : unusable("The archive", name, error);
}

function unusable(archive: string, name: string, cause?: unknown): HiloopError {
  return new HiloopError(
    "tampered",
    `${archive} cannot be unpacked to one file ${name}; nothing was changed.`,
    {
      advice: "Try again later; if it stays, report it.",
      cause,
    },
  );
}
