import { existsSync, lstatSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isAlive } from "../local/end-process.ts";
import { inTheWay } from "./in-the-way.ts";
import { previousOf } from "./previous-of.ts";

const KEPT = "kept-";

/** Where the parts of a replacement lie in its private folder: what comes to `path`, and what is then kept. */
export type Staged = { next: string; kept: string };

export function stagedIn(folder: string, path: string): Staged {
  const name = basename(path);
  return { next: join(folder, `next-${name}`), kept: join(folder, `${KEPT}${name}`) };
}

/** Makes a private folder beside the executable at `path`, and so on the same disk. */
export function newStaging(path: string): string {
  return mkdtempSync(join(dirname(path), `.hiloop-upgrade-${process.pid}-`));
}

/**
 * Finishes what runs of this user that were killed had begun in a folder, and takes away what else they left. Nobody else's
 * folders are looked into: what lies there would become the version that is gone back to.
 */
export function settleLeftOvers(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = /^\.hiloop-upgrade-(\d+)-/.exec(name)?.[1];
    const folder = join(parent, name);
    if (pid === undefined || !isOwnFolder(folder)) continue;
    // A number may be another process's by now, as in a container: what has begun is finished whoever has it.
    finishBegun(folder);
    if (!isAlive(Number(pid))) removeStaging(folder);
  }
}

/** Takes the folder of an ended replacement away, and first puts back or in place what only it still holds. */
export function removeStaging(folder: string): void {
  finishBegun(folder);
  for (const [path, { kept }] of keptIn(folder)) if (!existsSync(path)) move(kept, path);
  rmSync(folder, { recursive: true, force: true });
}

/** Moves what was replaced to where it is kept. That it has moved already is as good: another run may have been quicker. */
export function keep({ kept }: Staged, path: string): void {
  try {
    move(kept, previousOf(path));
  } catch (error) {
    if (existsSync(kept)) throw error;
  }
}

/** A rename that names what is in its way, which is what it replaces unless told. */
export function move(from: string, to: string, replaced = to): void {
  try {
    renameSync(from, to);
  } catch (error) {
    throw inTheWay(error, replaced);
  }
}

/** What comes is gone from here, so it is in place, and what it replaced is still here. */
function finishBegun(folder: string): void {
  for (const [path, staged] of keptIn(folder)) if (!existsSync(staged.next)) keep(staged, path);
}

function keptIn(folder: string): [path: string, staged: Staged][] {
  const names = namesIn(folder).filter((name) => name.startsWith(KEPT));
  return names.map((name) => {
    const path = join(dirname(folder), name.slice(KEPT.length));
    return [path, stagedIn(folder, path)];
  });
}

/** Its owner may take it away meanwhile. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (existsSync(folder)) throw error;
    return [];
  }
}

function isOwnFolder(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  const self = process.getuid?.();
  return found?.isDirectory() === true && (self === undefined || found.uid === self);
}
