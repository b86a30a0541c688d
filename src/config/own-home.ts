import {
  chmodSync,
  closeSync,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  type Stats,
  statSync,
} from "node:fs";
import { basename, join } from "node:path";
import { HiloopError } from "../protocol/error.ts";
import type { Paths } from "./paths.ts";

const BY_OTHERS = 0o022;
const FOR_OTHERS = 0o077;

/**
 * Refuses a home that another user made, or filled, or could have: whoever writes in it chooses who approves, and which
 * process is ended. Called before anything in it is read. One that others may write in is closed to them. Windows has no
 * such owners and modes.
 */
export function requireOwnHome(paths: Paths): void {
  const { home } = paths;
  if (isHomeOfAnother(home)) {
    throw new HiloopError("storage", `${home} belongs to another user.`, {
      advice: "Name a folder of your own with --home, or run this as that user.",
    });
  }
  const mode = lookAt(home, statSync)?.mode;
  if (process.getuid === undefined || mode === undefined) return;
  requireOwnEntries(paths, mode);
  if ((mode & BY_OTHERS) === 0) return;
  close(home);
  // Again: somebody may have been in it meanwhile.
  requireOwnEntries(paths, mode);
}

/** Whether the folder, or a link that leads to it, is another user's. */
export function isHomeOfAnother(home: string): boolean {
  const self = process.getuid?.();
  if (self === undefined) return false;
  const owner = lookAt(home, statSync)?.uid ?? self;
  return owner !== self || isAnothers(lookAt(home, lstatSync)?.uid ?? self);
}

/** The text of a file in the home, unless it is another user's: who may write in a folder above could exchange it at any time. */
export function readOwnFile(path: string): string {
  const file = openSync(path, "r");
  try {
    if (isAnothers(fstatSync(file).uid)) throw anothersFile(path);
    return readFileSync(file, "utf8");
  } finally {
    closeSync(file);
  }
}

/** Undefined for what is not there, or cannot even be looked at: neither can be read. */
function lookAt(path: string, look: typeof statSync | typeof lstatSync): Stats | undefined {
  try {
    return look(path);
  } catch {
    return undefined;
  }
}

/** What root owns may be managed by the system, and root needs no such way. */
function isAnothers(owner: number): boolean {
  const self = process.getuid?.();
  return self !== undefined && owner !== self && owner !== 0;
}

/** hiloop's own entries and what lies in its folders. In a home that was closed to others, the modes in it do not matter. */
function requireOwnEntries(paths: Paths, homeMode: number): void {
  const { home, data, pins, asked, open } = paths;
  const folders = [data, pins, asked, open, join(home, "server")];
  const names = Object.values(paths).map((path) => basename(path));
  const entries = [...names, "server"].map((name) => join(home, name));
  for (const path of [...entries, ...folders.flatMap(entriesOf)]) {
    const entry = lookAt(path, lstatSync);
    if (!entry) continue;
    const target = lookAt(path, statSync) ?? entry;
    if (isAnothers(entry.uid) || isAnothers(target.uid)) throw anothersFile(path);
    if ((homeMode & FOR_OTHERS) !== 0 && (target.mode & BY_OTHERS) !== 0) {
      throw new HiloopError("storage", `${path} can be changed by other users, so it was not read.`, {
        advice: `If you know what is in it, run: chmod -R go-w ${home}`,
      });
    }
  }
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name !== "lost+found")
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function close(home: string): void {
  try {
    chmodSync(home, 0o700);
  } catch {
    // Looked at next.
  }
  if (((lookAt(home, statSync)?.mode ?? 0) & BY_OTHERS) === 0) return;
  throw new HiloopError("storage", `${home} can be changed by other users, and cannot be closed to them.`, {
    advice: "Name a folder of your own with --home, on a disk that keeps permissions.",
  });
}

function anothersFile(path: string): HiloopError {
  return new HiloopError("storage", `${path} belongs to another user, so it was not read.`, {
    advice: "Find out how it came there, then remove it or make it yours.",
  });
}
