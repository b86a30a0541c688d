import { HiloopError } from "../protocol/error.ts";

const NOT_ALLOWED = ["EACCES", "EPERM", "EROFS", "ENOTDIR", "EISDIR", "EEXIST", "ENOENT", "ELOOP"];
const FORBIDDEN = ["EACCES", "EPERM", "EROFS", "ENOTDIR", "EISDIR", "ELOOP"];
const FULL = ["ENOSPC", "EDQUOT", "EFBIG"];

/**
 * What the file system said about hiloop's own folder, as one sentence. Other errors come back as they are. `elsewhere` is
 * what names another folder.
 */
export function folderError(
  thrown: unknown,
  path: string,
  elsewhere = "name another one with --home",
): unknown {
  const code = codeOf(thrown);
  if (FULL.includes(code)) {
    return new HiloopError("storage", `The disk that holds ${path} is full; nothing was changed.`, {
      advice: "Free some space, then try again.",
      cause: thrown,
    });
  }
  if (code === "ENAMETOOLONG") {
    return new HiloopError("storage", `${path} cannot be made: its name is too long.`, {
      advice: "Choose a shorter one.",
      cause: thrown,
    });
  }
  if (code === "EBUSY") {
    return new HiloopError("storage", `${path} cannot be replaced: it is a mount of its own, or in use.`, {
      advice: `Change it where it is mounted from, or ${elsewhere}.`,
      cause: thrown,
    });
  }
  if (!NOT_ALLOWED.includes(code)) return thrown;
  const other = pathOf(thrown);
  if (other !== undefined && !other.startsWith(path) && !path.startsWith(other)) return systemError(thrown);
  return new HiloopError("storage", `${path} cannot be written (${code}).`, {
    advice: `Make it yours to write, or ${elsewhere}.`,
    cause: thrown,
  });
}

/** What the file system forbade where nobody knew what it meant, as one sentence. Other errors come back as they are. */
export function systemError(thrown: unknown): unknown {
  if (thrown instanceof Error && "syscall" in thrown && thrown.syscall === "uv_cwd") {
    return new HiloopError("storage", "The folder that hiloop was started in is gone.", {
      advice: "Change to one that exists, or give whole paths.",
      cause: thrown,
    });
  }
  const [code, path] = [codeOf(thrown), pathOf(thrown)];
  if (path === undefined) return thrown;
  if (FULL.includes(code)) return folderError(thrown, path);
  if (!FORBIDDEN.includes(code)) return thrown;
  return new HiloopError("storage", `${path} cannot be used (${code}).`, {
    advice: "Look at it, its owner and its permissions, then try again.",
    cause: thrown,
  });
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
}

function pathOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && "path" in thrown && typeof thrown.path === "string"
    ? thrown.path
    : undefined;
}
