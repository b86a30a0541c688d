import { mkdirSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ParsedTarEntry } from "modern-tar";
import { folderError } from "../local/folder-error.ts";
import { HiloopError } from "../protocol/error.ts";
import { damagedBackup } from "./backup-error.ts";
import { isEntryName, isSmallFile } from "./entry-names.ts";
import { MANIFEST_NAME, type Manifest } from "./manifest.ts";
import { entryText, readArchive } from "./read-archive.ts";
import { SEAL_NAME } from "./seal.ts";
import { SMALL_FILE_MAX_BYTES } from "./small-files.ts";
import { SUMS_NAME, sumLine } from "./write-archive.ts";
import { writeWhole } from "./write-whole.ts";

export type UnpackOptions = {
  /** The folder that files are put into. */
  into: string;
  /** Which of them; the others are only read. */
  wants: (name: string) => boolean;
  /** Is told the whole of every small file. */
  look: (name: string, text: string) => void;
  signal: AbortSignal;
};

/** Sizes of the files of a backup, by name. */
export type Sizes = Map<string, number>;

/** Puts the files of a backup into an empty folder. Throws `storage` unless it holds what a backup of its kind may, in that order, with the right sums. */
export async function unpack(path: string, kind: Manifest["kind"], options: UnpackOptions): Promise<Sizes> {
  const sizes: Sizes = new Map();
  let sums = "";
  const ends = [SUMS_NAME, SEAL_NAME];
  for await (const entry of readArchive(path)) {
    const { name, type } = entry.header;
    const isFirst = sizes.size === 0;
    if (type !== "file") throw damagedBackup(path, `holds ${shown(name)}, which is not a file`);
    if (name === ends[0] && !isFirst) {
      if (name === SUMS_NAME && (await entryText(path, entry, sums.length)) !== sums) throw wrongSums(path);
      if (name === SEAL_NAME) await entryText(path, entry, 512);
      ends.shift();
      continue;
    }
    const expected = isFirst ? name === MANIFEST_NAME : isEntryName(kind, name);
    if (!expected || ends.length < 2)
      throw damagedBackup(path, `holds ${shown(name)}, which does not belong there`);
    if (sizes.has(name)) throw damagedBackup(path, `holds ${shown(name)} twice`);
    const reader = !isFirst && isSmallFile(name) ? smallReader(path, entry, options) : undefined;
    sums += sumLine(name, await takeEntry(entry, options, reader));
    reader?.end();
    sizes.set(name, entry.header.size);
  }
  if (ends.length > 0) throw damagedBackup(path, "ends too early");
  return sizes;
}

/** Reads an entry to its end and gives its SHA-256. */
async function takeEntry(
  { header, body }: ParsedTarEntry,
  options: UnpackOptions,
  reader: SmallReader | undefined,
): Promise<string> {
  const hash = new Bun.CryptoHasher("sha256");
  const file = options.wants(header.name)
    ? await newFile(join(options.into, header.name), options.into)
    : undefined;
  try {
    for await (const chunk of body) {
      options.signal.throwIfAborted();
      hash.update(chunk);
      reader?.read(chunk);
      await file?.write(chunk);
    }
    await file?.end();
  } finally {
    await file?.close();
  }
  return hash.digest("hex");
}

type SmallReader = { read: (chunk: Uint8Array) => void; end: () => void };

/** Keeps a small file in memory, so that a backup that is only checked leaves its keys on no disk. */
function smallReader(path: string, { header }: ParsedTarEntry, { look }: UnpackOptions): SmallReader {
  if (header.size > SMALL_FILE_MAX_BYTES)
    throw damagedBackup(path, `holds a ${header.name} that is too long`);
  const decoder = new TextDecoder();
  let text = "";
  return {
    read: (chunk) => {
      text += decoder.decode(chunk, { stream: true });
    },
    end: () => look(header.name, text + decoder.decode()),
  };
}

async function newFile(path: string, folder: string) {
  const file = await onDisk(folder, async () => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    return await open(path, "wx", 0o600);
  });
  return {
    write: (chunk: Uint8Array) => onDisk(folder, () => writeWhole(file, chunk)),
    end: () => onDisk(folder, () => file.sync()),
    close: () => file.close(),
  };
}

/** Tells trouble with what is written from trouble with what is read. */
async function onDisk<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (thrown) {
    const error = folderError(thrown, folder, "choose another place");
    if (error instanceof HiloopError) throw error;
    throw new HiloopError("storage", `${folder} cannot be written.`, {
      advice: "Look at its disk, or choose another place.",
      cause: thrown,
    });
  }
}

function wrongSums(path: string) {
  return damagedBackup(path, `holds files that differ from its ${SUMS_NAME}`);
}

function shown(name: string): string {
  return JSON.stringify(name.slice(0, 200));
}
