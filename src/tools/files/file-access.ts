import { closeSync, existsSync, mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, isAbsolute, join, resolve } from "node:path";
import type { Bytes } from "../../protocol/bytes.ts";
import { type AllowedFolders, allowedFolders, type FolderConfig } from "./allowed-folders.ts";
import { diskError } from "./disk-error.ts";
import { createDownload, type DownloadTarget } from "./download-target.ts";
import { mediaType } from "./media-type.ts";
import { openInside } from "./open-inside.ts";
import { OwnFolders } from "./own-folders.ts";
import { readSlice } from "./read-slice.ts";

/** A file to be sent, open. */
export type UploadFile = {
  name: string;
  type: string;
  size: number;
  slice(start: number, end: number): Promise<Bytes>;
  close(): void;
};

/** The only way in which tools touch the disk. `roots` are the folders that the client has open. */
export type FileAccess = {
  /** Throws `forbidden`, `not_found` or `invalid_input` with one sentence. */
  openUpload(path: string, roots: string[]): UploadFile;
  /** Without a directory it goes to the working directory, or to a private temporary folder where that is not allowed. */
  startDownload(name: string, directory: string | undefined, roots: string[]): DownloadTarget;
};

export function createFileAccess(config: FolderConfig): FileAccess {
  return {
    openUpload(path, roots) {
      const own = new OwnFolders(config.ownFolders);
      const allowed = allowedFolders(config, roots, own);
      const absolute = absolutePath(path, allowed, config);
      const { fd, path: real, size } = openInside(absolute, path, { folders: allowed.folders, own });
      return {
        name: basename(real),
        type: mediaType(real),
        size,
        slice: (start, end) => readSlice(fd, start, end),
        close: () => closeSync(fd),
      };
    },
    startDownload(name, directory, roots) {
      const own = new OwnFolders(config.ownFolders);
      const allowed = allowedFolders(config, roots, own);
      const places = { folders: allowed.folders, own };
      if (directory !== undefined) {
        return createDownload(absolutePath(directory, allowed, config), name, places);
      }
      if (allowed.workFolder) return createDownload(allowed.workFolder, name, places);
      const temporary = temporaryFolder();
      return createDownload(temporary, name, { folders: [temporary], own });
    },
  };
}

function temporaryFolder(): string {
  try {
    return realpathSync.native(mkdtempSync(join(tmpdir(), "hiloop-")));
  } catch (error) {
    throw diskError(tmpdir(), error);
  }
}

/** A relative path starts at the first allowed folder that has it, the working directory before the client's roots. */
function absolutePath(
  path: string,
  { folders, workFolder }: AllowedFolders,
  { cwd, home }: FolderConfig,
): string {
  if (path === "~" || path.startsWith("~/")) return resolve(home, path.slice(2));
  if (isAbsolute(path)) return resolve(path);
  const candidates = folders.map((folder) => resolve(folder, path));
  return (
    candidates.find((candidate) => existsSync(candidate)) ?? resolve(workFolder ?? folders[0] ?? cwd, path)
  );
}
