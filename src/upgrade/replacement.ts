import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { isAlive } from "../local/end-process.ts";
import { syncFolder } from "../local/sync.ts";
import { versionOf } from "../local/version-of.ts";
import { HiloopError } from "../protocol/error.ts";
import { linkOrCopy } from "./link-or-copy.ts";
import { previousOf } from "./previous-of.ts";

/**
 * The replacement of an executable by a rename. Whenever the process is killed, a whole executable lies at its path; who
 * runs the old one keeps running it. Leaving the scope without `put` changes nothing.
 */
export class Replacement implements Disposable {
  /** A private folder beside the executable, and so on the same disk. */
  readonly folder: string;
  readonly #path: string;
  readonly #old: string;
  readonly #identity: string;

  /** Begins to replace the executable at `path`, which must still be of this version. */
  static async of(path: string, version: string): Promise<Replacement> {
    const replacement = new Replacement(path);
    if ((await versionOf([replacement.#old], replacement.folder)) === version) return replacement;
    replacement[Symbol.dispose]();
    throw overtaken(path);
  }

  private constructor(path: string) {
    this.#path = path;
    requireRoomFor(previousOf(path));
    const parent = dirname(path);
    removeLeftOvers(parent);
    this.folder = mkdtempSync(join(parent, `.hiloop-upgrade-${process.pid}-`));
    this.#old = join(this.folder, basename(path));
    try {
      linkOrCopy(path, this.#old);
      // After the link: on a layered file system, linking gives the file a new identity.
      this.#identity = identityOf(path);
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  /** Puts a file of the folder in place and keeps the old one as the previous. */
  put(next: string, platform: NodeJS.Platform = process.platform): void {
    const { mode, uid, gid } = statSync(this.#path);
    chmodSync(next, mode & 0o777);
    if (process.getuid?.() === 0) chownSync(next, uid, gid);
    // Another upgrade may have been quicker: what it installed must not become the previous one.
    if (identityOf(this.#path) !== this.#identity) throw overtaken(this.#path);
    if (platform === "win32") {
      this.#putAside(next);
      return;
    }
    renameSync(this.#old, previousOf(this.#path));
    renameSync(next, this.#path);
    syncFolder(dirname(this.#path));
  }

  /** Windows lets a running executable be renamed, but neither replaced nor removed. */
  #putAside(next: string): void {
    const previous = previousOf(this.#path);
    renameSync(this.#path, previous);
    try {
      renameSync(next, this.#path);
    } catch (error) {
      renameSync(previous, this.#path);
      throw error;
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function requireRoomFor(previous: string): void {
  if (!lstatSync(previous, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new HiloopError(
    "conflict",
    `${previous} is a folder, where the replaced hiloop would be kept; nothing was changed.`,
    { advice: "Move it away, then try again." },
  );
}

/** What killed upgrades left. */
function removeLeftOvers(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = /^\.hiloop-upgrade-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) {
      rmSync(join(parent, name), { recursive: true, force: true });
    }
  }
}

function identityOf(path: string): string {
  const { dev, ino } = statSync(path, { bigint: true });
  return `${dev}:${ino}`;
}

function overtaken(path: string): HiloopError {
  return new HiloopError("conflict", `Something else replaced ${path} meanwhile; this run changed nothing.`, {
    advice: "See what is there with hiloop --version.",
  });
}
