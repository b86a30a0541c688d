import { realpathSync } from "node:fs";
import { isSystemFolder, isWorkFolder } from "./folder-rules.ts";

/** What decides where an assistant may read and write files. */
export type FolderConfig = {
  /** HILOOP_ALLOWED_DIRS: the user's own word, taken as it is. */
  allowedDirs: string[];
  cwd: string;
  home: string;
};

export type AllowedFolders = {
  /** Real paths, the working directory first. */
  folders: string[];
  /** The working directory, if it is one of them. */
  workFolder: string | undefined;
};

/** The folders that files may come from and go to, resolved now; those that do not exist are left out. */
export function allowedFolders({ allowedDirs, cwd, home }: FolderConfig, roots: string[]): AllowedFolders {
  const realHome = realFolder(home) ?? home;
  const chosen = [
    ...roots.flatMap((root) => realFolder(root) ?? []).filter((root) => !isSystemFolder(root)),
    ...allowedDirs.flatMap((folder) => realFolder(folder) ?? []),
  ];
  const here = realFolder(cwd);
  const workFolder = here && (chosen.includes(here) || isWorkFolder(here, realHome)) ? here : undefined;
  return { folders: [...new Set([...(workFolder ? [workFolder] : []), ...chosen])], workFolder };
}

function realFolder(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}
