import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { placeFile } from "../../backup/place.ts";
import { folderError } from "../../local/folder-error.ts";
import { syncFolder } from "../../local/sync.ts";
import { HiloopError } from "../../protocol/error.ts";

const BY_HAND = "add the entry by hand: the same command without --write shows it";

/** The text of a client's file, or undefined when there is none. Throws one sentence for what cannot be read as text. */
export function readClientFile(path: string): string | undefined {
  try {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (!found) return undefined;
    const target = found.isSymbolicLink() ? statSync(path, { throwIfNoEntry: false }) : found;
    if (!target)
      throw refused(
        `${path} is a link to ${readlinkSync(path)}, which is not there`,
        "Make that file or remove the link, then run this again.",
      );
    if (!target.isFile())
      throw refused(
        `${path} is ${target.isDirectory() ? "a folder" : "something else"}, not a file`,
        "Move it away, then run this again.",
      );
    return textOf(readFileSync(path), path);
  } catch (error) {
    const code = codeOf(error);
    throw code === ""
      ? error
      : refused(`${path} cannot be read (${code})`, `Make it yours to read, or ${BY_HAND}.`);
  }
}

function textOf(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw refused(`${path} is not valid UTF-8`, "Save it as UTF-8, then run this again.");
  }
}

function refused(what: string, advice: string): HiloopError {
  return new HiloopError("invalid_input", `${what}; it was not changed.`, { advice });
}

/**
 * Puts a new text in place of the one that was read, after a copy of that beside it; says where that is. Undefined, and
 * nothing is changed, when another program has written meanwhile. A link stays a link; owner and mode stay.
 */
export function replaceText(
  path: string,
  before: string | undefined,
  text: string,
): { backup: string | undefined } | undefined {
  let place = path;
  try {
    if (before !== undefined) {
      place = realpathSync(path);
      return replaceWithBackup(place, before, text);
    }
    mkdirSync(dirname(path), { recursive: true });
    create(path, text);
    return { backup: undefined };
  } catch (error) {
    // Another run was quicker to take the name, of the file or of its copy.
    if (codeOf(error) === "EEXIST" && existsSync(place)) return undefined;
    throw folderError(error, place, BY_HAND);
  }
}

function create(path: string, text: string): void {
  const temporary = partOf(path);
  const file = openSync(temporary, "wx", 0o600);
  try {
    writeAndClose(file, text);
    placeFile(temporary, path);
    syncFolder(dirname(path));
  } finally {
    rmSync(temporary, { force: true });
  }
}

function replaceWithBackup(target: string, before: string, text: string): { backup: string } | undefined {
  const like = statSync(target);
  const made: string[] = [];
  try {
    const backup = freeName(`${target}.before-hiloop`);
    const temporary = partOf(target);
    for (const [path, content] of [
      [backup, before],
      [temporary, text],
    ] as const) {
      const file = openSync(path, "wx", 0o600);
      made.push(path);
      writeAndClose(file, content);
      makeLike(path, like, target);
    }
    if (readFileSync(target, "utf8") !== before) return undefined;
    renameSync(temporary, target);
    made.length = 0;
    syncFolder(dirname(target));
    return { backup };
  } finally {
    for (const path of made) rmSync(path, { force: true });
  }
}

function writeAndClose(file: number, text: string): void {
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Gives a file of this user's the owner and the mode of another one. */
function makeLike(path: string, { uid, gid, mode }: Stats, target: string): void {
  const own = statSync(path);
  try {
    if (own.uid !== uid || own.gid !== gid) chownSync(path, uid, gid);
  } catch (cause) {
    throw new HiloopError("storage", `${target} belongs to another user or group; it was not changed.`, {
      advice: `Run this as that user, or ${BY_HAND}.`,
      cause,
    });
  }
  chmodSync(path, mode & 0o7777);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && !(error instanceof HiloopError)
    ? String(error.code)
    : "";
}

function partOf(path: string): string {
  return `${path}.${crypto.randomUUID().slice(0, 8)}.part`;
}

function freeName(path: string): string {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? path : `${path}-${number}`;
    if (!existsSync(candidate)) return candidate;
  }
}
