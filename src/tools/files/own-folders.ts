import { type BigIntStats, existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { HiloopError } from "../../protocol/error.ts";
import { namesBelow } from "./folder-rules.ts";

/** What tells a folder of hiloop's wherever it lies: a server's data, a home, a backup or a restore at work. */
const MARKS = [["hiloop.db"], ["secrets.json", join("data", "hiloop.db")], [".hiloop-at-work"]];

/** Sealed files by the thousand; their folder alone is enough to know them by. */
const SEALED = "attachments";

/**
 * hiloop's own folders: keys, configuration and data, which no tool reads or writes, whatever roots a client has open. They
 * are known by path and, since a mount, a hard link or a name in other letters leads there by another path, by inode.
 */
export class OwnFolders {
  readonly #folders: readonly string[];
  #known: { paths: string[]; ids: Set<string> } | undefined;

  constructor(folders: readonly string[]) {
    this.#folders = folders;
  }

  /** Whether a path is one of them or lies inside one. It may be of something that does not exist. */
  hold(path: string): boolean {
    this.#known ??= { paths: this.#folders.map(realPath), ids: idsOf(this.#folders) };
    const { paths, ids } = this.#known;
    if (paths.some((folder) => namesBelow(folder, path) !== undefined)) return true;
    return wayUp(path).some((place) => ids.has(idAt(place) ?? "") || hasMark(place));
  }

  /** Throws `forbidden` for what they hold. */
  refuse(path: string, shownPath: string): void {
    if (this.hold(path)) throw notForTools(shownPath);
  }

  /** The same for a file that is open, which no rename meanwhile makes another. */
  refuseOpened(opened: BigIntStats, shownPath: string): void {
    if (idsOf(this.#folders).has(idOf(opened))) throw notForTools(shownPath);
  }
}

function notForTools(shownPath: string): HiloopError {
  return new HiloopError(
    "forbidden",
    `${shownPath} belongs to hiloop itself, whose files are never sent or written.`,
    { advice: "Use a path elsewhere." },
  );
}

function idsOf(folders: readonly string[]): Set<string> {
  const ids = new Set<string>();
  const add = (path: string) => {
    const id = idAt(path);
    if (id) ids.add(id);
  };
  const visit = (folder: string) => {
    add(folder);
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && entry.name !== SEALED) visit(path);
      else add(path);
    }
  };
  for (const folder of folders) visit(folder);
  return ids;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function idAt(path: string): string | undefined {
  try {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    return found && idOf(found);
  } catch {
    return undefined;
  }
}

function idOf({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`;
}

function hasMark(folder: string): boolean {
  return MARKS.some((names) => names.every((name) => existsSync(join(folder, name))));
}

/** The path, its folder, that one's folder, up to the root. */
function wayUp(path: string): string[] {
  const above = dirname(path);
  return above === path ? [path] : [path, ...wayUp(above)];
}

function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}
