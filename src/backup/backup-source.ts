import { accessSync, constants, existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Paths } from "../config/paths.ts";
import { HiloopError } from "../protocol/error.ts";
import { type Entry, textEntry } from "./entry.ts";
import { DATABASE, isEntryName } from "./entry-names.ts";
import type { Manifest } from "./manifest.ts";
import { isUsable } from "./small-files.ts";
import { unreadable, unusableFile } from "./source-trouble.ts";

/** `skipEmpty`: it may turn out to hold no space, for nobody ever set that server up. */
export type SourceFolder = { prefix: string; folder: string; skipEmpty: boolean };

/** What is to be saved: the data folders, by what their entries' names begin with, and the small files beside them. */
export type BackupSource = {
  kind: Manifest["kind"];
  data: SourceFolder[];
  /** Read at once, before any database: the roster that is pinned must never be longer than the one that is saved. */
  readFiles: () => Entry[];
};

/** One data folder of `hiloop serve`. */
export function dataSource(folder: string): BackupSource {
  if (!holdsDatabase(folder)) {
    throw new HiloopError("invalid_input", `${folder} is not the data folder of a hiloop server.`, {
      advice: "Give the folder that hiloop serve was given with --data.",
    });
  }
  return { kind: "data", data: [{ prefix: "", folder, skipEmpty: false }], readFiles: () => [] };
}

/**
 * hiloop's own folder: the space on this computer and the server that `hiloop serve` keeps there by default. What a
 * running server writes only for its own time is left out: `server.json`, locks, the log, redirect files, and uploads
 * that are not complete, which their senders begin again.
 */
export function homeSource(paths: Paths): BackupSource {
  requireOpen(paths.home);
  const hasKeys = existsSync(paths.secrets);
  const data = [
    { prefix: "data/", folder: paths.data, skipEmpty: false },
    { prefix: "server/", folder: join(paths.home, "server"), skipEmpty: hasKeys },
  ].filter(({ folder }) => holdsDatabase(folder));
  if (data.length === 0) throw nothingThere(paths, hasKeys);
  if (hasKeys !== data.some(({ prefix }) => prefix === "data/")) throw halfThere(paths, hasKeys);
  return { kind: "home", data, readFiles: () => homeFiles(paths) };
}

function holdsDatabase(folder: string): boolean {
  requireOpen(folder);
  return existsSync(join(folder, DATABASE));
}

/** In a folder that this user may not look into, everything would seem to be missing. */
function requireOpen(folder: string): void {
  try {
    accessSync(folder, constants.R_OK | constants.X_OK);
  } catch (thrown) {
    const code = thrown instanceof Error && "code" in thrown ? thrown.code : "";
    if (code === "EACCES" || code === "EPERM") throw unreadable(folder, thrown);
  }
}

function homeFiles(paths: Paths): Entry[] {
  const pins = existsSync(paths.pins) ? readdirSync(paths.pins).map((name) => join("pins", name)) : [];
  const names = [paths.config, paths.secrets, paths.port].map((path) => basename(path));
  return [...names, ...pins.map((name) => name.replaceAll("\\", "/"))]
    .filter((name) => isEntryName("home", name) && existsSync(join(paths.home, name)))
    .map((name) => {
      const text = readFileSync(join(paths.home, name), "utf8");
      if (!isUsable(name, text)) throw unusableFile(join(paths.home, name));
      return textEntry(name, text);
    });
}

function nothingThere({ home, data }: Paths, hasKeys: boolean): HiloopError {
  if (hasKeys) return halfThere({ home, data }, hasKeys);
  return new HiloopError("invalid_input", `${home} holds no space: there is nothing to save.`, {
    advice: "Give another folder with --home, or the data folder of a server with --data.",
  });
}

function halfThere({ home, data }: Pick<Paths, "home" | "data">, hasKeys: boolean): HiloopError {
  const what = hasKeys
    ? `the keys of a space, but not its data in ${data}`
    : "the data of a space, but not its keys";
  return new HiloopError("storage", `${home} holds ${what}.`, {
    advice: "Look at it with hiloop open; an older backup may be all that is whole.",
  });
}
