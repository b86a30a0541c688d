import { closeSync, fsyncSync, openSync } from "node:fs";

/** Waits until a file is on disk. Windows wants to write for that. */
export function syncFile(path: string): void {
  const descriptor = openSync(path, process.platform === "win32" ? "r+" : "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** A new name is on disk once its folder is; Windows does that by itself and opens no folders. */
export function syncFolder(path: string): void {
  if (process.platform !== "win32") syncFile(path);
}
