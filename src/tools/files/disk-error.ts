import { HiloopError } from "../../protocol/error.ts";

/** A failure of the disk while a file is saved, in words for a model. */
export function diskError(folder: string, cause: unknown): HiloopError {
  if (cause instanceof HiloopError) return cause;
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new HiloopError("storage", `There is no space left in ${folder}.`, {
      advice: "Nothing was saved. Make room, or choose another directory.",
      cause,
    });
  }
  return new HiloopError("forbidden", `Nothing can be written in ${folder}.`, {
    advice: "Check its permissions, or choose another directory.",
    cause,
  });
}
