import { mkdirSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { syncFolder } from "../local/sync.ts";
import { DATABASE, SECRETS } from "./entry-names.ts";
import { lookAt } from "./look-at.ts";
import { placeFile } from "./place.ts";

/**
 * Puts an unpacked backup into a folder that is there and empty. It may be killed at any moment, and what must hold at each is:
 * - Every file there is a second name of the one in `from`, where all of them stay to the end. By that the next restore knows
 *   what a killed one left (`isLeftBehind`) and takes it back (`takeBack`), unless anything else is there: a server that worked
 *   on it leaves its lock. Only a disk without hard links leaves nothing to know it by.
 * - The folder `data` is there before any file, and the keys come last: hiloop refuses to begin a space beside data without keys.
 * - Databases come after all that they name, so what has its database has everything.
 */
export function putInto(from: string, folder: string): void {
  const { folders, files } = contentOf(from);
  const placed: Content = { folders: [], files: [] };
  const last = files.at(-1);
  try {
    for (const name of folders) {
      mkdirSync(join(folder, name), { mode: 0o700 });
      placed.folders.push(name);
    }
    for (const name of files) {
      if (name === last) syncAll(folder, folders);
      placeFile(join(from, name), join(folder, name));
      placed.files.push(name);
    }
    if (last !== undefined) syncFolder(dirname(join(folder, last)));
  } catch (thrown) {
    remove(folder, placed);
    throw thrown;
  }
}

/** Whether everything in a folder, but for what has one of these names, was put there from `from`. */
export function isLeftBehind(from: string, folder: string, except: readonly string[]): boolean {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !except.includes(name))
    .every((entry) => {
      const [source, place] = [join(from, entry.name), join(folder, entry.name)];
      if (!entry.isDirectory()) return isSameFile(source, place);
      return isFolder(source) && isLeftBehind(source, place, []);
    });
}

/** Removes again what was put there from `from`. */
export function takeBack(from: string, folder: string): void {
  if (!isFolder(from)) return;
  const { folders, files } = contentOf(from);
  remove(folder, {
    folders: folders.filter((name) => isFolder(join(folder, name))),
    files: files.filter((name) => isSameFile(join(from, name), join(folder, name))),
  });
}

type Content = { folders: string[]; files: string[] };

/** By their paths below a folder, in the order in which they are put in place. */
function contentOf(from: string): Content {
  const entries = readdirSync(from, { recursive: true, encoding: "utf8" }).sort();
  const [folders, files] = [true, false].map((wanted) =>
    entries.filter((name) => isFolder(join(from, name)) === wanted),
  );
  return { folders: folders ?? [], files: files?.sort((a, b) => turnOf(a) - turnOf(b)) ?? [] };
}

function turnOf(name: string): number {
  return [DATABASE, SECRETS].indexOf(basename(name));
}

function remove(folder: string, { folders, files }: Content): void {
  for (const name of files.toReversed()) rmSync(join(folder, name));
  for (const name of folders.toReversed()) rmdirSync(join(folder, name));
}

function syncAll(folder: string, folders: readonly string[]): void {
  for (const name of folders) syncFolder(join(folder, name));
  syncFolder(folder);
}

function isFolder(path: string): boolean {
  return lookAt(path, { followLink: false })?.isDirectory() ?? false;
}

function isSameFile(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => lookAt(path, { followLink: false }));
  return a?.isFile() === true && a.ino === b?.ino && a.dev === b.dev;
}
