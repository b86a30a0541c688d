import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { folderError } from "../../local/folder-error.ts";

/** The text of a file, or nothing when there is none. */
export function readIfThere(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

/** Puts a new text in place of a file, after a copy of the old one beside it; gives the copy's path. A link stays a link. */
export function replaceWithBackup(path: string, text: string): string | undefined {
  try {
    if (!existsSync(path)) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text, { flag: "wx" });
      return undefined;
    }
    const target = realpathSync(path);
    const backup = freeName(`${target}.before-hiloop`);
    copyFileSync(target, backup);
    const temporary = `${target}.${process.pid}.part`;
    writeFileSync(temporary, text, { flag: "wx" });
    chmodSync(temporary, statSync(target).mode & 0o777);
    renameSync(temporary, target);
    return backup;
  } catch (error) {
    throw folderError(error, path, "add the entry by hand: the same command without --write shows it");
  }
}

function freeName(path: string): string {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? path : `${path}-${number}`;
    if (!existsSync(candidate)) return candidate;
  }
}
