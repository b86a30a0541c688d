import { HiloopError } from "../../protocol/error.ts";
import { namesBelow } from "./folder-rules.ts";

/** Refuses a real path outside the folders, and one that has a hidden name below its folder. */
export function checkInside(realPath: string, shownPath: string, folders: string[]): void {
  const ways = folders.flatMap((folder) => {
    const names = namesBelow(folder, realPath);
    return names ? [names] : [];
  });
  if (ways.length === 0) throw outside(shownPath, folders);
  if (ways.every((names) => names.some((name) => name.startsWith(".")))) {
    throw new HiloopError("forbidden", `${shownPath} is a hidden file or lies in a hidden folder.`, {
      advice: "Hidden files are never sent or written; copy what is needed to a visible name.",
    });
  }
}

export function outside(path: string, folders: string[]): HiloopError {
  const where = folders.length > 0 ? `these are ${folders.join(", ")}` : "there are none here";
  return new HiloopError("forbidden", `${path} lies outside the folders that hiloop may use; ${where}.`, {
    advice: "Use a path inside them, or ask the user to add the folder to HILOOP_ALLOWED_DIRS.",
  });
}
