import { realpathSync } from "node:fs";
import { isSystemFolder, isWorkFolder } from "./folder-rules.ts";
import type { OwnFolders } from "./own-folders.ts";

/** What decides where an assistant may read and write files. */
export type FolderConfig = {
  /** HILOOP_ALLOWED_DIRS: the user's own word, taken as it is. */
  allowedDirs: string[];
  cwd: string;
  home: string;
  /** hiloop's own, never read or written, whatever else is allowed. */
  ownFolders: string[];
};

export type AllowedFolders = {
  /** Real paths, the working directory first. */
  folders: string[];
  /** The working directory, if it is one of them. */
  workFolder: string | undefined;
};

/** The folders that files may come from and go to, resolved now; those that do not exist are left out. */
export function allowedFolders(
  { allowedDirs, cwd, home }: FolderConfig,
  roots: string[],
  own: OwnFolders,
): AllowedFolders {
  const realHome = realFolder(home) ?? home;
  const chosen = [
    ...roots.flatMap((root) => realFolder(root) ?? []).filter((root) => !isSystemFolder(root)),
    ...allowedDirs.flatMap((folder) => realFolder(folder) ?? []),
  ].filter((folder) => !own.hold(folder));
  const here = realFolder(cwd);
  const isAllowed = here && (chosen.includes(here) || isWorkFolder(here, realHome)) && !own.hold(here);
  const workFolder = isAllowed ? here : undefined;
  return { folders: [...new Set([...(workFolder ? [workFolder] : []), ...chosen])], workFolder };
}

function realFolder(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}
