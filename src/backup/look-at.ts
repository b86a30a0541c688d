import { type BigIntStats, lstatSync, statSync } from "node:fs";
import { folderError } from "../local/folder-error.ts";

/** What is at a path, or undefined. Throws one sentence when there can be nothing of that name. */
export function lookAt(path: string, options: { followLink: boolean }): BigIntStats | undefined {
  try {
    const look = options.followLink ? statSync : lstatSync;
    return look(path, { bigint: true, throwIfNoEntry: false });
  } catch (thrown) {
    // A file where a folder should be: whoever makes something there says that better.
    if (thrown instanceof Error && "code" in thrown && thrown.code === "ENOTDIR") return undefined;
    throw folderError(thrown, path, "choose another place");
  }
}
