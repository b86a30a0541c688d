import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  realpathSync,
  type Stats,
} from "node:fs";
import { HiloopError } from "../../protocol/error.ts";
import { checkInside } from "./folder-check.ts";
import type { OwnFolders } from "./own-folders.ts";

/** A regular file that was proven to lie inside the folders; whoever opened it closes `fd`. */
export type OpenedFile = { fd: number; path: string; size: number };

/** Where files may lie, and hiloop's own folders, which never count. */
export type Places = { folders: string[]; own: OwnFolders };

// Without NONBLOCK, opening a pipe that nobody writes to would hang for ever. Windows knows neither flag.
const READ_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a file inside the folders so that no symlink flipped meanwhile leads elsewhere: resolve, open without
 * following, look at what was opened, then resolve again and compare. Synchronous, to keep the gaps short.
 */
export function openInside(path: string, shownPath: string, places: Places): OpenedFile {
  const real = resolveReal(path, shownPath, places);
  places.own.refuse(real, shownPath);
  checkInside(real, shownPath, places.folders);
  const fd = openPlain(real, shownPath);
  try {
    const opened = fstatSync(fd);
    if (opened.isDirectory()) throw notAFile(shownPath, "is a folder, not a file.");
    if (!opened.isFile()) throw notAFile(shownPath, "is not a regular file.");
    checkSame(fd, real, opened, shownPath);
    places.own.refuseOpened(fstatSync(fd, { bigint: true }), shownPath);
    return { fd, path: real, size: opened.size };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** Throws unless `fd` is what `real` names now, and by the same way as when it was checked. */
export function checkSame(fd: number, real: string, opened: Stats, shownPath: string): void {
  if (process.platform === "linux" && readlinkSync(`/proc/self/fd/${fd}`) !== real) throw moved(shownPath);
  let now: Stats | undefined;
  try {
    now = realpathSync.native(real) === real ? lstatSync(real) : undefined;
  } catch (cause) {
    throw moved(shownPath, cause);
  }
  if (now?.ino !== opened.ino || now.dev !== opened.dev) throw moved(shownPath);
}

function resolveReal(path: string, shownPath: string, { folders, own }: Places): string {
  try {
    return realpathSync.native(path);
  } catch (cause) {
    // Whether something exists elsewhere is nobody's business.
    own.refuse(path, shownPath);
    checkInside(path, shownPath, folders);
    throw new HiloopError("not_found", `There is no file ${shownPath} that can be read.`, {
      advice: "Check the path; a relative one starts at the working directory.",
      cause,
    });
  }
}

function openPlain(real: string, shownPath: string): number {
  try {
    return openSync(real, READ_FLAGS);
  } catch (cause) {
    throw new HiloopError("forbidden", `${shownPath} cannot be opened for reading.`, {
      advice: "Check its permissions, and that nothing replaces it at the same time.",
      cause,
    });
  }
}

function notAFile(shownPath: string, what: string): HiloopError {
  return new HiloopError("invalid_input", `${shownPath} ${what}`, {
    advice: "Give the path of one regular file.",
  });
}

function moved(shownPath: string, cause?: unknown): HiloopError {
  return new HiloopError("forbidden", `${shownPath} changed its place while it was being opened.`, {
    advice: "Nothing of it was used. Try again when nothing renames it.",
    cause,
  });
}
