import { copyFileSync, linkSync } from "node:fs";
import { syncFile } from "../local/sync.ts";

/** A second name of a file. Not every file system has them, and some systems give them to a file's owner only. */
export function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
    syncFile(to);
  }
}
