import { HiloopError } from "../protocol/error.ts";

const NOT_ALLOWED = ["EACCES", "EPERM", "EROFS", "ENOTDIR", "EISDIR", "EEXIST", "ENOENT", "ELOOP"];
const FULL = ["ENOSPC", "EDQUOT", "EFBIG"];

/**
 * What the file system said about hiloop's own folder, as one sentence. Other errors come back as they are. `elsewhere` is
 * what names another folder.
 */
export function folderError(
  thrown: unknown,
  path: string,
  elsewhere = "set HILOOP_HOME to another one",
): unknown {
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
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
  return new HiloopError("storage", `${path} cannot be written (${code}).`, {
    advice: `Make it yours to write, or ${elsewhere}.`,
    cause: thrown,
  });
}
