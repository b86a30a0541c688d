import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { HiloopError } from "../protocol/error.ts";
import { folderError } from "./folder-error.ts";
import { syncFolder } from "./sync.ts";

/** Makes sure that a folder exists, is this user's, and is nobody else's to read. */
export function ensurePrivateFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const { uid, mode } = statSync(path);
    const self = process.getuid?.();
    if (self !== undefined && uid !== self) {
      throw new HiloopError("storage", `${path} belongs to another user.`, {
        advice: "Name a folder of your own with --home, or run this as that user.",
      });
    }
    if (self !== undefined && (mode & 0o077) !== 0) chmodSync(path, 0o700);
  } catch (error) {
    throw folderError(error, path);
  }
}

/** Puts a whole file in place, on disk before this returns; readers see the old one or the new one. */
export function replaceFile(path: string, text: string): void {
  withTemporary(path, text, (temporary) => renameSync(temporary, path));
}

/** Puts a file in place unless one is there; false when another process was first. Never a part of it is seen. */
export function createFile(path: string, text: string): boolean {
  return withTemporary(path, text, (temporary) => {
    try {
      linkSync(temporary, path);
      return true;
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
      throw error;
    }
  });
}

function withTemporary<T>(path: string, text: string, place: (temporary: string) => T): T {
  const temporary = `${path}.${process.pid}.${crypto.randomUUID().slice(0, 8)}.part`;
  try {
    const file = openSync(temporary, "wx", 0o600);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    const placed = place(temporary);
    syncFolder(dirname(path));
    return placed;
  } catch (error) {
    throw folderError(error, path);
  } finally {
    removeIfAllowed(temporary);
  }
}

/** Where it cannot be removed, it could not be made either; that error is the one to tell. */
function removeIfAllowed(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Already told.
  }
}
