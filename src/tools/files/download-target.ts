import {
  closeSync,
  constants,
  fstatSync,
  linkSync,
  openSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  write,
} from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { HiloopError } from "../../protocol/error.ts";
import { diskError } from "./disk-error.ts";
import { checkInside } from "./folder-check.ts";
import { checkSame, type Places } from "./open-inside.ts";
import { safeName, splitName } from "./safe-name.ts";

const writeTo = promisify(write);
const CREATE_FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
const MAX_NUMBER = 10_000;
const NO_LINKS = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"];

/** A file that is being received: it has its name only once it is whole. */
export type DownloadTarget = {
  write(chunk: Uint8Array): Promise<void>;
  /** Gives it its name, a number added when that is taken, and says the path. */
  finish(): string;
  /** Removes what was received. */
  discard(): void;
};

/** Starts a file in `directory`, which must be one of the folders or lie inside one. */
export function createDownload(directory: string, name: string, places: Places): DownloadTarget {
  const folder = realFolder(directory, places);
  const finalName = safeName(name);
  const part = join(folder, `${finalName}.${crypto.randomUUID().slice(0, 8)}.part`);
  const fd = createFile(part, folder);
  let isOpen = true;
  const close = () => {
    if (isOpen) closeSync(fd);
    isOpen = false;
  };
  try {
    checkSame(fd, part, fstatSync(fd), directory);
  } catch (error) {
    close();
    removeIfThere(part);
    throw error;
  }
  return {
    async write(chunk) {
      try {
        await writeWhole(fd, chunk);
      } catch (error) {
        throw diskError(folder, error);
      }
    },
    finish() {
      close();
      return nameIt(part, folder, finalName);
    },
    discard() {
      close();
      removeIfThere(part);
    },
  };
}

function realFolder(directory: string, { folders, own }: Places): string {
  let real: string;
  try {
    real = realpathSync.native(directory);
  } catch (cause) {
    own.refuse(directory, directory);
    checkInside(directory, directory, folders);
    throw new HiloopError("not_found", `There is no folder ${directory}.`, {
      advice: "Create it first, or leave directory out.",
      cause,
    });
  }
  own.refuse(real, directory);
  checkInside(real, directory, folders);
  if (statSync(real).isDirectory()) return real;
  throw new HiloopError("invalid_input", `${directory} is not a folder.`, {
    advice: "Give the folder that the file goes into; its name comes from the sender.",
  });
}

function createFile(part: string, folder: string): number {
  try {
    return openSync(part, CREATE_FLAGS, 0o600);
  } catch (error) {
    throw diskError(folder, error);
  }
}

async function writeWhole(fd: number, chunk: Uint8Array): Promise<void> {
  let written = 0;
  while (written < chunk.length) {
    written += (await writeTo(fd, chunk, written, chunk.length - written)).bytesWritten;
  }
}

function nameIt(part: string, folder: string, name: string): string {
  const [stem, ending] = splitName(name);
  for (let number = 0; number < MAX_NUMBER; number += 1) {
    const path = join(folder, number === 0 ? name : `${stem} (${number})${ending}`);
    if (moveToFree(part, path)) return path;
  }
  throw new HiloopError("conflict", `${folder} has too many files named ${name}.`, {
    advice: "Choose another directory.",
  });
}

/** Moves a file to a name that is free; false when it is taken. A hard link is the one rename that never overwrites. */
function moveToFree(part: string, path: string): boolean {
  try {
    linkSync(part, path);
  } catch (error) {
    const code = codeOf(error);
    if (code === "EEXIST") return false;
    // Otherwise the folder has changed its place, and the name must not be taken in whatever stands there now.
    if (!NO_LINKS.includes(code)) throw diskError(dirname(path), error);
    return moveWithoutLink(part, path);
  }
  unlinkSync(part);
  return true;
}

/** For file systems without hard links: the name is taken by an empty file first, then replaced. */
function moveWithoutLink(part: string, path: string): boolean {
  try {
    closeSync(openSync(path, CREATE_FLAGS, 0o600));
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
  renameSync(part, path);
  return true;
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
