import { existsSync, lstatSync, mkdirSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { folderError } from "../local/folder-error.ts";
import { HiloopError } from "../protocol/error.ts";
import { lockDataFolder } from "../store/sqlite/data-lock.ts";
import { inTheWay } from "./backup-error.ts";

/** Nobody else calls a file this: a folder that holds it, and nothing but what hiloop puts there, is one that hiloop left. */
const LOCK = ".hiloop-at-work";
const OURS = /^(\.hiloop-at-work|\d\.db|backup\.tar|check|new)(-journal|-wal|-shm)?$/;

export type WorkFolder = Disposable & { path: string };

/**
 * A private folder for what is not finished, gone at the end of its scope. Its name is known beforehand, so that what a
 * killed process left is cleared by the next one; its lock, which dies with the process, tells that from one that works.
 * `beforeClearing` undoes what that process did elsewhere, as long as its folder tells.
 */
export function workFolder(path: string, beforeClearing: () => void = () => undefined): WorkFolder {
  makeFolder(path);
  const unlock = lockedBy(path);
  beforeClearing();
  clear(path);
  return {
    path,
    [Symbol.dispose]: () => {
      // Cleared while it is locked: nobody else takes it for left behind.
      clear(path);
      unlock();
      rmSync(join(path, LOCK), { force: true });
      // What somebody else put there meanwhile stays.
      if (readdirSync(path).length === 0) rmdirSync(path);
    },
  };
}

function clear(path: string): void {
  for (const name of readdirSync(path))
    if (name !== LOCK && OURS.test(name)) rmSync(join(path, name), { recursive: true });
}

function makeFolder(path: string): void {
  const parent = dirname(path);
  if (!lstatSync(parent, { throwIfNoEntry: false })) {
    throw new HiloopError("invalid_input", `There is no folder ${parent}.`, { advice: "Make it first." });
  }
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (thrown) {
    if (!existsSync(path)) throw folderError(thrown, path, "choose another place");
    if (!isOurs(path)) throw inTheWay(`${path} is in the way.`, "Move it away, or choose another place.");
  }
}

function isOurs(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  const self = process.getuid?.() ?? found?.uid;
  if (!found?.isDirectory() || found.uid !== self) return false;
  const names = readdirSync(path);
  return names.length === 0 || (names.includes(LOCK) && names.every((name) => OURS.test(name)));
}

function lockedBy(path: string): () => void {
  try {
    return lockDataFolder(join(path, LOCK));
  } catch (thrown) {
    if (!(thrown instanceof HiloopError && thrown.code === "configuration"))
      throw folderError(thrown, path, "choose another place");
    throw inTheWay(
      `Another hiloop is at work in ${path} right now.`,
      "Wait until it is done, then try again.",
    );
  }
}
