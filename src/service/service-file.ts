import { accessSync, constants, lstatSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { folderError } from "../local/folder-error.ts";
import { replaceFile } from "../local/private-files.ts";
import { HiloopError } from "../protocol/error.ts";
import { isStamped } from "./stamp.ts";

/** Puts the file in place; false when this very text is there already. One that a person wrote or changed is kept. */
export function placeServiceFile(path: string, text: string): boolean {
  const before = ownServiceFile(path);
  if (before === text) return false;
  try {
    mkdirSync(dirname(path), { recursive: true });
    accessSync(dirname(path), constants.W_OK | constants.X_OK);
  } catch (error) {
    throw folderError(error, dirname(path), "start hiloop serve with a program of your own");
  }
  replaceFile(path, text);
  return true;
}

/** The text of the file that hiloop wrote; undefined when there is none. Throws `conflict` when it is somebody else's work. */
export function ownServiceFile(path: string): string | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return undefined;
  const text = found.isFile() ? readFileSync(path, "utf8") : "";
  if (isStamped(text)) return text;
  throw new HiloopError("conflict", `${path} was written or changed by somebody else; nothing was done.`, {
    advice: "Move it away, then do the same again.",
  });
}

export function removeServiceFile(path: string): void {
  rmSync(path, { force: true });
}
