import { HiloopError } from "../protocol/error.ts";
import { VERSION } from "../version.ts";

/** The file is not, or is no longer, what `hiloop backup` wrote. */
export function damagedBackup(path: string, what: string, cause?: unknown): HiloopError {
  return new HiloopError("storage", `${path} ${what}; nothing was changed.`, {
    advice: "Use another backup.",
    cause,
  });
}

export function newerBackup(path: string, version: string): HiloopError {
  return new HiloopError(
    "configuration",
    `${path} was made by hiloop ${version}, and this hiloop ${VERSION} does not know how to read it.`,
    { advice: "Upgrade first, then try again." },
  );
}

/** Something is in the way; hiloop never overwrites it. */
export function inTheWay(message: string, advice: string): HiloopError {
  return new HiloopError("conflict", message, { advice });
}

export function interrupted(what: string): HiloopError {
  return new HiloopError("cancelled", `The ${what} was interrupted; nothing of it was kept.`);
}
