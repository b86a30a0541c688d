import { chmodSync, chownSync, existsSync, lstatSync, renameSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { syncFolder } from "../local/sync.ts";
import { versionOf } from "../local/version-of.ts";
import { HiloopError } from "../protocol/error.ts";
import { linkOrCopy } from "./link-or-copy.ts";
import { previousOf } from "./previous-of.ts";
import { keep, move, newStaging, removeStaging, settleLeftOvers, stagedIn } from "./staging.ts";

/**
 * The replacement of an executable A by N, which keeps A as the previous one in the place of P. What holds whenever the
 * process is killed, of an upgrade as of a rollback (there N is P):
 *
 * - At the executable's path lies A or N, whole. (On Windows, where what runs can be renamed but not replaced, nothing
 *   lies there for a moment: then P or A is at the previous one's path.) Whoever runs A keeps running it.
 * - The other version is not lost: it is at the previous one's path, or in the private folder under a name by which the next
 *   run of the same user knows that it belongs there (`settleLeftOvers`), and moves it there before it does anything else.
 *
 * By an order of renames alone, each of which happens or does not: N is named `next-…` and A `kept-…` in the private folder,
 * `next-…` takes the executable's path, `kept-…` takes the previous one's. A `kept-…` without its `next-…` is thus a
 * replacement to be finished, and one with it a replacement that has not happened. Leaving the scope without `put`, or when
 * `put` fails, changes nothing.
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
    settleLeftOvers(dirname(path));
    this.folder = newStaging(path);
    this.#old = join(this.folder, `old-${basename(path)}`);
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
    const staged = stagedIn(this.folder, this.#path);
    const previous = previousOf(this.#path);
    // So that there is one to run while nothing lies at the path.
    if (platform === "win32" && !existsSync(previous)) staged.kept = previous;
    renameSync(next, staged.next);
    move(platform === "win32" ? this.#path : this.#old, staged.kept, this.#path);
    syncFolder(this.folder);
    try {
      move(staged.next, this.#path);
      keep(staged, this.#path);
    } catch (error) {
      const isPut = !existsSync(staged.next);
      if (isPut || !existsSync(this.#path)) move(staged.kept, this.#path);
      throw error;
    }
    syncFolder(dirname(this.#path));
  }

  [Symbol.dispose](): void {
    try {
      removeStaging(this.folder);
    } catch {
      // What failed has been said; what is left is for the next run.
    }
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

function identityOf(path: string): string {
  const { dev, ino } = statSync(path, { bigint: true });
  return `${dev}:${ino}`;
}

function overtaken(path: string): HiloopError {
  return new HiloopError("conflict", `Something else replaced ${path} meanwhile; this run changed nothing.`, {
    advice: "See what is there with hiloop --version.",
  });
}
